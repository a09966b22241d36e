#include "core/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

namespace scarp {
namespace {

struct Moments {
  double mean;
  double variance;
  double skewness;
};

constexpr int kDraws = 1'000'000;

Moments moments(const std::function<double()>& draw) {
  std::vector<double> values(kDraws);
  double sum = 0;
  for (double& value : values) sum += value = draw();
  const double mean = sum / kDraws;
  double square = 0;
  double cube = 0;
  for (const double value : values) {
    square += std::pow(value - mean, 2);
    cube += std::pow(value - mean, 3);
  }
  const double variance = square / kDraws;
  return {mean, variance, cube / kDraws / std::pow(variance, 1.5)};
}

// From an independent implementation of xoshiro256** and SplitMix64, itself checked against the
// authors' published sequences.
TEST(RandomTest, KeepsItsSequences) {
  Random first(1);
  EXPECT_EQ(first.bits(), 0xef75d62a19ba94edU);
  EXPECT_EQ(first.bits(), 0x8e9490536375f270U);
  EXPECT_EQ(first.bits(), 0xc05630b1c614195dU);
  EXPECT_EQ(first.bits(), 0x66daa2d5136a8f29U);
  Random stream(1, 1);
  EXPECT_EQ(stream.bits(), 0x309714ec38d33b4cU);
  EXPECT_EQ(stream.bits(), 0x1bc11473d28024a0U);
  Random other(2018, 7);
  EXPECT_EQ(other.bits(), 0xc1345a5b5925deddU);
}

TEST(RandomTest, StreamsAreUncorrelated) {
  Random a(42, 0);
  Random b(42, 1);
  double sum = 0;
  for (int i = 0; i < kDraws; ++i) sum += a.uniform(-1, 1) * b.uniform(-1, 1);
  EXPECT_NEAR(sum / kDraws, 0, 5 / 3.0 / std::sqrt(kDraws));  // five deviations
}

TEST(RandomTest, UniformMoments) {
  Random random(1);
  const Moments m = moments([&] { return random.uniform(); });
  EXPECT_NEAR(m.mean, 0.5, 0.002);
  EXPECT_NEAR(m.variance, 1.0 / 12, 0.0005);
}

TEST(RandomTest, UniformStaysBelowItsUpperEnd) {
  Random random(2);
  for (int i = 0; i < kDraws; ++i) {
    const double value = random.uniform();
    ASSERT_GE(value, 0);
    ASSERT_LT(value, 1);
  }
}

TEST(RandomTest, NormalMoments) {
  Random random(3);
  const Moments m = moments([&] { return random.normal(); });
  EXPECT_NEAR(m.mean, 0, 0.005);
  EXPECT_NEAR(m.variance, 1, 0.01);
  EXPECT_NEAR(m.skewness, 0, 0.02);
}

// A gamma distribution of mean 1 and shape L has variance 1/L and skewness 2/√L.
TEST(RandomTest, SpeckleMoments) {
  for (const double looks : {0.5, 1.0, 4.4, 50.0}) {
    Random random(4);
    const Moments m = moments([&] { return random.speckle(looks); });
    EXPECT_NEAR(m.mean, 1, 5 / std::sqrt(looks * kDraws)) << looks;
    EXPECT_NEAR(m.variance * looks, 1, 0.02) << looks;
    EXPECT_NEAR(m.skewness * std::sqrt(looks), 2, 0.1) << looks;
  }
}

TEST(RandomTest, SpeckleIsNeverNegative) {
  Random random(5);
  for (int i = 0; i < kDraws; ++i) ASSERT_GE(random.speckle(0.3), 0);
}

TEST(RandomTest, BelowIsEvenAndInRange) {
  Random random(6);
  std::vector<int> count(7);
  for (int i = 0; i < 700'000; ++i) ++count.at(random.below(7));
  for (const int n : count) EXPECT_NEAR(n, 100'000, 1500);
  EXPECT_EQ(random.below(1), 0U);
  EXPECT_LT(random.below(UINT64_MAX), UINT64_MAX);
}

}  // namespace
}  // namespace scarp
