#include "dataset/scaling.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

#include "core/error.h"
#include "dataset/backscatter_unit.h"

namespace scarp::dataset {
namespace {

using Kind = Scaling::Kind;

constexpr std::array<std::pair<Kind, std::string_view>, 6> kNames{
    {{Kind::none, "none"},
     {Kind::patch_minmax, "patch-minmax"},
     {Kind::patch_minmax_all, "patch-minmax-all"},
     {Kind::dataset_minmax, "dataset-minmax"},
     {Kind::standard, "standard"},
     {Kind::db_clip, "db-clip"}}};

// Calls `use(value)` with every valid value of one band.
template <typename Use>
void for_each_valid(const Patches& patches, int band, const Use& use) {
  const std::int64_t pixels = patches.count * patches.pixels();
  for (std::int64_t i = 0; i < pixels; ++i) {
    const bool valid = patches.valid.empty() || patches.valid[static_cast<std::size_t>(i)] != 0;
    if (valid) use(patches.x[static_cast<std::size_t>(i * patches.bands + band)]);
  }
}

struct Line {
  double offset = 0;
  double range = 1;
};

double above_zero(double range) { return range > 0 ? range : 1; }

class Extremes {
 public:
  void add(double value) {
    low_ = std::min(low_, value);
    high_ = std::max(high_, value);
  }
  double low() const { return low_; }
  double range() const { return high_ - low_; }

 private:
  double low_ = std::numeric_limits<double>::infinity();
  double high_ = -std::numeric_limits<double>::infinity();
};

Line extremes(const Patches& patches, int band) {
  Extremes found;
  for_each_valid(patches, band, [&](float value) { found.add(value); });
  return {found.low(), above_zero(found.range())};
}

Line mean_and_deviation(const Patches& patches, int band) {
  double count = 0;
  double sum = 0;
  for_each_valid(patches, band, [&](float value) {
    ++count;
    sum += value;
  });
  const double mean = sum / count;
  double squares = 0;
  for_each_valid(patches, band, [&](float value) { squares += (value - mean) * (value - mean); });
  return {mean, above_zero(std::sqrt(squares / count))};
}

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

// The darkest and brightest hundredths are clipped.
Line decibel_range(const Patches& patches, int band, BackscatterUnit unit) {
  constexpr double kClipped = 0.01;
  DecibelHistogram histogram;
  for_each_valid(patches, band, [&](float value) { histogram.add(to_decibel(value, unit)); });
  const double low = histogram.quantile(kClipped);
  return {low, above_zero(histogram.quantile(1 - kClipped) - low)};
}

Line fit_band(Kind kind, const Patches& patches, int band, const Band& meaning) {
  if (kind == Kind::standard) return mean_and_deviation(patches, band);
  const auto unit = backscatter_unit(meaning.unit);
  if (kind == Kind::db_clip && unit) return decibel_range(patches, band, *unit);
  return extremes(patches, band);
}

bool any_valid(const Patches& patches) {
  if (patches.valid.empty()) return patches.count > 0;
  return std::any_of(patches.valid.begin(), patches.valid.end(),
                     [](std::uint8_t valid) { return valid != 0; });
}

bool fitted(Kind kind) {
  return kind == Kind::dataset_minmax || kind == Kind::standard || kind == Kind::db_clip;
}

/// The pixels of one band of a patch.
struct BandView {
  float* values;
  const std::uint8_t* valid;
  std::int64_t pixels;
  int bands;

  template <typename Use>
  void for_each(const Use& use) const {
    for (std::int64_t i = 0; i < pixels; ++i) use(values[i * bands], valid == nullptr || valid[i]);
  }

  void add_to(Extremes& extremes) const {
    for_each([&](float value, bool ok) {
      if (ok) extremes.add(value);
    });
  }

