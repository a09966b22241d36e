#include "product/expected_area.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/random.h"

namespace scarp::product {
namespace {

constexpr double kNormal = 1.959964;

Grid grid_of(Size size) { return {{400000, 10, 0, 4700000, 0, -10}, size, nullptr}; }

ExpectedArea area_of(const Image<float>& probability) {
  ExpectedArea area;
  area.add(probability, grid_of(probability.size()), whole(probability.size()));
  return area;
}

TEST(ExpectedArea, CellsOfOneSquareStandOrFallTogether) {
  // 10 × 10 cells of 100 m² with p = 1/2: 5000 m² with a deviation of 5000 m².
  const ExpectedArea area = area_of(Image<float>({10, 10}, 0.5F));
  EXPECT_DOUBLE_EQ(area.mean_m2(), 5000);
  EXPECT_EQ(area.interval().low_m2, 0);
  EXPECT_EQ(area.interval().high_m2, 10000);
}

TEST(ExpectedArea, SquaresAreIndependent) {
  // 400 squares: 20 times the deviation of one.
  const ExpectedArea area = area_of(Image<float>({200, 200}, 0.2F));
  EXPECT_NEAR(area.mean_m2(), 0.2 * 4e6, 1);
  EXPECT_NEAR(area.interval().high_m2 - area.mean_m2(), kNormal * 20 * 1e4 * 0.4, 1);
  EXPECT_NEAR(area.mean_m2() - area.interval().low_m2, kNormal * 20 * 1e4 * 0.4, 1);
}

TEST(ExpectedArea, CertaintyHasNoWidthAndUnknownGroundCountsNothing) {
  Image<float> probability({30, 30}, std::numeric_limits<float>::quiet_NaN());
  probability(3, 4) = 1;
  probability(20, 25) = 0;
  const ExpectedArea area = area_of(probability);
  EXPECT_DOUBLE_EQ(area.mean_m2(), 100);
  EXPECT_DOUBLE_EQ(area.interval().low_m2, 100);
  EXPECT_DOUBLE_EQ(area.interval().high_m2, 100);
  EXPECT_EQ(ExpectedArea().interval().high_m2, 0);
}

// Landslides drawn as the probabilities say, square by square: the interval holds 95 % of them.
TEST(ExpectedArea, HoldsWhatTheProbabilitiesPromise) {
  constexpr Size kSize{300, 300};
  constexpr int kEdge = 10;
  Random random(7);
  Image<float> probability(kSize);
  for (int row = 0; row < kSize.rows; ++row) {
    for (int col = 0; col < kSize.cols; ++col) {
      probability(row, col) = col / kEdge % 3 == 0 ? 0.3F : 0.02F;
    }
  }
  const ExpectedArea area = area_of(probability);
  const ExpectedArea::Interval interval = area.interval();
  constexpr int kDraws = 1000;
  int within = 0;
  for (int draw = 0; draw < kDraws; ++draw) {
    double drawn_m2 = 0;
    for (int row = 0; row < kSize.rows; row += kEdge) {
      for (int col = 0; col < kSize.cols; col += kEdge) {
        if (random.uniform() < probability(row, col)) drawn_m2 += 100.0 * kEdge * kEdge;
      }
    }
    within += drawn_m2 >= interval.low_m2 && drawn_m2 <= interval.high_m2 ? 1 : 0;
  }
  EXPECT_NEAR(within, 0.95 * kDraws, 30);
}

}  // namespace
}  // namespace scarp::product
