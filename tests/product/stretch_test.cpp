#include "product/stretch.h"

#include <gtest/gtest.h>

namespace scarp::product {
namespace {

TEST(StretchOf, LeavesOutTheExtremes) {
  Image<float> values(Size{1, 101});
  for (int i = 0; i < 101; ++i) values(0, i) = static_cast<float>(i);
  const Stretch stretch = stretch_of({&values});
  EXPECT_FLOAT_EQ(stretch.low, 2);
  EXPECT_FLOAT_EQ(stretch.high, 98);
  const Image<float> flat(Size{2, 2}, 5);
  EXPECT_FLOAT_EQ(stretch_of({&flat}).high, 6);
  EXPECT_FLOAT_EQ(stretch_of({}).high, 1);
}

}  // namespace
}  // namespace scarp::product
