#include "scoring/own_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scarp::scoring {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Json = nlohmann::ordered_json;

Json details(double east, const char* split, const char* crs = "UTM 54 N") {
  return {{"split", {{"kind", split}}},
          {"sources", {{{"crs", crs}, {"bounds", {east, 0.0, east + 100, 100.0}}}}}};
}

Json training(const char* train, const char* validation, const Json& own) {
  return {{"data", {{"sha256", {{"train", train}, {"validation", validation}}}, {"details", own}}}};
}

TEST(OwnData, WhatTheModelLearnedFromIsTold) {
  const Json own = training("a", "b", details(0, "paper"));
  EXPECT_THAT(too_good(own, {{"a", "x"}, {}}), ElementsAre(HasSubstr("learned from these")));
  EXPECT_THAT(too_good(own, {{"b"}, {}}), ElementsAre(HasSubstr("threshold were chosen on these")));
  EXPECT_THAT(too_good(training("a", "a", {}), {{"a"}, {}}),
              ElementsAre(HasSubstr("learned from these patches, or was chosen by them")));
  EXPECT_THAT(too_good(own, {{"c"}, details(0, "paper")}), IsEmpty()) << "its own test part";
}

TEST(OwnData, TheSameGroundDividedOtherwiseIsTold) {
  const Json own = training("a", "b", details(0, "paper"));
  EXPECT_THAT(too_good(own, {{"c"}, details(0, "blocks")}), ElementsAre(HasSubstr("otherwise")));
  EXPECT_THAT(too_good(own, {{"c"}, details(60, "paper")}), ElementsAre(HasSubstr("otherwise")));
  EXPECT_THAT(too_good(own, {{"c"}, details(100, "blocks")}), IsEmpty()) << "beside it";
  EXPECT_THAT(too_good(own, {{"c"}, details(0, "blocks", "UTM 55 N")}), IsEmpty());
}

TEST(OwnData, NothingIsSaidOfModelsThatDoNotTell) {
  const ScoredData data{{"a"}, details(0, "blocks")};
  EXPECT_FALSE(knows_its_data(Json::object()));
  EXPECT_TRUE(knows_its_data(training("a", "b", {})));
  for (const char* text : {"{}", R"({"data": 3})", R"({"data": {"sha256": ["a"], "details": [1]}})",
                           R"({"data": {"sha256": {"train": 1}, "details": {"sources": 7}}})",
                           R"({"data": {"details": {"sources": [{"bounds": [1, "x", 2, 3]}]}}})"}) {
    EXPECT_THAT(too_good(Json::parse(text), data), IsEmpty()) << text;
  }
}

}  // namespace
}  // namespace scarp::scoring
