#include "pipeline/model_checks.h"

#include <gtest/gtest.h>

namespace scarp::pipeline {
namespace {

event::Acquisition date(const char* start) {
  event::Scene scene;
  scene.first_line = Utc::parse(start).value_or(Utc());
  scene.end = scene.first_line.plus_seconds(25);
  return {{scene}};
}

/// One track with two dates before and one after, in VV and VH.
event::Plan plan_of(const std::vector<std::string>& models = {"m"}) {
  event::Plan plan;
  plan.event.models = models;
  event::PlannedTrack planned;
  planned.track.pass = "ascending";
  planned.track.relative_orbit = 116;
  planned.track.before = {date("2018-08-12T20:40:00Z"), date("2018-08-24T20:40:00Z")};
  planned.track.after = {date("2018-09-05T20:40:00Z")};
  planned.polarisations = {"VV", "VH"};
  plan.tracks.push_back(planned);
  return plan;
}

KnownModel model_of(const std::vector<std::string>& bands, const std::string& path = "m") {
  KnownModel model;
  model.path = path;
  for (const std::string& name : bands) {
    const bool slope = name == "slope";
    model.card.bands.push_back(
        {name, slope ? "degree" : "power", slope ? "" : name.substr(0, 2), "", {}});
  }
  model.card.patch_rows = model.card.patch_cols = 64;
  return model;
}

std::string told(const event::Findings& findings) {
  std::string text;
  for (const event::Finding& one : findings) {
    text += std::string(name_of(one.severity)) + ": " + one.what + "\n";
  }
  return text;
}

TEST(ModelChecks, WhatATrackHasIsFine) {
  EXPECT_EQ(told(check_models(plan_of(), {model_of({"VV_pre", "VV_post", "VH_pre2", "slope"})})),
            "");
  EXPECT_EQ(told(check_models(plan_of({}), {})), "");
}

TEST(ModelChecks, DatesAndPolarisationsThatATrackLacksAreErrors) {
  EXPECT_EQ(told(check_models(plan_of(), {model_of({"VV_pre3", "VV_post2", "HH_pre", "slope"})})),
            "error: needs VV_pre3, which track ascending 116 does not have\n"
            "error: needs VV_post2, which track ascending 116 does not have\n"
            "error: needs HH_pre, which track ascending 116 does not have\n");
}

TEST(ModelChecks, ATrackMayLackOptionalBands) {
  KnownModel model = model_of({"VV_pre", "VV_post1", "VV_post2", "HH_pre", "coherence"});
  for (std::size_t i : {2, 3, 4}) model.card.bands[i].if_missing = 0;
  const event::Plan plan = plan_of();
  EXPECT_EQ(told(check_models(plan, {model})), "");
  EXPECT_EQ(bands_for(plan.tracks.front(), model.card),
            (std::vector<std::string>{"VV_pre", "VV_post1"}));
  // One that uses more of the track is better than one that could use more of another.
  const KnownModel other = model_of({"VV_pre", "VH_pre", "VV_post"}, "other");
  EXPECT_EQ(models_for(plan.tracks.front(), {&model.card, &other.card}),
            std::vector<std::size_t>{1});
}

TEST(ModelChecks, BandsThatAreNotMadeAreErrors) {
  EXPECT_EQ(told(check_models(plan_of(), {model_of({"VV_pre", "coherence"})})),
            "error: needs the band coherence, which scarp map cannot make\n");
}

TEST(ModelChecks, ModelsThatAreAveragedSeePatchesOfOneSize) {
  KnownModel other = model_of({"VV_pre", "VV_post"}, "n");
  other.card.patch_cols = 32;
  const std::string text =
      told(check_models(plan_of({"m", "n"}), {model_of({"VV_pre", "VV_post"}), other}));
  EXPECT_EQ(text, "error: learned from patches of another size than m\n");
}

TEST(ModelChecks, TheModelThatKnowsMostOfATrackMapsIt) {
  const KnownModel one = model_of({"VV_pre", "VV_post", "slope"}, "one");
  const KnownModel again = model_of({"VV_pre", "VV_post", "slope"}, "again");
  const KnownModel two = model_of({"VV_pre", "VV_post1", "VV_post2", "slope"}, "two");
  const std::vector<const model::Card*> cards{&one.card, &two.card, &again.card};
  event::Plan plan = plan_of({"one", "two", "again"});
  event::PlannedTrack& track = plan.tracks.front();
  EXPECT_EQ(models_for(track, cards), (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(told(check_models(plan, {one, two, again})),
            "warning: maps no track: another model knows more of its bands, or no track has them "
            "all\n");
  track.track.after.push_back(date("2018-09-17T20:40:00Z"));
  EXPECT_EQ(models_for(track, cards), std::vector<std::size_t>{1});
  track.polarisations = {"VH"};
  EXPECT_TRUE(models_for(track, cards).empty());
  EXPECT_TRUE(event::any_error(check_models(plan, {one, two, again})));
}

TEST(ModelChecks, OfModelsThatComeTogetherOnlyThoseThatMapATrackAreTold) {
  KnownModel one = model_of({"VV_premean", "VV_post1"}, "ba");
  KnownModel two = model_of({"VV_premean", "VV_post1", "VV_post2"}, "baa");
  one.asked_for = two.asked_for = false;
  one.card.warning = "of one date";
  two.card.warning = "of two dates";
  event::Plan plan = plan_of({"ba", "baa"});
  EXPECT_EQ(told(check_models(plan, {two, one})), "warning: of one date\n");
  plan.tracks.front().track.after.push_back(date("2018-09-17T20:40:00Z"));
  EXPECT_EQ(told(check_models(plan, {two, one})), "warning: of two dates\n");
}

TEST(ModelChecks, DatesCountMoreThanPolarisations) {
  const KnownModel both = model_of({"VV_pre", "VH_pre", "VV_post", "VH_post", "slope"}, "both");
  const KnownModel later = model_of({"VV_pre", "VV_post1", "VV_post2", "slope"}, "later");
  event::Plan plan = plan_of({"both", "later"});
  event::PlannedTrack& track = plan.tracks.front();
  const std::vector<const model::Card*> cards{&both.card, &later.card};
  EXPECT_EQ(models_for(track, cards), std::vector<std::size_t>{0});
  track.track.after.push_back(date("2018-09-17T20:40:00Z"));
  EXPECT_EQ(models_for(track, cards), std::vector<std::size_t>{1});
}

TEST(ModelChecks, CellsOfAnotherSizeAreAWarning) {
  KnownModel model = model_of({"VV_pre"});
  model.card.cell_size_m = 10;
  EXPECT_EQ(told(check_models(plan_of(), {model})), "");
  event::Plan plan = plan_of();
  plan.event.choices.resolution = 20;
  EXPECT_EQ(
      told(check_models(plan, {model})),
      "warning: learned from cells of 10 m, but the map's measure 20 m: expect a worse map\n");
}

TEST(ModelChecks, OptionsOfModelsNeedOne) {
  event::Plan plan = plan_of({});
  plan.event.choices.threshold = 0.7;
  EXPECT_TRUE(event::any_error(check_models(plan, {})));
}

TEST(ModelChecks, TheScreeningThresholdIsTheLowerOne) {
  event::Plan plan = plan_of();
  plan.event.choices.screening_threshold = 0.6;
  EXPECT_TRUE(event::any_error(check_models(plan, {model_of({"VV_pre"})})));
  plan.event.choices.threshold = 0.7;
  EXPECT_FALSE(event::any_error(check_models(plan, {model_of({"VV_pre"})})));
}

TEST(ModelChecks, ThresholdsAreThoseThatScoresWillBeHeldTo) {
  event::Plan plan = plan_of({"m", "unused"});
  KnownModel model = model_of({"VV_pre", "VV_post"});
  model.card.delineation_threshold = 0.1;
  model.card.temperature = 2;  // makes 0.25 of it
  KnownModel unused = model_of({"HH_pre"}, "unused");
  unused.card.delineation_threshold = 0.9;
  plan.event.choices.screening_threshold = 0.2;
  EXPECT_FALSE(event::any_error(check_models(plan, {model, unused})));
  plan.event.choices.screening_threshold = 0.3;
  EXPECT_TRUE(event::any_error(check_models(plan, {model, unused})));
}

TEST(ModelChecks, OnlySquaresAreTurned) {
  event::Plan plan = plan_of();
  plan.event.choices.tta = "d4";
  KnownModel model = model_of({"VV_pre"});
  EXPECT_FALSE(event::any_error(check_models(plan, {model})));
  model.card.patch_cols = 32;
  EXPECT_TRUE(event::any_error(check_models(plan, {model})));
}

}  // namespace
}  // namespace scarp::pipeline
