#include "product/thumbnail.h"

#include <gtest/gtest.h>

#include <cmath>

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