  // What is constant becomes 0.
  void stretch(double offset, double range) const {
    const double factor = range > 0 ? 1 / range : 0;
    for_each([&](float& value, bool ok) {
      value = ok ? static_cast<float>((value - offset) * factor) : 0.0F;
    });
  }

  void clip_decibel(double offset, double range, BackscatterUnit unit) const {
    for_each([&](float& value, bool ok) {
      const double scaled = ok ? (to_decibel(value, unit) - offset) / range : 0;
      value = static_cast<float>(std::clamp(scaled, 0.0, 1.0));
    });
  }
};

void stretch_by_own_extremes(BandView first, int bands, bool each) {
  Extremes extremes;
  for (int b = 0; b < bands && !each; ++b) {
    BandView band = first;
    band.values += b;
    band.add_to(extremes);
  }
  for (int b = 0; b < bands; ++b) {
    BandView band = first;
    band.values += b;
    if (each) {
      extremes = Extremes();
      band.add_to(extremes);
    }
    band.stretch(extremes.low(), extremes.range());
  }
}

void require_fit(const Scaling& scaling, int bands) {
  const auto wanted = static_cast<std::size_t>(bands);
  const bool units = scaling.kind != Kind::db_clip || scaling.units.size() == wanted;
  if (scaling.offset.size() == wanted && scaling.range.size() == wanted && units) return;
  throw Error({fmt::format("the scaling is that of {} bands, but there are {}",
                           scaling.offset.size(), bands),
               "", ""});
}

}  // namespace

std::string name_of(Kind kind) {
  const auto known = std::find_if(kNames.begin(), kNames.end(),
                                  [kind](const auto& one) { return one.first == kind; });
  return std::string(known->second);
}

Kind scaling_kind(const std::string& name) {
  std::vector<std::string_view> names;
  for (const auto& [kind, known] : kNames) {
    if (known == name) return kind;
    names.push_back(known);
  }
  throw Error({fmt::format("there is no scaling '{}'", name), "",
               fmt::format("Choose one of {}", fmt::join(names, ", "))},
              Fault::usage);
}

Scaling fit_scaling(Kind kind, const Patches& training, const std::vector<Band>& bands) {
  Scaling scaling;
  scaling.kind = kind;
  if (!fitted(kind)) return scaling;
  if (static_cast<int>(bands.size()) != training.bands) {
    throw Error({fmt::format("the training patches have {} bands, but {} are described",
                             training.bands, bands.size()),
                 "", ""});
  }
  if (!any_valid(training)) {
    throw Error({"no pixel of the training patches is valid", "", "Check the mask"});
  }
  for (int b = 0; b < training.bands; ++b) {
    const Band& band = bands[static_cast<std::size_t>(b)];
    const Line line = fit_band(kind, training, b, band);
    scaling.offset.push_back(line.offset);
    scaling.range.push_back(line.range);
    scaling.units.push_back(band.unit);
  }
  return scaling;
}

void apply(const Scaling& scaling, float* values, const std::uint8_t* valid, std::int64_t pixels,
           int bands) {
  const BandView first{values, valid, pixels, bands};
  if (scaling.kind == Kind::patch_minmax || scaling.kind == Kind::patch_minmax_all) {
    stretch_by_own_extremes(first, bands, scaling.kind == Kind::patch_minmax);
    return;
  }
  if (fitted(scaling.kind)) require_fit(scaling, bands);
  for (int b = 0; b < bands; ++b) {
    const auto i = static_cast<std::size_t>(b);
    BandView band = first;
    band.values += b;
    if (!fitted(scaling.kind)) {
      band.stretch(0, 1);  // what is not valid becomes 0
    } else if (const auto unit = backscatter_unit(scaling.units[i]);
               scaling.kind == Kind::db_clip && unit) {
      band.clip_decibel(scaling.offset[i], scaling.range[i], *unit);
    } else {
      band.stretch(scaling.offset[i], scaling.range[i]);
    }
  }
}

}  // namespace scarp::dataset
