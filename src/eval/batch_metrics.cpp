#include "eval/batch_metrics.h"

#include <algorithm>

namespace scarp::eval {
namespace {

double smoothed(std::int64_t part, std::int64_t all, double smooth) {
  // 0/0 without smoothing counts as a miss, as Keras' own metrics have it.
  const double below = static_cast<double>(all) + smooth;
  return below > 0 ? (static_cast<double>(part) + smooth) / below : 0;
}

void add_batch(const Confusion& c, double smooth, BatchMeans& sums) {
  sums.precision += smoothed(c.tp, c.tp + c.fp, smooth);
  sums.recall += smoothed(c.tp, c.tp + c.fn, smooth);
  sums.f1 += smoothed(2 * c.tp, 2 * c.tp + c.fp + c.fn, smooth);
  sums.iou += smoothed(c.tp, c.tp + c.fp + c.fn, smooth);
  ++sums.batches;
}

}  // namespace

std::optional<BatchMeans> batch_means(const std::vector<Confusion>& patches,
                                      const BatchOptions& options) {
  BatchMeans means;
  means.batch = options.batch;
  const auto batch = static_cast<std::size_t>(options.batch);
  for (std::size_t first = 0; first < patches.size(); first += batch) {
    Confusion total;
    const std::size_t end = std::min(patches.size(), first + batch);
    for (std::size_t i = first; i < end; ++i) total += patches[i];
    if (total.tp + total.fp + total.fn + total.tn == 0) {
      ++means.left_out;
    } else {
      add_batch(total, options.smooth, means);
    }
  }
  if (means.batches == 0) return std::nullopt;
  const auto batches = static_cast<double>(means.batches);
  for (double* value : {&means.precision, &means.recall, &means.f1, &means.iou}) *value /= batches;
  return means;
}

}  // namespace scarp::eval
