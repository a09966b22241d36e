#include "map/blend.h"

#include <gtest/gtest.h>

#include <cmath>

namespace scarp::map {
namespace {

TEST(BlendWeights, OfHannAddUpToTheSameEverywhereAtHalfOverlap) {
  const std::vector<float> weights = blend_weights(Blend::hann, 16);
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_NEAR(weights[i] + weights[i + 8], 1, 1e-6);
    EXPECT_GT(weights[i], 0);
  }
}

TEST(RowBlend, GivesMeanAndDeviationOfWhatPatchesSay) {
  ThreadPool threads(2);
  RowBlend blend(Blend::even, {2, 2}, 3);
  const std::vector<float> values{0.2F, 0.4F, 0, 0, 0.8F, 1, 0, 0};
  blend.add(5, 100, {0, 1}, values.data(), threads);
  std::vector<float> mean(3);
  std::vector<float> deviation(3);
  blend.take(5, mean.data(), deviation.data());
  EXPECT_FLOAT_EQ(mean[0], 0.2F);
  EXPECT_FLOAT_EQ(mean[1], 0.6F);
  EXPECT_FLOAT_EQ(mean[2], 1);
  EXPECT_NEAR(deviation[0], 0, 1e-4);
  EXPECT_NEAR(deviation[1], 0.2, 1e-6);
}

TEST(RowBlend, ValuesThatComeOnceAreTheirMean) {
  ThreadPool threads(2);
  RowBlend blend(Blend::hann, {2, 2}, 3, true);
  const std::vector<float> values{0.1F, 0.2F, 0.3F, 0.4F, 0.5F, 0.6F, 0.7F, 0.8F};
  blend.add(4, 6, {-1, 1}, values.data(), threads);
  std::vector<float> mean(3);
  std::vector<float> deviation(3);
  blend.take(4, mean.data(), deviation.data());
  EXPECT_EQ(mean, (std::vector<float>{0.2F, 0.5F, 0.6F}));
  EXPECT_EQ(deviation, (std::vector<float>{0, 0, 0}));
  blend.take(5, mean.data(), nullptr);
  EXPECT_EQ(mean, (std::vector<float>{0.4F, 0.7F, 0.8F}));
  blend.take(5, mean.data(), nullptr);
  for (const float value : mean) EXPECT_TRUE(std::isnan(value));
}

TEST(RowBlend, ForgetsRowsThatWereTakenAndDropsCellsBeyondTheArea) {
  ThreadPool threads(1);
  RowBlend blend(Blend::hann, {2, 2}, 2);
  const std::vector<float> values(4, 0.5F);
  blend.add(-1, 1, {-1}, values.data(), threads);
  std::vector<float> mean(2);
  blend.take(0, mean.data(), nullptr);
  EXPECT_FLOAT_EQ(mean[0], 0.5F);
  EXPECT_TRUE(std::isnan(mean[1]));
  blend.take(0, mean.data(), nullptr);
  EXPECT_TRUE(std::isnan(mean[0]));
}

}  // namespace
}  // namespace scarp::map
