#include "sim/backscatter.h"

#include <gtest/gtest.h>

#include <cmath>

#include "geo/crs.h"

namespace scarp::sim {
namespace {

constexpr Size kSize{400, 400};

Grid utm_grid() { return {{577000, 10, 0, 4736000, 0, -10}, kSize, geo::parse_crs("EPSG:32654")}; }

Ground forest() { return {Image<std::uint8_t>(kSize), Image<std::int32_t>(kSize), {}}; }

double mean(const Image<float>& image) {
  double sum = 0;
  for (const float value : image.values()) sum += value;
  return sum / image.values().size();
}

TEST(Backscatter, HasTheLooksItIsAskedFor) {
  ThreadPool threads(2);
  // The ratio of two dates has no texture: its log has twice the variance of log speckle.
  const SceneOptions options{8, 3};
  const Image<float> a = backscatter(utm_grid(), forest(), "VV", 0, false, options, threads);
  const Image<float> b = backscatter(utm_grid(), forest(), "VV", 1, false, options, threads);
  double sum = 0;
  double squares = 0;
  for (std::size_t i = 0; i < a.values().size(); ++i) {
    const double ratio = std::log(a.values()[i] / b.values()[i]);
    sum += ratio;
    squares += ratio * ratio;
  }
  const double n = a.values().size();
  constexpr double kTrigammaOf8 = 0.13313701469403143;
  EXPECT_NEAR(squares / n - (sum / n) * (sum / n), 2 * kTrigammaOf8, 0.01);
}

TEST(Backscatter, ChangesOnlyInsideLandslidesAfterTheEvent) {
  ThreadPool threads(2);
  Ground ground = forest();
  ground.slides = {{{}, 0, 4, -5}};
  for (int row = 0; row < kSize.rows / 2; ++row) {
    for (int col = 0; col < kSize.cols; ++col) ground.landslide(row, col) = 1;
  }
  const auto ratio_db = [&](const std::string& polarisation, int first_row) {
    const Window half{first_row, 0, kSize.rows / 2, kSize.cols};
    const Image<float> quiet = backscatter(utm_grid(), ground, polarisation, 2, false, {}, threads);
    const Image<float> event = backscatter(utm_grid(), ground, polarisation, 2, true, {}, threads);
    return 10 * std::log10(mean(crop(event, half)) / mean(crop(quiet, half)));
  };
  EXPECT_NEAR(ratio_db("VV", 0), 4, 1e-3);
  EXPECT_NEAR(ratio_db("VH", 0), -5, 1e-3);
  EXPECT_NEAR(ratio_db("VV", kSize.rows / 2), 0, 1e-6);
}

TEST(Backscatter, IsTheSameForAnyNumberOfThreads) {
  ThreadPool one(1);
  ThreadPool three(3);
  EXPECT_EQ(backscatter(utm_grid(), forest(), "VH", 1, false, {}, one).values(),
            backscatter(utm_grid(), forest(), "VH", 1, false, {}, three).values());
}

TEST(LandCover, PutsWaterLowAndForestOnSlopes) {
  Raster<float> dem{utm_grid(), Image<float>(kSize)};
  Raster<float> slope{utm_grid(), Image<float>(kSize)};
  for (int row = 0; row < kSize.rows; ++row) {
    for (int col = 0; col < kSize.cols; ++col) {
      dem.values(row, col) = static_cast<float>(col);
      slope.values(row, col) = col > 200 ? 25.0F : 2.0F;
    }
  }
  const Image<std::uint8_t> cover = land_cover(dem, slope);
  EXPECT_EQ(cover(10, 0), static_cast<std::uint8_t>(Cover::water));
  EXPECT_EQ(cover(10, 100), static_cast<std::uint8_t>(Cover::field));
  EXPECT_EQ(cover(10, 300), static_cast<std::uint8_t>(Cover::forest));
}

}  // namespace
}  // namespace scarp::sim
