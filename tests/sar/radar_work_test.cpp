#include "sar/radar_work.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/random.h"
#include "corrected.h"

namespace scarp::sar {
namespace {

using test::correct;
using test::Corrected;
using test::CorrectOptions;
using test::grid_around;
using test::made_product;
using test::place_of;
using test::speckled;

constexpr float kHeight_m = 300;

Grid grid_over(const Product& product) {
  const Size size = product.image.size;
  const LonLat middle = place_of(product, size.rows / 2.0, size.cols / 2.0, kHeight_m);
  const int edge = std::max(size.rows, size.cols) + 40;
  return grid_around(middle, 0.0001, {edge, edge});
}

TEST(RadarWork, FlattensLevelGroundByTheTangentOfIncidence) {
  const Product product = made_product({.size = {200, 300}});
  const Grid grid = grid_over(product);
  CorrectOptions options;
  options.relief = Relief{kHeight_m, kHeight_m};
  options.work.flatten = true;
  const Corrected result = correct({product}, grid, options);
  int cells = 0;
  for (std::size_t i = 0; i < result.power.values().size(); ++i) {
    if (std::isnan(result.power.values()[i])) continue;
    const double tangent = std::tan(result.incidence_deg.values()[i] * 3.14159265358979 / 180);
    ASSERT_NEAR(result.power.values()[i] / (1e4 * tangent), 1, 2e-3);
    ASSERT_EQ(result.mask.values()[i], 0);
    ++cells;
  }
  EXPECT_GT(cells, 40000);
}

TEST(RadarWork, FiltersBeforeResampling) {
  const Product product = made_product({.size = {200, 300}, .digital_number = speckled});
  const Grid grid = grid_over(product);
  CorrectOptions options;
  options.relief = Relief{kHeight_m, kHeight_m};
  const auto variation = [&](SpeckleFilter filter) {
    options.work.filter = filter;
    double sum = 0;
    double squares = 0;
    double count = 0;
    const Corrected result = correct({product}, grid, options);
    for (const float power : result.power.values()) {
      if (std::isnan(power)) continue;
      sum += power;
      squares += static_cast<double>(power) * power;
      ++count;
    }
    EXPECT_NEAR(sum / count, 1e4, 100);
    return std::sqrt(squares / count - (sum / count) * (sum / count)) / (sum / count);
  };
  const double none = variation(SpeckleFilter::none);
  EXPECT_LT(variation(SpeckleFilter::lee), 0.5 * none);
  EXPECT_LT(variation(SpeckleFilter::refined_lee), 0.6 * none);
}

// Hills of 400 m on a grid whose first cell is that of another one at `row`, `col`.
HeightSource hills(int row, int col) {
  return [row, col](const Window& window) {
    Image<float> heights(window.size());
    for (int r = 0; r < window.rows; ++r) {
      for (int c = 0; c < window.cols; ++c) {
        const double down = window.row + row + r;
        const double right = window.col + col + c;
        heights(r, c) =
            static_cast<float>(200 + 200 * std::sin(right / 9 + down / 31) * std::cos(down / 17));
      }
    }
    return heights;
  };
}

template <typename T>
bool same_bits(const Image<T>& a, const Image<T>& b) {
  return a.size() == b.size() &&
         std::memcmp(a.values().data(), b.values().data(), a.values().size() * sizeof(T)) == 0;
}

TEST(RadarWork, DoesNotDependOnAreaOrThreads) {
  const Product product = made_product({.size = {700, 300}, .digital_number = speckled});
  const Grid grid = grid_over(product);
  const auto on_hills = [&](const Grid& used, int row, int col, int threads) {
    CorrectOptions options;
    options.heights = kept(hills(row, col), Pass({product}, {}), used);
    options.relief = Relief{0, 400};
    options.work = {.flatten = true, .filter = SpeckleFilter::refined_lee};
    options.threads = threads;
    return correct({product}, used, options);
  };
  const Corrected all = on_hills(grid, 0, 0, 2);
  EXPECT_GT(std::count(all.mask.values().begin(), all.mask.values().end(), 2), 1000);
  Random random(1);
  for (int threads = 1; threads <= 4; ++threads) {
    const int row = 100 + static_cast<int>(random.below(400));
    const int col = 250 + static_cast<int>(random.below(150));
    const Window window{row, col, 200, 150};
    const Corrected part = on_hills(grid.crop(window), row, col, threads);
    EXPECT_TRUE(same_bits(part.power, crop(all.power, window))) << row << ' ' << col;
    EXPECT_TRUE(same_bits(part.mask, crop(all.mask, window))) << row << ' ' << col;
  }
}

}  // namespace
}  // namespace scarp::sar
