#include "dataset/scaling.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

#include "core/backscatter.h"
#include "core/error.h"
#include "core/vectorised.h"

namespace scarp::dataset {
namespace {

using Kind = Scaling::Kind;

constexpr std::array<std::pair<Kind, std::string_view>, 7> kNames{
    {{Kind::none, "none"},
     {Kind::patch_minmax, "patch-minmax"},
     {Kind::patch_minmax_all, "patch-minmax-all"},
     {Kind::patch_standard, "patch-standard"},
     {Kind::dataset_minmax, "dataset-minmax"},
     {Kind::standard, "standard"},
     {Kind::db_clip, "db-clip"}}};

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

SCARP_VECTORISED
void clip(float* values, std::int64_t count, double offset, double range) {
  const auto low = static_cast<float>(offset);
  const auto factor = static_cast<float>(1 / range);
  for (std::int64_t i = 0; i < count; ++i) {
    const float scaled = (values[i] - low) * factor;
    const float above = scaled < 0.0F ? 0.0F : scaled;
    values[i] = above > 1.0F ? 1.0F : above;  // NaN stays
  }
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

  void standardise() const {
    double count = 0;
    double sum = 0;
    for_each([&](float value, bool ok) {
      if (!ok) return;
      ++count;
      sum += value;
    });
    const double mean = count > 0 ? sum / count : 0;
    double squares = 0;
    for_each([&](float value, bool ok) {
      if (ok) squares += (value - mean) * (value - mean);
    });
    stretch(mean, count > 0 ? std::sqrt(squares / count) : 0);
  }

  // Some at a time, side by side, for vector instructions.
  void clip_decibel(double offset, double range, BackscatterUnit unit) const {
    constexpr std::int64_t kSome = 512;
    std::array<float, kSome> some{};
    for (std::int64_t first = 0; first < pixels; first += kSome) {
      const std::int64_t count = std::min(kSome, pixels - first);
      float* const from = values + first * bands;
      for (std::int64_t i = 0; i < count; ++i) some[i] = from[i * bands];
      to_decibel(some.data(), count, unit);
      clip(some.data(), count, offset, range);
      const std::uint8_t* const ok = valid == nullptr ? nullptr : valid + first;
      for (std::int64_t i = 0; i < count; ++i) {
        from[i * bands] = ok == nullptr || ok[i] != 0 ? some[i] : 0.0F;
      }
    }
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

// Of a band that becomes dB; scalings that make none of them need not name units.
std::optional<BackscatterUnit> clipped_unit(const Scaling& scaling, std::size_t band) {
  if (scaling.kind != Kind::db_clip) return std::nullopt;
  return backscatter_unit(scaling.units[band]);
}

}  // namespace

bool fitted(Kind kind) {
  return kind == Kind::dataset_minmax || kind == Kind::standard || kind == Kind::db_clip;
}

std::string name_of(Kind kind) {
  const auto* known = std::find_if(kNames.begin(), kNames.end(),
                                   [kind](const auto& one) { return one.first == kind; });
  return std::string(known->second);
}

Kind scaling_kind(const std::string& name) {
  for (const auto& [kind, known] : kNames) {
    if (known == name) return kind;
  }
  throw Error({fmt::format("there is no scaling '{}'", name), "",
               fmt::format("Choose one of {}", fmt::join(scaling_names(), ", "))},
              Fault::usage);
}

std::vector<std::string> scaling_names() {
  std::vector<std::string> names;
  for (const auto& [kind, name] : kNames) names.emplace_back(name);
  return names;
}

std::vector<std::string> unfitted_scaling_names() {
  std::vector<std::string> names;
  for (const auto& [kind, name] : kNames) {
    if (!fitted(kind)) names.emplace_back(name);
  }
  return names;
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
    if (scaling.kind == Kind::patch_standard) {
      band.standardise();
    } else if (!fitted(scaling.kind)) {
      band.stretch(0, 1);  // what is not valid becomes 0
    } else if (const auto unit = clipped_unit(scaling, i)) {
      band.clip_decibel(scaling.offset[i], scaling.range[i], *unit);
    } else {
      band.stretch(scaling.offset[i], scaling.range[i]);
    }
  }
}

}  // namespace scarp::dataset
