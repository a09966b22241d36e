#include "change/evidence.h"

#include <cmath>
#include <limits>

#include "core/vectorised.h"

namespace scarp::change {
namespace {

std::vector<Image<float>> read_side(const std::vector<Acquisition>& dates, const Window& window,
                                    Units units) {
  std::vector<Image<float>> images;
  for (const Acquisition& date : dates) images.push_back(log_power(date, window, units));
  return images;
}

SCARP_VECTORISED
void add_known(const float* values, int cols, float* sum, float* count) {
  for (int col = 0; col < cols; ++col) {
    const bool there = !std::isnan(values[col]);
    sum[col] += there ? values[col] : 0.0F;
    count[col] += there ? 1.0F : 0.0F;
  }
}

SCARP_VECTORISED
void divide(const float* counts, int cols, float* sums) {
  for (int col = 0; col < cols; ++col) sums[col] /= counts[col];  // 0 / 0 is NaN
}

}  // namespace

Evidence read_evidence(const Series& series, const Window& window) {
  Evidence evidence{window, MaskImage(window.size()), {}};
  for (const Polarisation& polarisation : series.polarisations) {
    PolarisationEvidence& one = evidence.polarisations.emplace_back();
    one.before = read_side(polarisation.before, window, series.units);
    one.after = read_side(polarisation.after, window, series.units);
  }
  return evidence;
}

DateMean mean_of(const std::vector<Image<float>>& dates) {
  const Size size = dates.front().size();
  DateMean result{Image<float>(size), Image<float>(size)};
  for (int row = 0; row < size.rows; ++row) {
    float* mean = result.mean.row(row);
    float* count = result.dates.row(row);
    for (const Image<float>& date : dates) add_known(date.row(row), size.cols, mean, count);
    divide(count, size.cols, mean);
  }
  return result;
}

}  // namespace scarp::change
