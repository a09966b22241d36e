#include "scoring/scored_patches.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "core/interrupt.h"
#include "core/memory.h"
#include "model/predict_patches.h"

namespace scarp::scoring {
namespace {

constexpr std::int64_t kPiecePixels = std::int64_t{1} << 20;

void require_fitting(const LabelledPatches& patches, const model::Card& card) {
  const std::string where = patches.files.front().string();
  if (patches.bands != card.network.bands) {
    throw Error({fmt::format("the patches have {} bands, but the model takes {}", patches.bands,
                             card.network.bands),
                 where, ""});
  }
  model::require_patch_size(card, patches.rows, patches.cols, where);
  // Scores, labels and validity, and what is sorted to count them.
  constexpr double kBytesPerPixel = 24;
  const double pixels = static_cast<double>(patches.count) * patches.rows * patches.cols;
  if (pixels * kBytesPerPixel <= memory_bytes()) return;
  throw Error({fmt::format("to score its {} patches takes {:.1f} GB of memory", patches.count,
                           pixels * kBytesPerPixel / 1e9),
               where, "Use a machine with more memory, or fewer patches"});
}

template <typename T>
void append(const std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

eval::Patches ScoredPatches::patches() const {
  return {count, size, score.data(), truth.data(), valid.empty() ? nullptr : valid.data()};
}

ScoredPatches score(const LabelledPatches& patches, const std::string& model,
                    const model::Card& card, const dataset::Scaling& scaling,
                    model::Predictor& predictor, Reporter& reporter) {
  require_fitting(patches, card);
  ScoredPatches scored;
  scored.count = patches.count;
  scored.size = {patches.rows, patches.cols};
  const std::int64_t piece = std::max<std::int64_t>(1, kPiecePixels / scored.size.cells());
  Reporter::Stage stage(reporter, "predicting", patches.count);
  for (std::int64_t first = 0; first < patches.count; first += piece) {
    if (const int signal = interrupt_signal(); signal != 0) throw Interrupted(signal);
    const std::int64_t count = std::min(piece, patches.count - first);
    dataset::Patches part = patches.read(first, count);
    append(part.y, scored.truth);
    append(part.valid, scored.valid);
    append(model::predict_patches(predictor, scaling, std::move(part), model), scored.score);
    stage.advance(count);
  }
  eval::require_binary_truth(scored.patches());
  return scored;
}

}  // namespace scarp::scoring
