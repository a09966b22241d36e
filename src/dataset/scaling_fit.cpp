#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "core/backscatter.h"
#include "core/error.h"
#include "core/plausible_value.h"
#include "dataset/scaling.h"

namespace scarp::dataset {
namespace {

using Kind = Scaling::Kind;

/// Counts dB values in steps fine enough for percentiles, whatever their number and order.
class DecibelHistogram {
 public:
  void add(double db) {
    const double bin = std::clamp((db - kLowest_db) / kStep_db, 0.0, kBins - 1.0);
    ++counts_[static_cast<std::size_t>(bin)];
    ++total_;
  }

  /// Lower edge of the bin that holds the share `share` of all values.
  double quantile(double share) const {
    const double wanted = share * static_cast<double>(total_);
    std::int64_t below = 0;
    std::size_t bin = 0;
    while (bin + 1 < counts_.size() && static_cast<double>(below + counts_[bin]) <= wanted) {
      below += counts_[bin++];
    }
    return kLowest_db + static_cast<double>(bin) * kStep_db;
  }

 private:
  static constexpr double kLowest_db = -60;
  static constexpr double kStep_db = 0.01;
  static constexpr int kBins = 10000;  // up to 40 dB

  std::vector<std::int64_t> counts_ = std::vector<std::int64_t>(kBins);
  std::int64_t total_ = 0;
};

struct Line {
  double offset;
  double range;
};

/// What is known of the values of one band so far.
struct BandFit {
  std::string unit;
  std::optional<BackscatterUnit> decibels_of;  // where the band is to be clipped in dB
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  double count = 0;
  double mean = 0;
  double squares = 0;  // of the deviations from the mean, summed
  DecibelHistogram histogram;

  // Mean and squares after Welford (1962).
  void add(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
    ++count;
    const double before = value - mean;
    mean += before / count;
    squares += before * (value - mean);
    if (decibels_of) histogram.add(to_decibel(value, *decibels_of));
  }

  Line line(Kind kind) const {
    if (kind == Kind::standard) return {mean, std::sqrt(squares / count)};
    if (!decibels_of) return {low, high - low};
    constexpr double kClipped = 0.01;  // at either end
    const double darkest_db = histogram.quantile(kClipped);
    return {darkest_db, histogram.quantile(1 - kClipped) - darkest_db};
  }
};

}  // namespace

struct ScalingFit::Impl {
  Kind kind;
  std::vector<BandFit> bands;
};

ScalingFit::ScalingFit(Kind kind, const std::vector<Band>& bands)
    : impl_(std::make_unique<Impl>(Impl{kind, {}})) {
  for (const Band& band : bands) {
    BandFit fit;
    fit.unit = band.unit;
    if (kind == Kind::db_clip) fit.decibels_of = backscatter_unit(band.unit);
    impl_->bands.push_back(std::move(fit));
  }
}

ScalingFit::~ScalingFit() = default;

void ScalingFit::add(const Patches& training) {
  if (!fitted(impl_->kind)) return;
  const std::size_t bands = impl_->bands.size();
  if (bands != static_cast<std::size_t>(training.bands)) {
    throw Error({fmt::format("the training patches have {} bands, but {} are described",
                             training.bands, bands),
                 "", ""});
  }
  const auto pixels = static_cast<std::size_t>(training.count * training.pixels());
  for (std::size_t i = 0; i < pixels; ++i) {
    if (!training.valid.empty() && training.valid[i] == 0) continue;
    for (std::size_t b = 0; b < bands; ++b) impl_->bands[b].add(training.x[i * bands + b]);
  }
}

Scaling ScalingFit::result() const {
  Scaling scaling;
  scaling.kind = impl_->kind;
  if (!fitted(impl_->kind)) return scaling;
  for (const BandFit& band : impl_->bands) {
    if (band.count == 0) {
      throw Error({"no pixel of the training patches is valid", "", "Check the mask"});
    }
    const Line line = band.line(impl_->kind);
    scaling.offset.push_back(line.offset);
    scaling.range.push_back(line.range > 0 ? line.range : 1);
    scaling.units.push_back(band.unit);
  }
  return scaling;
}

Scaling fit_scaling(Kind kind, const Patches& training, const std::vector<Band>& bands) {
  ScalingFit fit(kind, bands);
  fit.add(training);
  return fit.result();
}

double neutral_value(Kind kind, const Patches& training, int band) {
  if (kind == Kind::patch_minmax || kind == Kind::patch_standard) return 0;
  double sum = 0;
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < training.count * training.pixels(); ++i) {
    if (!training.valid.empty() && training.valid[static_cast<std::size_t>(i)] == 0) continue;
    const float value = training.x[static_cast<std::size_t>(i * training.bands + band)];
    if (!plausible_value(value)) continue;
    sum += value;
    ++count;
  }
  return count > 0 ? static_cast<float>(sum / static_cast<double>(count)) : 0;
}

}  // namespace scarp::dataset
