#include "event/event_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/error.h"
#include "event/event_template.h"
#include "support/temp_folder.h"

namespace scarp::event {
namespace {

class EventFile : public testing::Test {
 protected:
  Event read(const std::string& text) {
    std::ofstream(path()) << text;
    return read_event(path());
  }

  // What is said of a file, with its line.
  std::string refusal(const std::string& text) {
    try {
      read(text);
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::usage);
      return error.problem().where.substr(folder_.path().string().size() + 1) + ": " +
             error.problem().what;
    }
    return "";
  }

  std::string path() const { return (folder_.path() / "event.toml").string(); }

  test::TempFolder folder_;
};

TEST_F(EventFile, PathsAreRelativeToTheFile) {
  const Event event = read("dem = 'dem.tif'\nscenes = ['a', '/b']\nmodels = 'm.safetensors'\n");
  EXPECT_EQ(event.dem, (folder_.path() / "dem.tif").string());
  EXPECT_EQ(event.scenes[0], (folder_.path() / "a").string());
  EXPECT_EQ(event.scenes[1], "/b");
  EXPECT_EQ(event.models.size(), 1U);
}

TEST_F(EventFile, TimesInUtcWithOffsetAndAsText) {
  const auto event = Utc::parse("2018-09-05T18:07:59Z");
  for (const char* time :
       {"2018-09-05T18:07:59Z", "2018-09-06T03:07:59+09:00", "2018-09-05T18:07:59",
        "'2018-09-05T18:07:59Z'", "2018-09-05 18:07:59Z"}) {
    EXPECT_EQ(read(std::string("time = ") + time + "\n").time, event) << time;
  }
}

TEST_F(EventFile, ADayAloneIsNoTime) {
  EXPECT_EQ(refusal("\ntime = 2018-09-05\n").substr(0, 34), "event.toml:2: time has no time of ");
  EXPECT_EQ(refusal("time = '2018-09-05'\n").substr(0, 34), "event.toml:1: time has no time of ");
  EXPECT_NE(refusal("time = 'yesterday'\n"), "");
  EXPECT_NE(refusal("time = 1850-09-05T18:07:59Z\n"), "");
  EXPECT_NE(refusal("time = 12:00:00\n"), "");
}

TEST_F(EventFile, UnknownKeysFailWithTheirLine) {
  EXPECT_EQ(refusal("name = 'x'\nsences = ['a']\n").substr(0, 39),
            "event.toml:2: 'sences' is no key that s");
  EXPECT_EQ(refusal("[options]\n\nresolutoin = 10\n").substr(0, 30),
            "event.toml:3: 'resolutoin' is ");
}

TEST_F(EventFile, ValuesOfAnotherKindFailWithTheirLine) {
  for (const char* text :
       {"name = 3\n", "name = ''\n", "scenes = [1]\n", "area = [1, 2, 3]\n",
        "area = [1, 2, 3, 'x']\n", "dem_datum = 'sea'\n", "options = 3\n",
        "[options]\nresolution = nan\n", "[options]\nresolution = -1\n",
        "[options]\ndates_after = 0\n", "[options]\ndates_after = 1.5\n",
        "[options]\npolarisations = ['XX']\n", "[options]\nmin_slope_deg = '10'\n", "name = \n",
        "name = 'a'\nname = 'b'\n", "name = \"a\\u0000b\"\n"}) {
    EXPECT_EQ(refusal(text).substr(0, 11), "event.toml:") << text;
  }
}

TEST_F(EventFile, AreaAsBoxOrFile) {
  EXPECT_EQ(read("area = [141.8, 42.6, 142.1, 42.9]\n").area, "141.8,42.6,142.1,42.9");
  EXPECT_EQ(read("area = 'a.gpkg'\n").area, (folder_.path() / "a.gpkg").string());
}

TEST_F(EventFile, OptionsOverrideDefaults) {
  const MapChoices choices =
      read("[options]\nresolution = 20\npolarisations = ['vv']\ndates_before = 3\n").choices;
  EXPECT_EQ(choices.resolution, 20);
  EXPECT_EQ(choices.polarisations, (std::vector<std::string>{"VV"}));
  EXPECT_EQ(choices.dates_before, 3);
  EXPECT_EQ(choices.false_alarm_rate, MapChoices().false_alarm_rate);
}

TEST_F(EventFile, TheTemplateIsReadBack) {
  Plan plan;
  plan.event.name = "A \"quoted\" \\ name\n";
  plan.event.time = Utc::parse("2018-09-05T18:07:59Z");
  plan.event.scenes = {(folder_.path() / "scenes").string()};
  plan.event.dem = (folder_.path() / "dem.tif").string();
  plan.event.area = "141.8,42.6,142.1,42.9";
  const Event event = read(event_template(plan, folder_.path().string()));
  EXPECT_EQ(event.name, plan.event.name);
  EXPECT_EQ(event.time, plan.event.time);
  EXPECT_EQ(event.scenes, plan.event.scenes);
  EXPECT_EQ(event.dem, plan.event.dem);
  EXPECT_EQ(event.area, plan.event.area);
}

}  // namespace
}  // namespace scarp::event
