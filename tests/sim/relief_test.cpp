#include "sim/relief.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "geo/crs.h"
#include "geo/dem.h"
#include "geo/terrain.h"
#include "geo/warp.h"
#include "sim/noise.h"
#include "support/shared_data.h"

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

struct Statistics {
  double median_slope_deg;
  double steep_slope_deg;  // 95th hundredth
  double curvature_per_m;  // deviation of the Laplacian
};

Statistics statistics_of(const Raster<float>& dem) {
  std::vector<float> slopes = geo::slope_deg(dem).values.values();
  std::sort(slopes.begin(), slopes.end());
  const Image<float>& height = dem.values;
  const double cell_m = dem.grid.affine().x_per_col;
  double sum = 0;
  double squares = 0;
  int count = 0;
  for (int row = 1; row < height.rows() - 1; ++row) {
    for (int col = 1; col < height.cols() - 1; ++col) {
      const double laplacian = (height(row - 1, col) + height(row + 1, col) + height(row, col - 1) +
                                height(row, col + 1) - 4.0 * height(row, col)) /
                               (cell_m * cell_m);
      sum += laplacian;
      squares += laplacian * laplacian;
      ++count;
    }
  }
  const double mean = sum / count;
  return {slopes[slopes.size() / 2], slopes[slopes.size() * 95 / 100],
          std::sqrt(squares / count - mean * mean)};
}

TEST(GenerateRelief, HasSlopesAndCurvatureOfRealMountains) {
  SCARP_SHARED_DATA(folder, "dem");
  const Size size{300, 300};
  const Grid real_grid({228000, 30, 0, 30000, 0, -30}, size, geo::parse_crs("EPSG:32632"));
  const geo::Dem file((folder / "Copernicus_DSM_COG_10_N00_00_E006_00_DEM.tif").string());
  const Statistics real = statistics_of(
      geo::warp(geo::read_dem(file, real_grid, 300), real_grid, geo::Resampling::bilinear));
  ThreadPool threads(2);
  const Grid grid({577000, 30, 0, 4736000, 0, -30}, size, geo::parse_crs("EPSG:32654"));
  const Statistics made = statistics_of(generate_relief(grid, {}, threads));
  EXPECT_NEAR(made.median_slope_deg, real.median_slope_deg, 6);
  EXPECT_NEAR(made.steep_slope_deg, real.steep_slope_deg, 5);
  EXPECT_GT(made.curvature_per_m, real.curvature_per_m / 2);
  EXPECT_LT(made.curvature_per_m, real.curvature_per_m * 1.2);
}

}  // namespace
}  // namespace scarp::sim
