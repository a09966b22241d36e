#include "dataset/augment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>

namespace scarp::dataset {
namespace {

using testing::ElementsAre;

// A band of each unit.
std::vector<Band> bands() {
  return {{"VV_pre", "power", "VV", "", std::nullopt},
          {"VV_post", "amplitude", "VV", "", std::nullopt},
          {"VH_post", "dB", "VH", "", std::nullopt},
          {"slope", "degree", "", "", std::nullopt}};
}

struct Sample {
  int rows;
  int cols;
  std::vector<float> x;
  std::vector<float> y;
  std::vector<std::uint8_t> valid;

  PatchView view() { return {x.data(), y.data(), valid.data(), rows, cols}; }
};

// Every number tells its pixel and band; labels and validity repeat the pixel.
Sample numbered(int rows, int cols) {
  Sample sample{rows, cols, {}, {}, {}};
  for (int i = 0; i < rows * cols; ++i) {
    for (int b = 0; b < 4; ++b) sample.x.push_back(static_cast<float>(10 * i + b));
    sample.y.push_back(static_cast<float>(i));
    sample.valid.push_back(static_cast<std::uint8_t>(i));
  }
  return sample;
}

std::vector<float> laid(Symmetry symmetry) {
  std::vector<float> values{1, 2, 3, 4};  // 1 2 / 3 4
  apply(symmetry, values.data(), 2, 2, 1);
  return values;
}

TEST(Symmetry, LaysASquareOnItself) {
  EXPECT_THAT(laid({}), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(laid({false, true, false}), ElementsAre(3, 4, 1, 2));
  EXPECT_THAT(laid({false, false, true}), ElementsAre(2, 1, 4, 3));
  EXPECT_THAT(laid({true, false, false}), ElementsAre(1, 3, 2, 4));
  EXPECT_THAT(laid({true, false, true}), ElementsAre(3, 1, 4, 2)) << "a quarter turn clockwise";
}

TEST(Augment, DrawsAllEightSymmetriesOfASquareAndFourOfARectangle) {
  const Augmentation all{true, true, std::nullopt, 0};
  std::set<std::vector<float>> square;
  std::set<std::vector<float>> rectangle;
  std::set<std::vector<float>> flips;
  for (std::uint64_t epoch = 0; epoch < 200; ++epoch) {
    Sample one = numbered(3, 3);
    augment(all, bands(), one.view(), augmentation_random(7, epoch, 0));
    square.insert(one.y);
    Sample two = numbered(2, 3);
    augment(all, bands(), two.view(), augmentation_random(7, epoch, 0));
    rectangle.insert(two.y);
    Sample three = numbered(3, 3);
    augment({true, false, std::nullopt, 0}, bands(), three.view(),
            augmentation_random(7, epoch, 0));
    flips.insert(three.y);
  }
  EXPECT_EQ(square.size(), 8U);
  EXPECT_EQ(rectangle.size(), 4U);
  EXPECT_EQ(flips.size(), 4U);
}

RC_GTEST_PROP(AugmentProperty, MovesValuesLabelsAndValidityAlike,
              (std::uint64_t seed, std::uint64_t epoch, bool flip, bool rotate)) {
  const int rows = *rc::gen::inRange(1, 8);
  const int cols = *rc::gen::inRange(1, 8);
  Sample sample = numbered(rows, cols);
  augment({flip, rotate, std::nullopt, 0}, bands(), sample.view(),
          augmentation_random(seed, epoch, 3));
  for (std::size_t i = 0; i < sample.y.size(); ++i) {
    RC_ASSERT(sample.valid[i] == static_cast<std::uint8_t>(sample.y[i]));
    for (std::size_t b = 0; b < 4; ++b) {
      RC_ASSERT(sample.x[4 * i + b] == 10 * sample.y[i] + static_cast<float>(b));
    }
  }
  std::sort(sample.y.begin(), sample.y.end());
  RC_ASSERT(sample.y == numbered(rows, cols).y);
}

TEST(Augment, IsTheSameForOneSeedPatchAndEpoch) {
  const Augmentation how{true, true, 4.0, 1.0};
  const auto drawn = [&](std::uint64_t seed, std::uint64_t epoch, std::uint64_t patch) {
    Sample sample = numbered(4, 4);
    augment(how, bands(), sample.view(), augmentation_random(seed, epoch, patch));
    return sample.x;
  };
  EXPECT_EQ(drawn(1, 2, 3), drawn(1, 2, 3));
  EXPECT_NE(drawn(1, 2, 3), drawn(2, 2, 3));
  EXPECT_NE(drawn(1, 2, 3), drawn(1, 3, 3));
  EXPECT_NE(drawn(1, 2, 3), drawn(1, 2, 4));
}

// Whether each of `count` patches goes without slope, whose substitute is 12.5.
std::vector<bool> dropped(double share, int count, std::uint64_t epoch = 1) {
  std::vector<Band> of = bands();
  of[3].if_missing = 12.5;
  const Augmentation how{true, true, 4.0, 1.0, {{"slope", share}}};
  const Augmentation without{true, true, 4.0, 1.0, {}};
  std::vector<bool> result;
  for (int patch = 0; patch < count; ++patch) {
    const auto random = [&] {
      return augmentation_random(7, epoch, static_cast<std::uint64_t>(patch));
    };
    Sample sample = numbered(3, 3);
    Sample other = numbered(3, 3);
    augment(how, of, sample.view(), random());
    augment(without, of, other.view(), random());
    result.push_back(sample.x[3] == 12.5F);
    for (std::size_t i = 0; i < sample.x.size(); ++i) {
      const bool replaced = result.back() && i % 4 == 3;
      EXPECT_EQ(sample.x[i], replaced ? 12.5F : other.x[i]) << "all else stays as it is";
    }
    EXPECT_EQ(sample.y, other.y);
  }
  return result;
}

TEST(Augment, DropsABandOfTheShareOfPatchesThatIsAskedFor) {
  EXPECT_EQ(dropped(0, 50), std::vector<bool>(50, false));
  EXPECT_EQ(dropped(1, 50), std::vector<bool>(50, true));
  const std::vector<bool> some = dropped(0.25, 2000);
  EXPECT_NEAR(std::count(some.begin(), some.end(), true) / 2000.0, 0.25, 0.04);
  EXPECT_EQ(some, dropped(0.25, 2000));
  EXPECT_NE(some, dropped(0.25, 2000, 2)) << "others in the next epoch";
}

TEST(Augment, SpecklesBackscatterAsPowerAndLeavesTerrainAlone) {
  constexpr int kEdge = 200;
  constexpr double kLooks = 4;
  Sample sample{kEdge, kEdge, {}, {}, {}};
  for (int i = 0; i < kEdge * kEdge; ++i) {
    sample.x.insert(sample.x.end(), {0.5F, 0.5F, -10, 30});
  }
  augment({false, false, kLooks, 0}, bands(), {sample.x.data(), nullptr, nullptr, kEdge, kEdge},
          Random(5));
  std::array<double, 3> mean{};
  std::array<double, 3> square{};
  for (std::size_t i = 0; i < sample.x.size(); i += 4) {
    const std::array<double, 3> speckle{sample.x[i] / 0.5, std::pow(sample.x[i + 1] / 0.5, 2),
                                        std::pow(10.0, (sample.x[i + 2] + 10) / 10)};
    for (std::size_t b = 0; b < 3; ++b) {
      mean[b] += speckle[b] / (kEdge * kEdge);
      square[b] += speckle[b] * speckle[b] / (kEdge * kEdge);
    }
    ASSERT_EQ(sample.x[i + 3], 30);
  }
  for (std::size_t b = 0; b < 3; ++b) {
    EXPECT_NEAR(mean[b], 1, 0.01);
    EXPECT_NEAR(square[b] - mean[b] * mean[b], 1 / kLooks, 0.01);
  }
}

TEST(Augment, GainsEachBandByItself) {
  double sum = 0;
  double squares = 0;
  constexpr int kDraws = 4000;
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    std::vector<float> x{1, 1, 0, 30, 1, 1, 0, 30};
    augment({false, false, std::nullopt, 2.0}, bands(), {x.data(), nullptr, nullptr, 1, 2},
            augmentation_random(1, i, 0));
    EXPECT_EQ(x[0], x[4]) << "one gain for the whole patch";
    EXPECT_EQ(x[3], 30);
    EXPECT_NE(x[1], x[0]);
    sum += x[2];
    squares += x[2] * x[2];
  }
  EXPECT_NEAR(sum / kDraws, 0, 0.1);
  EXPECT_NEAR(std::sqrt(squares / kDraws), 2, 0.1);
}

}  // namespace
}  // namespace scarp::dataset
