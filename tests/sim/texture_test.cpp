#include "sim/texture.h"

#include <gtest/gtest.h>

#include <cmath>

namespace scarp::sim {
namespace {

constexpr int kPlaces = 20000;

// Scattered without a pattern over some kilometres.
Point place(int i) {
  return {500000 + std::fmod(i * 137.50776, 9000), 4700000 + std::fmod(i * 61.803398, 9000)};
}

template <typename Function>
double mean_of(const Function& value) {
  double sum = 0;
  for (int i = 0; i < kPlaces; ++i) sum += value(place(i));
  return sum / kPlaces;
}

double skewness_of_texture(bool cross) {
  const auto value = [&](Point at) { return texture_at(at, cross, 1); };
  const double mean = mean_of(value);
  const double variance = mean_of([&](Point at) { return std::pow(value(at) - mean, 2); });
  return mean_of([&](Point at) { return std::pow(value(at) - mean, 3); }) / std::pow(variance, 1.5);
}

TEST(Texture, HasBrightSpotsInVvAndDarkOnesInVh) {
  EXPECT_GT(skewness_of_texture(false), 0.3);
  EXPECT_LT(skewness_of_texture(true), -0.1);
}

TEST(Texture, IsAlikeFartherAlongTheTrack) {
  const auto alike = [](double dx, double dy) {
    return mean_of([&](Point at) {
      return fine_field(at, 45, 3) * fine_field({at.x + dx, at.y + dy}, 45, 3);
    });
  };
  EXPECT_NEAR(alike(0, 0), 0.8, 0.15);
  EXPECT_GT(alike(0, 20), alike(20, 0) + 0.1);
}

TEST(Texture, SomePlacesAreMoreRestlessThanOthers) {
  const auto restless = [](Point at) { return restlessness_at(at, 5); };
  const double mean = mean_of(restless);
  const double deviation =
      std::sqrt(mean_of([&](Point at) { return std::pow(restless(at) - mean, 2); }));
  EXPECT_GT(deviation / mean, 0.5);
  EXPECT_NEAR(mean, 0.8, 0.2);
}

}  // namespace
}  // namespace scarp::sim
