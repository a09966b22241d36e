#include "event/tracks.h"

#include <gtest/gtest.h>

#include "scene_of.h"

namespace scarp::event {
namespace {

const Utc kEvent = utc("2018-09-05T18:07:59Z");

TEST(Tracks, SortsByPassAndOrbitAndSide) {
  const auto tracks =
      group_tracks({scene_of("2018-08-20T08:40:00", 150, "descending", 46),
                    scene_of("2018-08-24T20:40:00", 200), scene_of("2018-09-05T20:40:00", 300),
                    scene_of("2018-09-06T08:40:00", 350, "descending", 46)},
                   kEvent);
  ASSERT_EQ(tracks.size(), 2U);
  EXPECT_EQ(tracks[0].label(), "ascending 116");
  EXPECT_EQ(tracks[1].name(), "descending-046-iw-grdh");
  for (const Track& track : tracks) {
    EXPECT_TRUE(track.complete());
    EXPECT_EQ(track.before.size(), 1U);
    EXPECT_EQ(track.after.size(), 1U);
  }
}

// On 6 September in Japan, on the 5th in Greenwich.
TEST(Tracks, HoursAfterTheEventIsAfterWhateverTheLocalDate) {
  const Utc event = utc("2018-09-06T03:07:59+09:00");
  EXPECT_EQ(event, kEvent);
  const auto tracks = group_tracks({scene_of("2018-09-05T20:40:00")}, event);
  ASSERT_EQ(tracks.size(), 1U);
  EXPECT_TRUE(tracks[0].before.empty());
  EXPECT_EQ(tracks[0].after.size(), 1U);
}

TEST(Tracks, SlicesOfAPassAreOneAcquisition) {
  const auto tracks =
      group_tracks({scene_of("2018-08-24T20:40:00", 200), scene_of("2018-08-24T20:40:25", 200),
                    scene_of("2018-08-25T20:40:00", 215)},
                   kEvent);
  ASSERT_EQ(tracks.size(), 1U);
  ASSERT_EQ(tracks[0].before.size(), 2U);
  EXPECT_EQ(tracks[0].before[0].slices.size(), 2U);
  EXPECT_EQ(tracks[0].before[0].end(), utc("2018-08-24T20:40:50"));
}

TEST(Tracks, OtherModesAreOtherTracks) {
  Scene wide = scene_of("2018-09-05T20:40:00", 300);
  wide.identity.mode = "EW";
  EXPECT_EQ(group_tracks({scene_of("2018-08-24T20:40:00"), wide}, kEvent).size(), 2U);
}

TEST(Tracks, OfASliceProcessedTwiceTheNewerOneIsKept) {
  Scene newer = scene_of("2018-08-24T20:40:00.5");
  newer.identity.ipf_version = "3.40";
  Acquisition acquisition{{scene_of("2018-08-24T20:40:00"), newer}};
  Findings findings;
  drop_older_processings(acquisition, findings);
  ASSERT_EQ(acquisition.slices.size(), 1U);
  EXPECT_EQ(acquisition.slices[0].identity.ipf_version, "3.40");
  EXPECT_NE(told(findings, Severity::warning), "");
}

TEST(Tracks, CommonPolarisationsAreThoseOfEverySlice) {
  Track track =
      group_tracks({scene_of("2018-08-24T20:40:00", 200), scene_of("2018-09-05T20:40:00", 300)},
                   kEvent)
          .front();
  EXPECT_EQ(common_polarisations(track), (std::vector<std::string>{"VV", "VH"}));
  track.after[0].slices[0].polarisations = {"VV"};
  EXPECT_EQ(common_polarisations(track), (std::vector<std::string>{"VV"}));
}

}  // namespace
}  // namespace scarp::event
