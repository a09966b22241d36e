#include "sar/ground_range.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "core/error.h"

namespace scarp::sar {
namespace {

constexpr double kWidth_m = 250000;

// Much like those of a real product, and different from record to record.
GroundRangeRecord record(double time_s, double near_m) {
  return {time_s, 0, {near_m, 0.4, 6e-7, -5e-13, 2e-19}};
}

GroundRangeTable table() {
  return {{record(0, 800000), record(1, 800120), record(2, 800050)}, kWidth_m};
}

TEST(GroundRange, EvaluatesThePolynomialOfARecord) {
  const double g = 1000;
  EXPECT_NEAR(table().slant_range_m(1, g, GroundRangeRule::linear),
              800120 + 400 + 0.6 - 5e-4 + 2e-7, 1e-9);
  EXPECT_NEAR(table().slope(1, g, GroundRangeRule::linear), 0.4 + 1.2e-3 - 1.5e-6 + 8e-10, 1e-12);
}

TEST(GroundRange, CountsFromTheOriginOfTheRecord) {
  GroundRangeRecord moved = record(0, 800000);
  moved.origin_m = 500;
  const GroundRangeTable there({moved}, kWidth_m);
  EXPECT_NEAR(there.slant_range_m(0, 1500, GroundRangeRule::linear),
              table().slant_range_m(0, 1000, GroundRangeRule::linear), 1e-9);
}

TEST(GroundRange, IsLinearBetweenRecords) {
  const double at0 = table().slant_range_m(0, 5e4, GroundRangeRule::linear);
  EXPECT_NEAR(table().slant_range_m(0.25, 5e4, GroundRangeRule::linear), at0 + 30, 1e-8);
  EXPECT_NEAR(table().slant_range_m(1.5, 5e4, GroundRangeRule::linear), at0 + 85, 1e-8);
}

TEST(GroundRange, TakesTheNearestRecordIfAsked) {
  const double at0 = table().slant_range_m(0, 5e4, GroundRangeRule::nearest);
  EXPECT_NEAR(table().slant_range_m(0.49, 5e4, GroundRangeRule::nearest), at0, 1e-8);
  EXPECT_NEAR(table().slant_range_m(0.51, 5e4, GroundRangeRule::nearest), at0 + 120, 1e-8);
  EXPECT_NEAR(table().slant_range_m(1.51, 5e4, GroundRangeRule::nearest), at0 + 50, 1e-8);
}

TEST(GroundRange, EndsStandBeyondTheRecords) {
  for (const auto rule : {GroundRangeRule::linear, GroundRangeRule::nearest}) {
    EXPECT_EQ(table().slant_range_m(-9, 5e4, rule), table().slant_range_m(0, 5e4, rule));
    EXPECT_EQ(table().slant_range_m(9, 5e4, rule), table().slant_range_m(2, 5e4, rule));
  }
}

RC_GTEST_PROP(GroundRangeProperty, Inverts, ()) {
  const double time_s = *rc::gen::inRange(-500, 2500) / 1000.0;
  const double g = *rc::gen::inRange(-10000, 260000);
  const auto rule = *rc::gen::element(GroundRangeRule::linear, GroundRangeRule::nearest);
  const GroundRangeTable made = table();
  const auto back = made.ground_range_m(time_s, made.slant_range_m(time_s, g, rule), rule);
  RC_ASSERT(back.has_value());
  RC_ASSERT(std::abs(back.value_or(0) - g) < 1e-6);
}

TEST(GroundRange, HasNoInverseFarFromTheImage) {
  EXPECT_FALSE(table().ground_range_m(1, 700000, GroundRangeRule::linear));
  EXPECT_FALSE(table().ground_range_m(1, 2e6, GroundRangeRule::linear));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(table().ground_range_m(1, nan, GroundRangeRule::linear));
}

double evaluate(const GroundRangePiece& piece, double time_s, double offset_m) {
  double value = 0;
  for (std::size_t k = 4; k-- > 0;) {
    value = value * offset_m + piece.value[k] + (time_s - piece.reference_s) * piece.rate_per_s[k];
  }
  return value;
}

RC_GTEST_PROP(GroundRangeProperty, PiecesFollowThePolynomials, ()) {
  const double first_s = *rc::gen::inRange(-1000, 3000) / 1000.0;
  const double last_s = first_s + *rc::gen::inRange(0, 2000) / 1000.0;
  const double centre_m = *rc::gen::inRange(0, 250000);
  const double offset_m = *rc::gen::inRange(-8000, 8000);
  const auto rule = *rc::gen::element(GroundRangeRule::linear, GroundRangeRule::nearest);
  const GroundRangeTable made = table();
  double time_s = first_s;
  for (const GroundRangePiece& piece : made.pieces(first_s, last_s, centre_m, rule)) {
    for (; time_s <= last_s && time_s < piece.end_s; time_s += 0.01) {
      const double expected = made.slant_range_m(time_s, centre_m + offset_m, rule);
      RC_ASSERT(std::abs(evaluate(piece, time_s, offset_m) - expected) < 0.01);
    }
  }
  RC_ASSERT(time_s > last_s);
}

void refuses(const std::vector<GroundRangeRecord>& records, double width_m = kWidth_m) {
  EXPECT_THROW(GroundRangeTable(records, width_m), Error);
}

TEST(GroundRange, RefusesTablesThatCannotBe) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  refuses({});
  refuses({record(0, 8e5)}, 0);
  refuses({record(0, 8e5)}, nan);
  refuses({record(1, 8e5), record(1, 8e5)});
  refuses({record(0, nan)});
  refuses({record(nan, 8e5)});
  refuses({{0, 0, {8e5}}});
  refuses({{0, 0, {8e5, -0.4}}});
  refuses({{0, 0, {8e5, 0.4, -1e-6}}});  // turns round within the image
}

}  // namespace
}  // namespace scarp::sar
