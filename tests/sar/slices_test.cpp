#include "sar/slices.h"

#include <gtest/gtest.h>

#include <string>

#include "core/error.h"
#include "sar/synthetic_scene.h"

namespace scarp::sar {
namespace {

SyntheticScene slice(int number) {
  SyntheticScene scene;
  scene.size = {400, 80};
  scene.first_line = 400 * number;
  return scene;
}

std::string complaint(const SyntheticScene& a, const SyntheticScene& b) {
  try {
    sorted_slices({synthetic_product(a), synthetic_product(b)});
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Slices, AreSortedByTime) {
  const auto products = sorted_slices(
      {synthetic_product(slice(2)), synthetic_product(slice(0)), synthetic_product(slice(1))});
  ASSERT_EQ(products.size(), 3U);
  EXPECT_TRUE(products[0].epoch < products[1].epoch);
  EXPECT_TRUE(products[1].epoch < products[2].epoch);
}

TEST(Slices, OneIsEnough) { EXPECT_EQ(sorted_slices({synthetic_product(slice(0))}).size(), 1U); }

TEST(Slices, OfDifferentPassesAreRefused) {
  const SyntheticScene first = slice(0);
  SyntheticScene second = slice(1);
  EXPECT_EQ(complaint(first, second), "");
  second.absolute_orbit += 175;
  EXPECT_NE(complaint(first, second).find("orbits differ (23563 and 23738)"), std::string::npos);
  second = slice(1);
  second.satellite = "S1B";
  EXPECT_NE(complaint(first, second).find("satellites differ"), std::string::npos);
}

// Orbits are counted on at the equator; what differs otherwise concerns each slice by itself.
TEST(Slices, OfOnePassMayDifferInDetail) {
  SyntheticScene second = slice(1);
  second.absolute_orbit += 1;
  second.polarisations = {"VV"};
  second.ipf_version = "2.70";
  EXPECT_EQ(complaint(slice(0), second), "");
}

TEST(Slices, MustFollowEachOther) {
  EXPECT_NE(complaint(slice(0), slice(2)).find("0.6 s are missing"), std::string::npos);
  EXPECT_NE(complaint(slice(0), slice(0)).find("overlap by 0.6 s"), std::string::npos);
}

}  // namespace
}  // namespace scarp::sar
