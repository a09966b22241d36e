#include "report/paint.h"

#include <algorithm>
#include <cmath>

namespace scarp::report {
namespace {

constexpr geo::Colour kNothing{0, 0, 0, 0};

std::uint8_t mixed(std::uint8_t a, std::uint8_t b, double share) {
  return static_cast<std::uint8_t>(std::lround(a + share * (b - a)));
}

// Straight lines between colours that are equally far apart, `share` of the way from first to last.
geo::Colour between(const std::vector<geo::Colour>& stops, double share) {
  const double at = share * static_cast<double>(stops.size() - 1);
  const auto first = std::min(static_cast<std::size_t>(at), stops.size() - 2);
  geo::Colour colour{};
  for (std::size_t i = 0; i < colour.size(); ++i) {
    colour[i] = mixed(stops[first][i], stops[first + 1][i], at - static_cast<double>(first));
  }
  return colour;
}

Ramp ramp_of(const std::vector<geo::Colour>& stops, int steps, double low, double high) {
  Ramp ramp{{}, low, high};
  for (int i = 0; i < steps; ++i) {
    ramp.colours.push_back(between(stops, static_cast<double>(i) / (steps - 1)));
  }
  return ramp;
}

// The step of `value` among `steps` from `low` to `high`.
int step_of(double value, double low, double high, int steps) {
  const double at = std::floor((value - low) / (high - low) * steps);
  return static_cast<int>(std::clamp(at, 0.0, steps - 1.0));
}

}  // namespace

Ramp grey_ramp(double low, double high) {
  constexpr int kLevels = 48;  // more cannot be told apart under speckle, and cost space
  return ramp_of({{8, 8, 8, 255}, {248, 248, 248, 255}}, kLevels, low, high);
}

Ramp evidence_ramp() {
  return ramp_of({{255, 237, 160, 0},
                  {255, 237, 160, 40},
                  {254, 204, 92, 150},
                  {253, 141, 60, 215},
                  {227, 26, 28, 235},
                  {128, 0, 38, 245}},
                 40, 0, 1);
}

Ramp change_ramp(double strongest) {
  return ramp_of({{94, 60, 153, 240},
                  {128, 102, 184, 190},
                  {178, 171, 210, 0},
                  {247, 247, 247, 0},
                  {253, 184, 99, 0},
                  {241, 140, 40, 190},
                  {230, 97, 1, 240}},
                 41, -strongest, strongest);
}

geo::PalettedImage paint(const Image<float>& values, const Ramp& ramp) {
  geo::PalettedImage picture{Image<std::uint8_t>(values.size()), {kNothing}};
  picture.colours.insert(picture.colours.end(), ramp.colours.begin(), ramp.colours.end());
  const int steps = static_cast<int>(ramp.colours.size());
  std::transform(values.values().begin(), values.values().end(), picture.cells.values().begin(),
                 [&](float value) {
                   if (std::isnan(value)) return std::uint8_t{0};
                   return static_cast<std::uint8_t>(1 + step_of(value, ramp.low, ramp.high, steps));
                 });
  return picture;
}

geo::PalettedImage composite(const Image<float>& before, const Image<float>& after, double low,
                             double high) {
  constexpr int kLevels = 15;  // 15 × 15 and nothing: a palette
  geo::PalettedImage picture{Image<std::uint8_t>(before.size()), {kNothing}};
  const auto level = [](int step) {
    return static_cast<std::uint8_t>(std::lround(8 + 240.0 * step / (kLevels - 1)));
  };
  for (int b = 0; b < kLevels; ++b) {
    for (int a = 0; a < kLevels; ++a) {
      picture.colours.push_back({level(a), mixed(level(a), level(b), 0.5), level(b), 255});
    }
  }
  for (std::size_t i = 0; i < before.values().size(); ++i) {
    const float b = before.values()[i];
    const float a = after.values()[i];
    if (std::isnan(b) || std::isnan(a)) continue;
    picture.cells.values()[i] = static_cast<std::uint8_t>(
        1 + step_of(b, low, high, kLevels) * kLevels + step_of(a, low, high, kLevels));
  }
  return picture;
}

geo::PalettedImage paint_classes(const Image<float>& classes,
                                 const std::vector<geo::Colour>& colours) {
  geo::PalettedImage picture{Image<std::uint8_t>(classes.size()), colours};
  picture.colours.push_back(kNothing);
  const auto nothing = static_cast<std::uint8_t>(colours.size());
  std::transform(classes.values().begin(), classes.values().end(), picture.cells.values().begin(),
                 [&](float value) {
                   const bool known = value >= 0 && value < static_cast<float>(nothing);
                   return known ? static_cast<std::uint8_t>(value) : nothing;
                 });
  return picture;
}

}  // namespace scarp::report
