#include "change/water.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace scarp::change {
namespace {

// Calm to windy water lies at −25 … −16 dB in VV at 30 … 45° of incidence, land above −13 dB.
constexpr double kBrightestWater_db = -15;
constexpr double kFewestCells = 200;      // of each bulk
constexpr double kLeastSeparation = 2.5;  // Ashman's D; from 2 on bulks are apart
constexpr double kDeepestValley = 0.5;    // of the lower of two peaks

using Counts = std::array<std::int64_t, 700>;

double level_of(std::size_t bin) {
  return LevelHistogram::kLowest_db + (static_cast<double>(bin) + 0.5) * LevelHistogram::kStep_db;
}

/// Number, mean and variance of the levels in some bins.
struct Bulk {
  double cells = 0;
  double mean_db = 0;
  double variance = 0;
};

/// Sums up to each bin.
struct Sums {
  std::vector<double> cells{0};
  std::vector<double> first{0};
  std::vector<double> second{0};

  explicit Sums(const Counts& counts) {
    for (std::size_t bin = 0; bin < counts.size(); ++bin) {
      const auto count = static_cast<double>(counts[bin]);
      const double level = level_of(bin);
      cells.push_back(cells.back() + count);
      first.push_back(first.back() + count * level);
      second.push_back(second.back() + count * level * level);
    }
  }

  Bulk of(std::size_t begin, std::size_t end) const {
    Bulk bulk;
    bulk.cells = cells[end] - cells[begin];
    if (bulk.cells <= 0) return bulk;
    bulk.mean_db = (first[end] - first[begin]) / bulk.cells;
    const double mean_square = (second[end] - second[begin]) / bulk.cells;
    // Bins have a width.
    constexpr double kOfBin = LevelHistogram::kStep_db * LevelHistogram::kStep_db / 12;
    bulk.variance = std::max(0.0, mean_square - bulk.mean_db * bulk.mean_db) + kOfBin;
    return bulk;
  }
};

// Of telling the two apart, up to a constant.
double expected_error(const Bulk& dark, const Bulk& bright) {
  const auto part = [&](const Bulk& bulk) {
    const double share = bulk.cells / (dark.cells + bright.cells);
    return share * (0.5 * std::log(bulk.variance) - std::log(share));
  };
  return part(dark) + part(bright);
}

// Mean over half a decibel to both sides.
std::vector<double> smoothed(const Counts& counts) {
  constexpr std::ptrdiff_t kReach = 5;
  const auto size = static_cast<std::ptrdiff_t>(counts.size());
  std::vector<double> result;
  for (std::ptrdiff_t bin = 0; bin < size; ++bin) {
    const auto* const first = counts.begin() + std::max<std::ptrdiff_t>(0, bin - kReach);
    const auto* const end = counts.begin() + std::min(size, bin + kReach + 1);
    result.push_back(static_cast<double>(std::accumulate(first, end, std::int64_t{0})));
  }
  return result;
}

// Whether fewer cells lie between the bulks than at either of their peaks.
bool parted(const Counts& counts, std::size_t threshold) {
  const std::vector<double> smooth = smoothed(counts);
  const auto at = smooth.begin() + static_cast<std::ptrdiff_t>(threshold);
  const auto dark = std::max_element(smooth.begin(), at);
  const auto bright = std::max_element(at, smooth.end());
  const double valley = *std::min_element(dark, bright);
  return valley <= kDeepestValley * std::min(*dark, *bright);
}

}  // namespace

void LevelHistogram::add(double level_db) {
  const double bin = std::floor((level_db - kLowest_db) / kStep_db);
  if (!(bin >= 0 && bin < static_cast<double>(counts_.size()))) return;
  ++counts_[static_cast<std::size_t>(bin)];
}

void LevelHistogram::add(const LevelHistogram& other) {
  for (std::size_t bin = 0; bin < counts_.size(); ++bin) counts_[bin] += other.counts_[bin];
}

std::optional<double> water_level_db(const LevelHistogram& flat_ground) {
  const Counts& counts = flat_ground.counts();
  const Sums sums(counts);
  double least = std::numeric_limits<double>::infinity();
  std::size_t first = 0;  // of the best thresholds: between bulks far apart all are as good
  std::size_t last = 0;
  for (std::size_t bin = 1; bin < counts.size(); ++bin) {
    const Bulk dark = sums.of(0, bin);
    const Bulk bright = sums.of(bin, counts.size());
    if (dark.cells < kFewestCells || bright.cells < kFewestCells) continue;
    const double error = expected_error(dark, bright);
    if (error < least) first = bin;
    if (error <= least) last = bin;
    least = std::min(least, error);
  }
  if (first == 0) return std::nullopt;
  const std::size_t best = (first + last) / 2;
  const Bulk dark = sums.of(0, best);
  const Bulk bright = sums.of(best, counts.size());
  const double separation =
      (bright.mean_db - dark.mean_db) / std::sqrt((dark.variance + bright.variance) / 2);
  const bool water = dark.mean_db <= kBrightestWater_db && separation >= kLeastSeparation;
  if (!water || !parted(counts, best)) return std::nullopt;
  return LevelHistogram::kLowest_db + static_cast<double>(best) * LevelHistogram::kStep_db;
}

}  // namespace scarp::change
