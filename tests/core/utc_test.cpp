#include "core/utc.h"

#include <gtest/gtest.h>

namespace scarp {
namespace {

// Of a text that is a time.
Utc utc(const char* text) {
  const auto time = Utc::parse(text);
  EXPECT_TRUE(time) << text;
  return time.value_or(Utc());
}

TEST(Utc, ReadsProductTimes) {
  const Utc time = utc("2018-09-05T18:08:00.123456");
  EXPECT_EQ(time.nanoseconds(), 1536170880'123456000);
  EXPECT_EQ(time.text(), "2018-09-05T18:08:00.123456Z");
}

TEST(Utc, IsCompactInNamesOfFiles) {
  EXPECT_EQ(utc("2021-12-23T05:11:22.594441").compact_text(), "20211223T051122");
}

TEST(Utc, OffsetsAreTakenOff) {
  EXPECT_EQ(utc("2018-09-06T03:08:00+09:00").text(), "2018-09-05T18:08:00Z");
  EXPECT_EQ(utc("2018-12-31T23:30:00-01:00").text(), "2019-01-01T00:30:00Z");
  EXPECT_EQ(utc("2018-09-05 18:08Z").text(), "2018-09-05T18:08:00Z");
}

TEST(Utc, KnowsTheCalendar) {
  EXPECT_EQ(utc("1970-01-01").nanoseconds(), 0);
  EXPECT_TRUE(Utc::parse("2000-02-29"));
  EXPECT_TRUE(Utc::parse("2024-02-29"));
  EXPECT_FALSE(Utc::parse("2100-02-29"));
  EXPECT_FALSE(Utc::parse("2023-02-29"));
  EXPECT_FALSE(Utc::parse("2023-04-31"));
}

TEST(Utc, EveryDayComesBackAsItWas) {
  for (std::int64_t day = 0; day < 84000; ++day) {
    const Utc time = Utc::from_nanoseconds(day * 86400'000'000'000);
    EXPECT_EQ(Utc::parse(time.text()), time) << time.text();
  }
}

TEST(Utc, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "2018", "2018-09", "2018-9-5", "2018-13-01", "1969-12-31", "2018-09-05T",
        "2018-09-05T24:00", "2018-09-05T18:60", "2018-09-05T18:08:60", "2018-09-05T18:08:00.",
        "2018-09-05T18:08:00.1234567890", "2018-09-05T18:08:00X", "2018-09-05T18:08:00Z ",
        "2018-09-05T18:08:00+9", "2018-09-05T18"}) {
    EXPECT_FALSE(Utc::parse(text)) << text;
  }
}

TEST(Utc, SecondsBetweenAreExact) {
  const Utc start = utc("2021-12-23T05:11:22.123456");
  EXPECT_DOUBLE_EQ(seconds_between(start, start.plus_seconds(0.001)), 0.001);
  EXPECT_DOUBLE_EQ(seconds_between(start, utc("2021-12-23T05:11:23.123457")), 1.000001);
}

}  // namespace
}  // namespace scarp
