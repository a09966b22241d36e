#include "product/measured_runs.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace scarp::product {
namespace {

// The runs of made-up cells, with two made-up quantities.
MeasuredRuns runs_in(const Window& window) {
  Image<std::uint8_t> marked(window.size());
  Image<float> a(window.size());
  Image<float> b(window.size());
  for (int row = 0; row < window.rows; ++row) {
    for (int col = 0; col < window.cols; ++col) {
      const int cell = (window.row + row) * 1000 + window.col + col;
      Random random(7, static_cast<std::uint64_t>(cell));
      marked(row, col) = static_cast<std::uint8_t>(random.below(3));
      a(row, col) = static_cast<float>(random.uniform());
      b(row, col) = static_cast<float>(random.normal());
    }
  }
  return measure_runs(marked, window.row, window.col, {&a, &b});
}

TEST(MeasuredRuns, OfPartsSideBySideAreThoseOfTheStrip) {
  MeasuredRuns whole;
  append({runs_in({20, 0, 30, 50})}, whole);
  MeasuredRuns joined;
  append({runs_in({20, 0, 30, 16}), runs_in({20, 16, 30, 1}), runs_in({20, 17, 30, 33})}, joined);

  ASSERT_EQ(joined.runs.size(), whole.runs.size());
  ASSERT_GT(whole.runs.size(), 100U);
  for (std::size_t i = 0; i < whole.runs.size(); ++i) {
    EXPECT_EQ(joined.runs[i].row, whole.runs[i].row);
    EXPECT_EQ(joined.runs[i].first, whole.runs[i].first);
    EXPECT_EQ(joined.runs[i].end, whole.runs[i].end);
    EXPECT_EQ(joined.runs[i].value, whole.runs[i].value);
    EXPECT_EQ(joined.summaries[2 * i].count, whole.runs[i].end - whole.runs[i].first);
    EXPECT_EQ(joined.summaries[2 * i].highest, whole.summaries[2 * i].highest);
    EXPECT_NEAR(joined.summaries[2 * i + 1].total, whole.summaries[2 * i + 1].total, 1e-9);
  }
}

}  // namespace
}  // namespace scarp::product
