#include "scoring/calibration.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"

namespace scarp::scoring {
namespace {

using Json = nlohmann::ordered_json;

// Scores of a model that is twice as sure as it should be: with probability p on the ground it says
// sigmoid(2 logit(p)).
eval::ScoreTable too_sure() {
  eval::ScoreTable scores;
  for (const int percent : {90, 70, 40, 20, 5}) {
    const double p = percent / 100.0;
    const double odds = p / (1 - p);
    scores.push_back({odds * odds / (1 + odds * odds), percent, 100 - percent});
  }
  return scores;
}

TEST(Calibration, FindsHowMuchTooSureScoresAre) {
  const Calibration found = calibrate(too_sure(), "there");
  EXPECT_NEAR(found.temperature, 2, 1e-6);
  EXPECT_GT(found.ece_before, 0.05);
  EXPECT_LT(found.ece_after, 1e-6);
  EXPECT_EQ(to_json(found)["temperature"], found.temperature);
}

TEST(Calibration, NeedsBothClassesAndScoresThatMeanSomething) {
  EXPECT_THROW(calibrate({{0.9, 5, 0}}, "there"), Error);
  EXPECT_THROW(calibrate({}, "there"), Error);
  EXPECT_THROW(calibrate({{0.9, 0, 5}, {0.1, 5, 0}}, "there"), Error) << "the wrong way round";
  EXPECT_THROW(calibrate({{0.9, 5, 0}, {0.1, 0, 5}}, "there"), Error) << "sure without bounds";
}

TEST(Calibration, IsOfRealEventsAlone) {
  Json details;
  EXPECT_NO_THROW(require_real(details, "there")) << "unknown";
  details["sources"] = {{{"event", "a"}}, {{"event", "b"}}};
  EXPECT_NO_THROW(require_real(details, "there"));
  details["sources"][1]["simulated"] = true;
  EXPECT_THROW(require_real(details, "there"), Error);
  EXPECT_NO_THROW(require_real({{"sources", {1, "x"}}}, "there")) << "whatever it is";
}

}  // namespace
}  // namespace scarp::scoring
