#include "infer/pixels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace scarp::infer {
namespace {

using kernels::Activation;

/// An image that owns its values.
struct Image {
  Image(int rows, int cols, int channels, std::vector<float> content = {})
      : values(std::move(content)) {
    values.resize(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols) *
                  static_cast<std::size_t>(channels));
    array = {values.data(), rows, cols, channels, channels, {}};
  }
  std::vector<float> values;
  Array array;
};

std::vector<float> room() { return std::vector<float>(4096); }

TEST(Pixels, PoolsTakeTwoByTwo) {
  Image x(2, 4, 1, {1, 2, 5, 6, 3, -4, 7, 8});
  Image y(1, 2, 1);
  max_pool(x.array, y.array, room().data());
  EXPECT_EQ(y.values, (std::vector<float>{3, 8}));
  average_pool(x.array, y.array, room().data());
  EXPECT_EQ(y.values, (std::vector<float>{0.5, 6.5}));
}

TEST(Pixels, CopiesIntoSlices) {
  Image x(1, 2, 1, {1, 2});
  Image whole(1, 2, 3, {9, 9, 9, 9, 9, 9});
  copy(x.array, slice(whole.array, 1, 1), room().data());
  EXPECT_EQ(whole.values, (std::vector<float>{9, 1, 9, 9, 2, 9}));
}

TEST(Pixels, SumsHaveSignsAndSlices) {
  Image a(1, 2, 1, {1, 2});
  Image b(1, 2, 1, {5, 1});
  Image whole(1, 2, 3, {9, 9, 9, 9, 9, 9});
  sum({a.array, b.array}, {1, -1}, Activation::relu, slice(whole.array, 1, 1), room().data());
  EXPECT_EQ(whole.values, (std::vector<float>{9, 0, 9, 9, 1, 9}));
}

TEST(Pixels, GatesScaleTwoByTwo) {
  Image weight(1, 1, 1, {0.5});
  Image x(2, 2, 2, {1, 2, 3, 4, 5, 6, 7, 8});
  Image y(2, 2, 2);
  gate(weight.array, x.array, y.array, room().data());
  EXPECT_EQ(y.values, (std::vector<float>{0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4}));
}

TEST(Pixels, InterleavedPartsBecomeTwoByTwo) {
  Image a(1, 1, 2, {1, 2});
  Image b(1, 1, 2, {3, 4});
  Image c(1, 1, 2, {5, 6});
  Image d(1, 1, 2, {7, 8});
  Image whole(2, 2, 3);
  interleave({a.array, b.array, c.array, d.array}, slice(whole.array, 1, 2));
  EXPECT_EQ(whole.values, (std::vector<float>{0, 1, 2, 0, 3, 4, 0, 5, 6, 0, 7, 8}));
  Image other(2, 2, 2, {-9, 1, 1, 1, 1, 1, 1, 1});
  Image y(2, 2, 2);
  add_interleaved({a.array, b.array, c.array, d.array}, other.array, Activation::relu, y.array,
                  room().data());
  EXPECT_EQ(y.values, (std::vector<float>{0, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(Pixels, ScoresAreTheLogisticFunctionOfTheSumOverAllParts) {
  for (const int channels : {1, 3, 16, 37}) {
    Image a(1, 2, channels, std::vector<float>(2 * static_cast<std::size_t>(channels), 0.5F));
    Image b(1, 2, 1, {1, -1});
    const std::vector<float> weights(static_cast<std::size_t>(channels) + 1, 0.25F);
    Image y(1, 2, 1);
    score({a.array, b.array}, weights.data(), -1, Activation::sigmoid, y.array, room().data());
    for (std::size_t i = 0; i < 2; ++i) {
      const double logit = 0.125 * channels + 0.25 * b.values[i] - 1;
      EXPECT_NEAR(y.values[i], 1 / (1 + std::exp(-logit)), 2e-7);
    }
  }
}

TEST(Pixels, TheLogisticFunctionIsThatOfTheLibraryEverywhere) {
  const float one = 1;
  for (double logit = -110; logit <= 110; logit += 0.37) {
    Image x(1, 1, 1, {static_cast<float>(logit)});
    Image y(1, 1, 1);
    score({x.array}, &one, 0, Activation::sigmoid, y.array, room().data());
    const double truth = 1 / (1 + std::exp(-double{static_cast<float>(logit)}));
    EXPECT_NEAR(y.values[0], truth, 1e-30 + 4e-7 * truth) << logit;
  }
  Image x(1, 1, 1, {std::numeric_limits<float>::quiet_NaN()});
  Image y(1, 1, 1);
  score({x.array}, &one, 0, Activation::sigmoid, y.array, room().data());
  EXPECT_TRUE(std::isnan(y.values[0]));
}

TEST(Array, IntegersAreTheNearestSteps) {
  Image x(1, 6, 1, {-1, 0.24F, 0.26F, 0.5F, 100, 0.9F});
  std::vector<unsigned char> bytes(6);
  const Array positive{bytes.data(), 1, 6, 1, 1, {Number::Type::u8, 0.5F}};
  copy(x.array, positive, room().data());
  EXPECT_EQ(bytes, (std::vector<unsigned char>{0, 0, 1, 1, 200, 2}));
  std::vector<signed char> chars(6);
  const Array signed_one{chars.data(), 1, 6, 1, 1, {Number::Type::s8, 0.5F}};
  copy(x.array, signed_one, room().data());
  EXPECT_EQ(chars, (std::vector<signed char>{-2, 0, 1, 1, 127, 2}));
  Image back(1, 6, 1);
  copy(signed_one, back.array, room().data());
  EXPECT_EQ(back.values, (std::vector<float>{-1, 0, 0.5, 0.5, 63.5, 1}));
}

}  // namespace
}  // namespace scarp::infer
