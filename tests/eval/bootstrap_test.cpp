#include "eval/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "sample.h"

namespace scarp::eval {
namespace {

// Patches of 100 landslide cells each, of which a share around 0.7 is found.
std::vector<Confusion> patches(int count) {
  Random random(5);
  std::vector<Confusion> units;
  for (int i = 0; i < count; ++i) {
    const auto found = static_cast<std::int64_t>(std::lround(70 + 10 * random.normal()));
    units.push_back({found, 20, 100 - found, 500});
  }
  return units;
}

TEST(Bootstrap, DrawsTheSameOnAnyNumberOfThreads) {
  const std::vector<Confusion> units = patches(40);
  ThreadPool one(1);
  ThreadPool four(4);
  const std::vector<Confusion> replicates = bootstrap(units, {}, one);
  EXPECT_EQ(replicates.size(), 1000U);
  EXPECT_EQ(replicates, bootstrap(units, {}, four));
  EXPECT_NE(replicates, bootstrap(units, {1000, 0.95, 2}, one));
}

TEST(Bootstrap, HasTheIntervalOfTheMeanOfPatches) {
  // Recall is the mean of the patches' recalls here, whose standard error is 0.1 / √200.
  const std::vector<Confusion> units = patches(200);
  ThreadPool threads(2);
  const std::vector<Confusion> replicates = bootstrap(units, {4000, 0.95, 1}, threads);
  const Interval interval = defined(percentile_interval(replicates, recall, 0.95));
  const double middle = defined(recall(sum(units)));
  const double error = 0.1 / std::sqrt(200);
  EXPECT_NEAR(interval.high - middle, 1.96 * error, 0.3 * error);
  EXPECT_NEAR(middle - interval.low, 1.96 * error, 0.3 * error);
  const Interval narrow = defined(percentile_interval(replicates, recall, 0.5));
  EXPECT_NEAR(narrow.high - narrow.low, 2 * 0.6745 * error, 0.3 * error);
}

TEST(Bootstrap, OfEqualPatchesHasNoWidth) {
  ThreadPool threads(1);
  const std::vector<Confusion> replicates =
      bootstrap(std::vector<Confusion>(10, {3, 1, 2, 4}), {}, threads);
  const Interval interval = defined(percentile_interval(replicates, f1, 0.95));
  EXPECT_DOUBLE_EQ(interval.low, 2.0 / 3);
  EXPECT_DOUBLE_EQ(interval.high, 2.0 / 3);
}

TEST(PercentileInterval, InterpolatesAndLeavesUndefinedOut) {
  // Precisions 0, 0.25, 0.5, 0.75 and 1: the middle half is 0.25 to 0.75.
  std::vector<Confusion> replicates{{0, 4, 0, 0}, {1, 3, 0, 0}, {2, 2, 0, 0}, {3, 1, 0, 0}, {4}};
  Interval interval = defined(percentile_interval(replicates, precision, 0.5));
  EXPECT_DOUBLE_EQ(interval.low, 0.25);
  EXPECT_DOUBLE_EQ(interval.high, 0.75);
  interval = defined(percentile_interval(replicates, precision, 0.75));
  EXPECT_DOUBLE_EQ(interval.low, 0.125);
  replicates.resize(9);
  EXPECT_DOUBLE_EQ(defined(percentile_interval(replicates, precision, 0.5)).low, 0.25);
  replicates.resize(10);
  EXPECT_FALSE(percentile_interval(replicates, precision, 0.5)) << "half are undefined";
}

TEST(Bootstrap, OfNothingIsNothing) {
  ThreadPool threads(1);
  EXPECT_TRUE(bootstrap({}, {}, threads).empty());
  EXPECT_FALSE(percentile_interval({}, f1, 0.95));
}

}  // namespace
}  // namespace scarp::eval
