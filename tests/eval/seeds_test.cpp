#include "eval/seeds.h"

#include <gtest/gtest.h>

#include "sample.h"

namespace scarp::eval {
namespace {

TEST(OverSeeds, IsMeanAndSampleDeviation) {
  // Squares 4, 0 and 4 over n − 1 = 2.
  const SeedSpread spread = over_seeds({2, std::nullopt, 4, 6});
  EXPECT_EQ(spread.runs, 3);
  EXPECT_DOUBLE_EQ(defined(spread.mean), 4);
  EXPECT_DOUBLE_EQ(defined(spread.deviation), 2);
}

TEST(OverSeeds, OfOneRunHasNoDeviation) {
  EXPECT_DOUBLE_EQ(defined(over_seeds({0.6}).mean), 0.6);
  EXPECT_FALSE(over_seeds({0.6}).deviation);
  EXPECT_FALSE(over_seeds({std::nullopt}).mean);
  EXPECT_EQ(over_seeds({}).runs, 0);
}

}  // namespace
}  // namespace scarp::eval
