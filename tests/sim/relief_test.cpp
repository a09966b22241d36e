#include "sim/relief.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "geo/crs.h"
#include "geo/terrain.h"
#include "sim/noise.h"

namespace scarp::sim {
namespace {

Grid grid_of(Size size) {
  return {{577000, 10, 0, 4736000, 0, -10}, size, geo::parse_crs("EPSG:32654")};
}

TEST(GradientNoise, IsSmoothAndZeroOnTheLattice) {
  EXPECT_DOUBLE_EQ(gradient_noise(3, -7, 5), 0);
  double sum = 0;
  for (int i = 0; i < 10000; ++i) {
    const double x = i * 0.37;
    const double y = i * 0.11;
    const double value = gradient_noise(x, y, 5);
    EXPECT_LT(std::abs(value), 1.0);
    EXPECT_LT(std::abs(gradient_noise(x + 1e-4, y, 5) - value), 1e-3);
    sum += value;
  }
  EXPECT_NEAR(sum / 10000, 0, 0.02);
}

TEST(GenerateRelief, IsTheSameForAnyThreadsAndWindow) {
  ThreadPool one(1);
  ThreadPool three(3);
  const Grid grid = grid_of({120, 150});
  const Image<float> full = generate_relief(grid, {}, one).values;
  EXPECT_EQ(generate_relief(grid, {}, three).values.values(), full.values());
  const Window window{30, 40, 50, 60};
  const Image<float> part = generate_relief(grid.crop(window), {}, one).values;
  for (int row = 0; row < window.rows; ++row) {
    for (int col = 0; col < window.cols; ++col) {
      ASSERT_NEAR(part(row, col), full(row + 30, col + 40), 0.01);
    }
  }
}

TEST(GenerateRelief, HasValleysAndSteepSlopes) {
  ThreadPool threads(2);
  const Raster<float> dem = generate_relief(grid_of({600, 600}), {}, threads);
  std::vector<float> slopes = geo::slope_deg(dem).values.values();
  std::sort(slopes.begin(), slopes.end());
  const auto at = [&](double share) {
    return slopes[static_cast<std::size_t>(share * slopes.size())];
  };
  EXPECT_LT(at(0.05), 6) << "flat ground";
  EXPECT_GT(at(0.8), 20) << "ground that slides";
  EXPECT_LT(at(0.99), 65) << "no cliffs everywhere";
}

}  // namespace
}  // namespace scarp::sim
