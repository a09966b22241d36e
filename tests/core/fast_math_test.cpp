#include "core/fast_math.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"

namespace scarp {
namespace {

constexpr double kTolerance = 3e-7;

TEST(FastLog, AgreesWithTheLogarithm) {
  Random random(1);
  for (int i = 0; i < 200000; ++i) {
    const auto x = static_cast<float>(std::exp(random.uniform(-80, 80)));
    ASSERT_NEAR(fast_log(x), std::log(double{x}), kTolerance * std::abs(std::log(double{x})))
        << "seed 1, x = " << x;
  }
}

TEST(FastLog, IsExactAtOneAndPreciseBesideIt) {
  EXPECT_EQ(fast_log(1), 0);
  for (float x = 0.5F; x < 2; x += 1e-5F) {
    ASSERT_NEAR(fast_log(x), std::log(double{x}), kTolerance * std::abs(std::log(double{x})) + 6e-8)
        << x;
  }
}

TEST(FastExp, AgreesWithTheExponential) {
  Random random(2);
  for (int i = 0; i < 200000; ++i) {
    const auto x = static_cast<float>(random.uniform(-87, 87));
    ASSERT_NEAR(fast_exp(x) / std::exp(double{x}), 1, kTolerance) << "seed 2, x = " << x;
  }
  EXPECT_EQ(fast_exp(0), 1);
}

TEST(FastMath, KeepsNaNAndStaysFinite) {
  EXPECT_TRUE(std::isnan(fast_log(std::nanf(""))));
  EXPECT_TRUE(std::isnan(fast_exp(std::nanf(""))));
  EXPECT_EQ(fast_exp(1e9F), fast_exp(87));
  EXPECT_EQ(fast_exp(-1e9F), fast_exp(-87));
  EXPECT_GT(fast_log(std::numeric_limits<float>::infinity()), 23) << "a broken cell stays one";
}

}  // namespace
}  // namespace scarp
