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

}  // namespace
}  // namespace scarp::dataset
