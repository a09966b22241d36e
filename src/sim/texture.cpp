#include "sim/texture.h"

#include <algorithm>
#include <cmath>

#include "sim/noise.h"

namespace scarp::sim {
namespace {

constexpr double kNoiseDeviation = 0.25;  // of gradient_noise

// Fitted to a series of 30 m over southern California, as docs/simulate.md shows.
constexpr double kWideLength_m = 2500;
constexpr double kStandLength_m = 150;
constexpr double kFineLength_m = 45;
constexpr double kFineStretch = 1.35;
constexpr double kSpotLength_m = 40;
constexpr double kSpotStretch = 1.8;
constexpr double kRareSpot = 1.3;  // deviations from which on a spot stands out
constexpr double kRestlessLength_m = 120;
constexpr double kRestless = 0.7;

struct Weights {
  double wide;
  double stands;
  double fine;
  double bright_spots;
  double dark_spots;
};

constexpr Weights kVv{1.0, 0.15, 0.6, 9, 0};
constexpr Weights kVh{1.45, 0.35, 0.75, 0, 6};

double stretched_field(Point place, double length_m, double stretch, std::uint64_t seed) {
  return gradient_noise(place.x / length_m, place.y / (stretch * length_m), seed) / kNoiseDeviation;
}

}  // namespace

double texture_at(Point place, bool cross_polarised, std::uint64_t seed) {
  const Weights& weights = cross_polarised ? kVh : kVv;
  const std::uint64_t own = seed + (cross_polarised ? 76 : 54);
  const double spot = stretched_field(place, kSpotLength_m, kSpotStretch, seed + 79);
  return weights.wide * smooth_field(place, kWideLength_m, own) +
         weights.stands * smooth_field(place, kStandLength_m, own + 1) +
         weights.fine * fine_field(place, kFineLength_m, own + 2) +
         weights.bright_spots * std::max(0.0, spot - kRareSpot) -
         weights.dark_spots * std::max(0.0, -spot - kRareSpot);
}

double restlessness_at(Point place, std::uint64_t seed) {
  return std::exp(kRestless * smooth_field(place, kRestlessLength_m, seed + 80) -
                  kRestless * kRestless);
}

double smooth_field(Point place, double length_m, std::uint64_t seed) {
  return stretched_field(place, length_m, 1, seed);
}

double fine_field(Point place, double length_m, std::uint64_t seed) {
  return stretched_field(place, length_m, kFineStretch, seed);
}

}  // namespace scarp::sim
