#include "sar/slices.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "made_product.h"
#include "sar/radar_geometry.h"
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

// Two slices of 230 and 270 lines with a record of ground range each second, of which the upper one
// has that before its first line only, the lower one has all or that after its last line only.
std::vector<Product> with_short_tables(bool lower_too) {
  std::vector<Product> slices = test::made_slices({.size = {500, 600}}, 230, 1);
  const auto keep = [](Product& slice, std::size_t first, std::size_t end) {
    const auto& all = slice.image.ground_range.records();
    const auto at = [&](std::size_t i) { return all.begin() + static_cast<std::ptrdiff_t>(i); };
    slice.image.ground_range =
        GroundRangeTable({at(first), at(end)}, slice.image.ground_range.max_ground_range_m());
  };
  keep(slices[0], 0, 1);
  if (lower_too) keep(slices[1], 1, 2);
  return slices;
}

std::vector<double> times_s(const Product& product) {
  std::vector<double> result;
  for (const auto& record : product.image.ground_range.records()) {
    result.push_back(record.azimuth_time_s);
  }
  return result;
}

double pixel(const Product& slice, double time_s) {
  return RadarGeometry(slice, {}).pixel(time_s, 803000).value_or(NAN);
}

TEST(Slices, ContinueThePolynomialsOfTheirNeighbours) {
  for (const bool lower_too : {false, true}) {
    std::vector<Product> slices = with_short_tables(lower_too);
    const Product whole = test::made_product({.size = {500, 600}});
    const double seam_s = whole.image.azimuth_time_s(229.5);
    EXPECT_GT(std::abs(pixel(slices[0], seam_s) - pixel(slices[1], seam_s)), 0.5);
    slices = sorted_slices(std::move(slices));
    for (const Product& slice : slices) {
      EXPECT_NEAR(pixel(slice, seam_s), pixel(whole, seam_s), 1e-6) << lower_too;
    }
  }
}

TEST(Slices, LendPolynomialsAtTheTimesOfTheirOwnEpochs) {
  std::vector<Product> slices = with_short_tables(false);
  const Product expected = sorted_slices(slices).front();
  Product& lower = slices[1];
  lower.epoch = lower.epoch.plus_seconds(0.25);
  lower.image.first_azimuth_time_s -= 0.25;
  std::vector<GroundRangeRecord> records = lower.image.ground_range.records();
  for (GroundRangeRecord& record : records) record.azimuth_time_s -= 0.25;
  lower.image.ground_range = GroundRangeTable(records, 260000);
  const Product got = sorted_slices(slices).front();
  ASSERT_EQ(times_s(got).size(), times_s(expected).size());
  EXPECT_GT(times_s(got).size(), 1U);
  for (std::size_t i = 0; i < times_s(got).size(); ++i) {
    EXPECT_NEAR(times_s(got)[i], times_s(expected)[i], 1e-9);
  }
}

TEST(Slices, LendNoPolynomialsThatAreNotNeededOrOfAnotherGeometry) {
  const std::vector<Product> whole = test::made_slices({.size = {500, 600}}, 230, 1);
  for (const Product& slice : sorted_slices(whole)) {
    EXPECT_EQ(times_s(slice), times_s(whole[0]));
  }
  std::vector<Product> slices = with_short_tables(false);
  std::vector<GroundRangeRecord> records = slices[1].image.ground_range.records();
  for (GroundRangeRecord& record : records) record.coefficients[0] += 2000;
  slices[1].image.ground_range = GroundRangeTable(records, 260000);
  EXPECT_EQ(times_s(sorted_slices(slices).front()).size(), 1U);
}

}  // namespace
}  // namespace scarp::sar
