#include <gtest/gtest.h>

#include "event/age_checks.h"
#include "event/coverage_checks.h"
#include "event/file_checks.h"
#include "event/plan.h"
#include "event/track_checks.h"
#include "scene_of.h"

namespace scarp::event {
namespace {

const Utc kEvent = utc("2018-09-05T18:07:59Z");

std::string errors(const Findings& findings) { return told(findings, Severity::error); }
std::string warnings(const Findings& findings) { return told(findings, Severity::warning); }

Track pair() {
  return group_tracks({scene_of("2018-08-24T20:40:00", 200), scene_of("2018-09-05T20:40:00", 300)},
                      kEvent)
      .front();
}

bool holds(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

TEST(SideCheck, ASceneSaidToBeBeforeThatStartsAfterIsAnError) {
  Scene scene = scene_of("2018-09-05T20:40:00");
  EXPECT_EQ(errors(check_sides({scene}, kEvent)), "");
  scene.told = Side::before;
  EXPECT_TRUE(holds(errors(check_sides({scene}, kEvent)), "starts 2.5 h after it"));
  scene.told = Side::after;
  EXPECT_EQ(errors(check_sides({scene}, kEvent)), "");
}

TEST(SideCheck, ASceneSaidToBeAfterThatStartsBeforeIsAnError) {
  Scene scene = scene_of("2018-08-24T20:40:00");
  scene.told = Side::after;
  EXPECT_TRUE(holds(errors(check_sides({scene}, kEvent)), "12 days before it"));
}

TEST(SideCheck, AnEventDuringTheAcquisitionIsAnError) {
  const Scene scene = scene_of("2018-09-05T18:07:50Z");
  EXPECT_TRUE(holds(errors(check_sides({scene}, kEvent)), "while the event happened"));
}

TEST(CompleteCheck, OneSidedTracksAreLeftOutAndNoneAtAllIsAnError) {
  const Track before = group_tracks({scene_of("2018-08-24T20:40:00")}, kEvent).front();
  const Track other =
      group_tracks({scene_of("2018-09-06T08:40:00", 9, "descending", 46)}, kEvent).front();
  EXPECT_TRUE(holds(errors(check_complete({before, other})),
                    "ascending 116 only before, descending 46 only after"));
  const Findings with_pair = check_complete({pair(), other});
  EXPECT_EQ(errors(with_pair), "");
  EXPECT_TRUE(holds(warnings(with_pair), "descending 46: left out"));
  EXPECT_NE(errors(check_complete({})), "");
}

TEST(CompleteCheck, NamesModesThatDiffer) {
  Scene wide = scene_of("2018-09-05T20:40:00", 300);
  wide.identity.mode = "EW";
  const auto tracks = group_tracks({scene_of("2018-08-24T20:40:00", 200), wide}, kEvent);
  EXPECT_TRUE(holds(warnings(check_complete(tracks)), "on the other side they are"));
}

TEST(GapCheck, SlicesMustFollowEachOther) {
  Track track = pair();
  Scene next = scene_of("2018-08-24T20:40:25", 200);
  track.before[0].slices.push_back(next);
  EXPECT_EQ(errors(check_gaps(track)), "");
  track.before[0].slices[1].first_line = next.first_line.plus_seconds(25);
  EXPECT_TRUE(holds(errors(check_gaps(track)), "25.0 s of the pass are missing"));
  track.before[0].slices[1].first_line = next.first_line.plus_seconds(-5);
  EXPECT_TRUE(holds(errors(check_gaps(track)), "overlap by 5.0 s"));
}

TEST(PolarisationCheck, TellsWhatDiffers) {
  Track track = pair();
  EXPECT_TRUE(check_polarisations(track, {}).empty());
  EXPECT_NE(errors(check_polarisations(track, {"HH"})), "");
  track.after[0].slices[0].polarisations = {"VV"};
  EXPECT_TRUE(holds(warnings(check_polarisations(track, {})), "VV is used"));
  EXPECT_NE(errors(check_polarisations(track, {"VH"})), "");
  track.after[0].slices[0].polarisations = {"HH"};
  EXPECT_TRUE(holds(errors(check_polarisations(track, {})), "no polarisation"));
}

TEST(ProcessingCheck, OldAndNewNoiseIsAWarningOtherVersionsANote) {
  Track track = pair();
  EXPECT_TRUE(check_processing(track).empty());
  track.after[0].slices[0].identity.satellite = "S1B";
  track.after[0].slices[0].identity.ipf_version = "3.40";
  EXPECT_EQ(warnings(check_processing(track)), "");
  EXPECT_EQ(check_processing(track).size(), 2U);
  track.before[0].slices[0].identity.ipf_version = "2.72";
  EXPECT_TRUE(holds(warnings(check_processing(track)), "noise"));
}

TEST(OrbitCheck, AFileAskedForThatIsNotThereIsAWarning) {
  Track track = pair();
  EXPECT_EQ(warnings(check_orbits(track, false)), "");
  EXPECT_TRUE(holds(warnings(check_orbits(track, true)), "S1A_2018-08-24T20:40:00"));
  for (auto* side : {&track.before, &track.after}) side->front().slices[0].orbit_file = "a.EOF";
  EXPECT_TRUE(check_orbits(track, true).empty());
}

TEST(AgeCheck, ScenesFarFromTheEventAreAWarning) {
  EXPECT_TRUE(check_ages(pair(), kEvent).empty());
  EXPECT_TRUE(
      holds(warnings(check_ages(pair(), utc("2018-09-05T18:07:59Z").plus_seconds(-40 * 86400))),
            "first scene after"));
  Track track = pair();
  track.before[0].slices[0].end = utc("2018-05-01T00:00:00Z");
  EXPECT_TRUE(holds(warnings(check_ages(track, kEvent)), "last scene before"));
}

TEST(AgeCheck, SoAreOthersThanTheNearest) {
  Track track = pair();
  track.after.push_back({{scene_of("2019-06-20T20:40:00", 900)}});
  EXPECT_TRUE(holds(warnings(check_ages(track, kEvent)), "by 288 days (2019-06-20)"));
  track = pair();
  track.before.insert(track.before.begin(), {{{scene_of("2016-03-01T20:40:00", 20)}},
                                             {{scene_of("2018-05-01T20:40:00", 90)}}});
  EXPECT_TRUE(holds(warnings(check_ages(track, kEvent)),
                    "by 918 days (2016-03-01), 127 days (2018-05-01)"));
  track = pair();
  track.before.insert(track.before.begin(), {{scene_of("2018-06-25T20:40:00", 90)}});
  EXPECT_TRUE(check_ages(track, kEvent).empty()) << "the usual six dates, 12 days apart";
}

TEST(EventTimeCheck, NoneBeforeTheFirstSatellite) {
  EXPECT_NE(errors(check_event_time(utc("2008-09-05T18:07:59Z"))), "");
  EXPECT_EQ(errors(check_event_time(kEvent)), "");
}

TEST(WholeCheck, NoImageIsAnErrorAMissingNoiseTableAWarning) {
  Scene scene = scene_of("2018-09-05T20:40:00");
  scene.missing = {"VV noise: noise.xml"};
  EXPECT_TRUE(holds(warnings(check_whole({scene})), "lacks VV noise"));
  scene.polarisations.clear();
  EXPECT_NE(errors(check_whole({scene})), "");
}

TEST(CoverageCheck, SharesOfTheArea) {
  const Area inside = read_area("141.8,42.4,142.2,42.8");
  EXPECT_TRUE(check_coverage({pair()}, inside).empty());
  const Area half = read_area("142,42.4,143,42.8");
  EXPECT_TRUE(holds(warnings(check_coverage({pair()}, half)), "covers 50 % of the area"));
  const Area elsewhere = read_area("10,42.4,11,42.8");
  EXPECT_NE(errors(check_coverage({pair()}, elsewhere)), "");
}

TEST(CoverageCheck, ADateThatShowsLessIsNamed) {
  Track track = pair();
  track.before.push_back({{scene_of("2018-08-30T20:40:00", 250)}});
  track.before[0].slices[0].outline = {{141.5, 42}, {142.0, 42}, {142.0, 43}, {141.5, 43}};
  const Area area = read_area("141.8,42.4,142.2,42.8");
  EXPECT_TRUE(holds(warnings(check_coverage({track}, area)), "2018-08-24T20:40:00Z shows 50 %"));
}

TEST(CoverageCheck, AcrossTheAntimeridian) {
  Scene scene = scene_of("2018-09-05T20:40:00");
  scene.outline = {{179, 42}, {-179, 42}, {-179, 43}, {179, 43}};
  const Area area = read_area("179.5,42.4,180.5,42.8");
  EXPECT_NEAR(share(seen_by({scene}, area), places_of(area)), 1, 1e-9);
}

TEST(CoverageCheck, ScenesElsewhereAreLeftOut) {
  const Area area = read_area("10,42.4,11,42.8");
  std::vector<Scene> scenes{scene_of("2018-09-05T20:40:00")};
  EXPECT_EQ(errors(drop_scenes_elsewhere(area, scenes)), "");
  EXPECT_TRUE(scenes.empty());
  scenes = {scene_of("2018-09-05T20:40:00")};
  scenes[0].told = Side::after;
  EXPECT_NE(errors(drop_scenes_elsewhere(area, scenes)), "");
}

TEST(EventCheck, TellsAllThatIsMissingTogether) {
  const std::string all = errors(check_event({}));
  for (const char* what : {"time of the event", "area", "terrain model", "scene"}) {
    EXPECT_TRUE(holds(all, what)) << what;
  }
  Event event;
  event.dem = "/nowhere/dem.tif";
  event.models = {"/nowhere/model.safetensors"};
  EXPECT_TRUE(holds(errors(check_event(event)), "no such file, given as dem"));
  EXPECT_TRUE(holds(errors(check_event(event)), "no such file, given as models"));
}

TEST(EventCheck, TellsWhatHasNoEffect) {
  Event event;
  event.interpreted_area = "looked.gpkg";
  EXPECT_TRUE(holds(warnings(check_event(event)), "no effect without an inventory"));
  event.inventory = "known.gpkg";
  event.choices.min_slope_deg = 3;
  EXPECT_EQ(warnings(check_event(event)), "");
  EXPECT_EQ(told(check_event(event), Severity::note), "");
  event.models = {"model.safetensors"};
  EXPECT_TRUE(holds(told(check_event(event), Severity::note), "min_slope_deg: with models"));
}

TEST(PlanOfNothing, HasErrorsAndNoTracks) {
  const Plan plan = make_plan({});
  EXPECT_TRUE(any_error(plan.findings));
  EXPECT_TRUE(plan.tracks.empty());
  EXPECT_NE(plan_text(plan), "");
}

}  // namespace
}  // namespace scarp::event
