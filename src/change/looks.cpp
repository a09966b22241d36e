#include "change/looks.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "change/robust.h"
#include "core/box_filter.h"

namespace scarp::change {
namespace {

constexpr int kRadius = 3;               // 7 × 7 cells
constexpr double kFewestCells = 25;      // in a window, for its variance to count
constexpr double kLooksWithoutData = 5;  // of a Sentinel-1 IW GRDH pixel, about

// Counts of log variance in steps of 0.1.
class Histogram {
 public:
  void add(double log_variance) {
    const double bin = std::floor((log_variance - kLowest) / kStep);
    if (bin >= 0 && bin < kBins) ++counts_[static_cast<std::size_t>(bin)];
  }

  void add(const Histogram& other) {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  }

  bool empty() const {
    return std::all_of(counts_.begin(), counts_.end(), [](double count) { return count == 0; });
  }

  double mode() const {
    std::array<double, kBins> smooth{};
    for (int i = 0; i < kBins; ++i) {
      for (int k = std::max(0, i - 1); k <= std::min(kBins - 1, i + 1); ++k) {
        smooth[i] += counts_[k];
      }
    }
    const auto* const highest = std::max_element(smooth.begin(), smooth.end());
    return kLowest + kStep * (static_cast<double>(highest - smooth.begin()) + 0.5);
  }

 private:
  static constexpr double kLowest = -12;
  static constexpr double kStep = 0.1;
  static constexpr int kBins = 160;
  std::array<double, kBins> counts_{};
};

// Deviation of one date from the mean; NaN where fewer than two dates have data or the cell is not
// assessable.
Image<float> deviation(const Image<float>& date, const DateMean& all, const MaskImage& mask) {
  Image<float> result = date;
  for (std::size_t i = 0; i < result.values().size(); ++i) {
    float& value = result.values()[i];
    value -= all.mean.values()[i];
    if (all.dates.values()[i] < 2 || mask.values()[i] != 0) value = std::nanf("");
  }
  return result;
}

// How many of the cells around (row, col) lie within the image.
int cells_around(Size size, int row, int col) {
  const Window square{row - kRadius, col - kRadius, 2 * kRadius + 1, 2 * kRadius + 1};
  return static_cast<int>(intersect(square, whole(size)).size().cells());
}

void count(const Tile& tile, const Evidence& evidence, const Image<float>& date,
           const DateMean& all, Histogram& histogram) {
  const Image<float> residual = deviation(date, all, evidence.mask);
  Image<float> squares = residual;
  Image<float> valid = residual;
  for (float& value : squares.values()) value *= value;
  for (float& value : valid.values()) value = std::isnan(value) ? 0.0F : 1.0F;
  const Image<float> mean = box_mean(residual, kRadius);
  const Image<float> mean_square = box_mean(squares, kRadius);
  const Image<float> share = box_mean(valid, kRadius);
  for (int row = 0; row < tile.inner.rows; ++row) {
    for (int col = 0; col < tile.inner.cols; ++col) {
      const int r = row + tile.inner.row - evidence.window.row;
      const int c = col + tile.inner.col - evidence.window.col;
      const double cells = share(r, c) * cells_around(residual.size(), r, c);
      if (std::isnan(residual(r, c)) || cells < kFewestCells) continue;
      const double variance = (mean_square(r, c) - mean(r, c) * mean(r, c)) * cells / (cells - 1);
      const double dates = all.dates(r, c);
      if (variance > 0) histogram.add(std::log(variance * dates / (dates - 1)));
    }
  }
}

Histogram histogram_of(const Tile& tile, const Evidence& evidence) {
  Histogram histogram;
  for (const PolarisationEvidence& one : evidence.polarisations) {
    std::vector<Image<float>> dates = one.before;
    dates.insert(dates.end(), one.after.begin(), one.after.end());
    const DateMean all = mean_of(dates);
    for (const Image<float>& date : dates) count(tile, evidence, date, all, histogram);
  }
  return histogram;
}

}  // namespace

double estimate_looks(const Sample& sample, ThreadPool& threads) {
  std::vector<Histogram> parts(sample.tiles.size());
  threads.parallel_for(static_cast<std::int64_t>(parts.size()), [&](std::int64_t i) {
    const auto tile = static_cast<std::size_t>(i);
    parts[tile] = histogram_of(sample.tiles[tile], sample.evidence[tile]);
  });
  Histogram histogram;
  for (const Histogram& part : parts) histogram.add(part);
  if (histogram.empty()) return kLooksWithoutData;
  return std::clamp(trigamma_inverse(std::exp(histogram.mode())), 1.0, 1000.0);
}

}  // namespace scarp::change
