#include "product/region_sweep.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

#include "core/random.h"

namespace scarp::product {
namespace {

Grid grid_of(Size size) { return {{500000, 10, 0, 4700000, 0, -10}, size, nullptr}; }

// What tells a region from others: its first cell, cells, total and highest of its quantity.
using Found = std::array<double, 5>;

std::vector<Found> found_in(const Regions& regions) {
  std::vector<Found> found(static_cast<std::size_t>(regions.count));
  for (const Run& run : regions.runs) {
    Found& one = found[static_cast<std::size_t>(run.value) - 1];
    if (one[2] == 0) one = {1.0 * run.row, 1.0 * run.first, 0, 0, 0};
    one[2] += run.end - run.first;
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    found[i][3] = regions.summaries[i].total;
    found[i][4] = regions.summaries[i].maximum();
  }
  return found;
}

MeasuredRuns rows_of(const Image<std::uint8_t>& marked, const Image<float>& values, int row,
                     int rows) {
  const Window window{row, 0, rows, marked.cols()};
  const Image<float> part = crop(values, window);
  return measure_runs(crop(marked, window), row, 0, {&part});
}

struct Swept {
  std::vector<Found> found;
  int times = 0;
};

Swept swept(const Image<std::uint8_t>& marked, const Image<float>& values, int step,
            double min_area_m2) {
  Swept result;
  RegionSweep sweep(grid_of(marked.size()), min_area_m2, [&](const Regions& regions) {
    const std::vector<Found> found = found_in(regions);
    result.found.insert(result.found.end(), found.begin(), found.end());
    ++result.times;
  });
  for (int row = 0; row < marked.rows(); row += step) {
    const int rows = std::min(step, marked.rows() - row);
    sweep.add(rows_of(marked, values, row, rows), row + rows);
  }
  sweep.finish();
  std::sort(result.found.begin(), result.found.end());
  return result;
}

// Random cells, some of which join: more runs than a sweep waits for.
TEST(RegionSweep, FindsWhatIsFoundInTheWhole) {
  const Size size{700, 1500};
  for (const double share : {0.12, 0.35}) {
    Image<std::uint8_t> marked(size);
    Image<float> values(size);
    Random random(11);
    for (std::size_t i = 0; i < values.values().size(); ++i) {
      marked.values()[i] = random.uniform(0, 1) < share ? 1 : 0;
      values.values()[i] = static_cast<float>(random.uniform(0, 64)) / 64;
    }
    for (const double min_area_m2 : {0.0, 400.0}) {
      const Regions whole =
          large_regions(rows_of(marked, values, 0, size.rows), grid_of(size), min_area_m2);
      std::vector<Found> expected = found_in(whole);
      std::sort(expected.begin(), expected.end());
      for (const int step : {1, 32, 64}) {
        const Swept result = swept(marked, values, step, min_area_m2);
        EXPECT_GT(result.times, 1);
        ASSERT_EQ(result.found.size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) {
          for (std::size_t k = 0; k < expected[i].size(); ++k) {
            ASSERT_NEAR(result.found[i][k], expected[i][k], 1e-9 * (1 + expected[i][k]));
          }
        }
      }
    }
  }
}

// A region that goes through all rows stays whole.
TEST(RegionSweep, WaitsForTheEndOfARegion) {
  const Size size{400, 1001};
  Image<std::uint8_t> marked(size);
  const Image<float> values(size, 1);
  for (int row = 0; row < size.rows; ++row) {
    marked(row, 0) = 1;
    for (int col = 2; col < size.cols; col += 2) marked(row, col) = row % 2 == 0 ? 1 : 0;
  }
  const Swept result = swept(marked, values, 16, 0);
  EXPECT_GT(result.times, 1);
  EXPECT_EQ(result.found.size(), 1U + 200U * 500U);
  EXPECT_EQ(result.found.front()[2], 400);
}

TEST(RegionSweep, OfNothingIsNothing) {
  const Swept result = swept(Image<std::uint8_t>(Size{10, 10}), Image<float>(Size{10, 10}), 3, 0);
  EXPECT_TRUE(result.found.empty());
}

}  // namespace
}  // namespace scarp::product
