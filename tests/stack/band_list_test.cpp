#include "stack/band_list.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace scarp::stack {
namespace {

std::string names(const std::vector<BandRequest>& requests) {
  std::string text;
  for (const BandRequest& request : requests) text += request.name + " ";
  return text;
}

TEST(BandList, KnowsThePublishedComposites) {
  EXPECT_EQ(names(parse_band_list("BA_S")), "VV_pre VV_post slope ");
  EXPECT_EQ(names(parse_band_list("baa_s")), "VV_pre VV_post1 VV_post2 slope ");
}

TEST(BandList, ReadsNames) {
  const auto requests = parse_band_list("VH_post2,height,HH_pre,VV_premean");
  ASSERT_EQ(requests.size(), 4U);
  EXPECT_EQ(requests[0].polarisation, "VH");
  EXPECT_TRUE(requests[0].after);
  EXPECT_EQ(requests[0].date, 2);
  EXPECT_EQ(requests[1].kind, BandRequest::Kind::height);
  EXPECT_FALSE(requests[2].after);
  EXPECT_FALSE(requests[2].date);
  EXPECT_FALSE(requests[2].mean);
  EXPECT_TRUE(requests[3].mean);
  EXPECT_FALSE(requests[3].after);
}

TEST(BandList, RefusesWhatIsNoBand) {
  for (const char* text : {"", "VV", "VV_post0", "VV_post,", "VX_pre", "slope,slope", "vv_pre",
                           "VV_post99999999999", "VV_post1 ,slope", "VV_mean", "VV_premean2"}) {
    EXPECT_THROW(parse_band_list(text), Error) << text;
  }
  EXPECT_THROW(parse_band_list(std::string(100000, 'V')), Error);
}

TEST(BandList, TakesEverythingInOrder) {
  EXPECT_EQ(names(every_band({{"VV", 1, 2}, {"VH", 2, 1}}, true)),
            "VV_pre VV_post1 VV_post2 VH_pre1 VH_pre2 VH_post slope ");
  EXPECT_EQ(names(every_band({{"VV", 1, 1}}, false)), "VV_pre VV_post ");
  EXPECT_EQ(names(every_band({{"VV", 1, 1}}, true)), names(parse_band_list("BA_S")));
  EXPECT_EQ(names(every_band({{"VV", 1, 2}}, true)), names(parse_band_list("BAA_S")));
}

}  // namespace
}  // namespace scarp::stack
