#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/image.h"
#include "eval/patches.h"

namespace scarp::eval {

/// What became of a cell; the values are those of the class image.
enum class Outcome : std::uint8_t {
  not_counted = 0,
  true_negative = 1,
  true_positive = 2,
  false_negative = 3,
  false_positive = 4,
};

struct Rgb {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
};

struct OutcomeInfo {
  Outcome outcome;
  std::string_view abbreviation;
  std::string_view meaning;
  Rgb colour;
};

/// The classes of figure 5 of Nava et al. 2022, in colours that colour-blind people can tell apart
/// (Okabe & Ito 2008) on a light ground.
inline constexpr std::array<OutcomeInfo, 5> kOutcomes{{
    {Outcome::not_counted, "", "not counted", {255, 255, 255}},
    {Outcome::true_negative, "TN", "true negative: nothing there, nothing mapped", {230, 230, 230}},
    {Outcome::true_positive, "TP", "true positive: landslide, mapped", {0, 158, 115}},
    {Outcome::false_negative, "FN", "false negative: landslide, missed", {0, 114, 178}},
    {Outcome::false_positive, "FP", "false positive: mapped, nothing there", {213, 94, 0}},
}};

Outcome outcome(const Patches& patches, std::int64_t cell, double threshold);

/// Of one patch, or of a map, which is patch 0.
Image<std::uint8_t> confusion_map(const Patches& patches, std::int64_t patch, double threshold);

}  // namespace scarp::eval
