#include "product/thumbnail.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"

namespace scarp::product {
namespace {

TEST(Thumbnail, AveragesSquaresAndPassesOverNaN) {
  Thumbnail thumbnail({4, 5}, 3);
  ASSERT_EQ(thumbnail.step(), 2);
  ASSERT_EQ(thumbnail.size(), (Size{2, 3}));
  thumbnail.add(0, 0, Image<float>({2, 2}, {1, 2, 3, std::nanf("")}));
  thumbnail.add(0, 4, Image<float>({1, 1}, std::vector<float>{9}));
  const Image<float> image = thumbnail.image();
  EXPECT_FLOAT_EQ(image(0, 0), 2);
  EXPECT_FLOAT_EQ(image(0, 2), 9);
  EXPECT_TRUE(std::isnan(image(1, 1)));
}

TEST(Thumbnail, IsTheSameWholeAndInPieces) {
  for (const int edge : {100, 50, 34, 25, 20, 13}) {  // steps of 1, 2, 3, 4, 5 and 8
    Image<float> values({7, 99});
    Random random(static_cast<std::uint64_t>(edge));
    for (float& value : values.values()) {
      value = random.uniform() < 0.1 ? std::nanf("") : static_cast<float>(random.uniform());
    }
    Thumbnail whole(values.size(), edge);
    whole.add(0, 0, values);
    Thumbnail pieces(values.size(), edge);
    for (const Window window : {Window{0, 0, 7, 41}, Window{0, 41, 7, 3}, Window{0, 44, 7, 55}}) {
      pieces.add(window.row, window.col, crop(values, window));
    }
    const Image<float> one = whole.image();
    const Image<float> other = pieces.image();
    for (std::size_t i = 0; i < one.values().size(); ++i) {
      ASSERT_EQ(std::isnan(one.values()[i]), std::isnan(other.values()[i]));
      if (std::isnan(one.values()[i])) continue;
      ASSERT_FLOAT_EQ(one.values()[i], other.values()[i]);
    }
  }
}

TEST(Thumbnail, KeepsSmallRastersAsTheyAre) {
  EXPECT_EQ(Thumbnail({10, 20}, 100).step(), 1);
  EXPECT_EQ(Thumbnail({1000, 101}, 100).step(), 10);
}

TEST(Shrink, KeepsSmallObjects) {
  const Image<std::uint8_t> small = shrink({{0, 5, 8, 1}, {4, 2, 3, 7}}, {5, 9}, 3);
  EXPECT_EQ(small.size(), (Size{2, 3}));
  EXPECT_EQ(small.values(), (std::vector<std::uint8_t>{0, 1, 1, 1, 0, 0}));
}

}  // namespace
}  // namespace scarp::product
