#include "dataset/band.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scarp::dataset {
namespace {

using testing::HasSubstr;

std::vector<Band> pre_and_slope() {
  return {{"VV_pre", "power", "VV", "ascending", Utc::parse("2018-09-01")},
          {"slope", "degree", "", "", std::nullopt}};
}

TEST(BandDifference, IgnoresWhatBelongsToOneEvent) {
  std::vector<Band> other = pre_and_slope();
  other[0].time = Utc::parse("2024-05-24");
  other[0].pass = "descending";
  EXPECT_EQ(difference(pre_and_slope(), other), "");
}

TEST(BandDifference, NamesBothLists) {
  std::vector<Band> other = pre_and_slope();
  other[0].unit = "dB";
  EXPECT_EQ(difference(pre_and_slope(), other),
            "the bands wanted are VV_pre (power, VV), slope (degree), but those given are "
            "VV_pre (dB, VV), slope (degree)");
  other = pre_and_slope();
  std::swap(other[0], other[1]);
  EXPECT_NE(difference(pre_and_slope(), other), "");
  EXPECT_THAT(difference(pre_and_slope(), {}), HasSubstr("those given are no bands"));
}

TEST(BandDifference, OptionalBandsMayBeLeftOut) {
  std::vector<Band> wanted = pre_and_slope();
  const std::vector<Band> pre{wanted[0]};
  EXPECT_THAT(left_out(wanted, pre), testing::IsEmpty());
  EXPECT_NE(difference_in_needed(wanted, pre), "");
  wanted[1].if_missing = 0;
  EXPECT_THAT(left_out(wanted, pre), testing::ElementsAre(1));
  EXPECT_EQ(difference_in_needed(wanted, pre), "");
  EXPECT_EQ(difference_in_needed(wanted, pre_and_slope()), "");
  EXPECT_NE(difference(wanted, pre), "") << "models are not alike by it";
  EXPECT_THAT(difference_in_needed(wanted, {wanted[1]}), HasSubstr("slope (degree, optional)"));
  std::vector<Band> radians = pre_and_slope();
  radians[1].unit = "radian";
  EXPECT_NE(difference_in_needed(wanted, radians), "") << "it is there, and another";
  wanted[0].if_missing = 0;
  EXPECT_THAT(left_out(wanted, {}), testing::ElementsAre(0, 1));
  EXPECT_EQ(difference_in_needed(wanted, {}), "");
  std::vector<Band> swapped = pre_and_slope();
  std::swap(swapped[0], swapped[1]);
  EXPECT_NE(difference_in_needed(wanted, swapped), "");
}

}  // namespace
}  // namespace scarp::dataset
