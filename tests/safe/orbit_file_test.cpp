#include "safe/orbit_file.h"

#include <gtest/gtest.h>

#include <string>

#include "core/error.h"
#include "safe/orbit_choice.h"
#include "sar/synthetic_scene.h"
#include "support/shared_data.h"
#include "support/temp_folder.h"

namespace scarp::safe {
namespace {

using sar::OrbitSource;
using test::TempFolder;

const sar::Product& scene() {
  static const sar::Product product = sar::synthetic_product({});
  return product;
}

OrbitFile orbit_of(const sar::Product& product, OrbitSource source) {
  const auto& states = product.orbit.states();
  return {product.identity.satellite, source, states.front().time, states.back().time, states};
}

void store(const TempFolder& folder, const OrbitFile& file) {
  write_orbit_file(folder / orbit_file_name(file), file);
}

TEST(OrbitFile, IsReadBackAsItWas) {
  const TempFolder folder;
  const OrbitFile file = orbit_of(scene(), OrbitSource::restituted);
  write_orbit_file(folder / "a.EOF", file);
  const OrbitFile read = read_orbit_file(folder / "a.EOF");
  EXPECT_EQ(read.satellite, "S1A");
  EXPECT_EQ(read.source, OrbitSource::restituted);
  EXPECT_EQ(read.valid_from, file.valid_from);
  EXPECT_EQ(read.valid_to, file.valid_to);
  ASSERT_EQ(read.states.size(), file.states.size());
  EXPECT_EQ(read.states[3].time, file.states[3].time);
  EXPECT_EQ(norm(read.states[3].position_m - file.states[3].position_m), 0);
  EXPECT_EQ(norm(read.states[3].velocity_m_per_s - file.states[3].velocity_m_per_s), 0);
}

TEST(OrbitFile, OfEsaIsRead) {
  const std::string name =
      "S1A_OPER_AUX_RESORB_OPOD_20220918T093241_V20220918T053155_20220918T084925.EOF";
  SCARP_SHARED_DATA(path, "s1-safe/" + name);
  const OrbitFile file = read_orbit_file(path);
  EXPECT_EQ(file.satellite, "S1A");
  EXPECT_EQ(file.states.size(), 1186U);
  EXPECT_EQ(file.states[1].time.text(), "2022-09-18T05:32:05.470319Z");
  const OrbitFileName parts = parse_orbit_file_name(name).value_or(OrbitFileName{});
  EXPECT_EQ(parts.source, OrbitSource::restituted);
  EXPECT_EQ(parts.valid_from, file.valid_from);
  EXPECT_EQ(parts.valid_to, file.valid_to);
  EXPECT_NO_THROW(sar::Orbit(file.valid_from, file.states, file.source));
}

TEST(OrbitFile, NamesThatAreOthersAreNone) {
  for (const char* name : {"", "a.EOF",
                           "S1A_OPER_AUX_PREORB_OPOD_20220918T093241_V20220918T053155_"
                           "20220918T084925.EOF"}) {
    EXPECT_FALSE(parse_orbit_file_name(name));
  }
}

TEST(OrbitFile, IsKnownByItsEnding) {
  for (const char* name : {"a.EOF", "b/a.eof", "a.EOF.zip", "a.EOF.ZIP"}) {
    EXPECT_TRUE(is_orbit_file(name)) << name;
  }
  for (const char* name : {"", "EOF", "a.zip", "a.EOF.gz"})
    EXPECT_FALSE(is_orbit_file(name)) << name;
}

TEST(OrbitFile, MayBeZipped) {
  const std::string name =
      "S1A_OPER_AUX_RESORB_OPOD_20220918T093241_V20220918T053155_20220918T084925.EOF";
  EXPECT_TRUE(parse_orbit_file_name(name + ".zip"));
  EXPECT_FALSE(parse_orbit_file_name(name + ".zip.zip"));
}

TEST(OrbitChoice, TakesPreciseBeforeRestitutedBeforeAnnotated) {
  const TempFolder folder;
  EXPECT_EQ(choose_orbit(folder.path(), scene()).orbit.source(), OrbitSource::annotation);
  EXPECT_EQ(choose_orbit(folder.path(), scene()).file, "");
  store(folder, orbit_of(scene(), OrbitSource::restituted));
  EXPECT_EQ(choose_orbit(folder.path(), scene()).orbit.source(), OrbitSource::restituted);
  store(folder, orbit_of(scene(), OrbitSource::precise));
  const OrbitChoice choice = choose_orbit(folder.path(), scene());
  EXPECT_EQ(choice.orbit.source(), OrbitSource::precise);
  EXPECT_NE(choice.file.find("POEORB"), std::string::npos);
  EXPECT_EQ(choice.orbit.epoch(), scene().epoch);
}

// A file may be of the same day and yet end before the scene, or of another satellite.
TEST(OrbitChoice, GoesByValidityAndSatellite) {
  const TempFolder folder;
  OrbitFile file = orbit_of(scene(), OrbitSource::precise);
  file.valid_to = scene().identity.stop.plus_seconds(59);
  store(folder, file);
  EXPECT_EQ(choose_orbit(folder.path(), scene()).file, "");
  file.valid_to = scene().identity.stop.plus_seconds(61);
  file.satellite = "S1B";
  store(folder, file);
  EXPECT_EQ(choose_orbit(folder.path(), scene()).file, "");
  EXPECT_THROW(choose_orbit(folder / orbit_file_name(file), scene()), Error);
  file.satellite = "S1A";
  store(folder, file);
  EXPECT_NE(choose_orbit(folder.path(), scene()).file, "");
}

TEST(OrbitChoice, RefusesFilesThatPromiseMoreThanTheyHold) {
  const TempFolder folder;
  OrbitFile file = orbit_of(scene(), OrbitSource::precise);
  file.states.resize(8);
  store(folder, file);
  EXPECT_THROW(choose_orbit(folder / orbit_file_name(file), scene()), Error);
}

TEST(OrbitChoice, PassesOverBrokenFilesOfAFolder) {
  const TempFolder folder;
  OrbitFile broken = orbit_of(scene(), OrbitSource::precise);
  broken.states.resize(8);
  store(folder, broken);
  OrbitChoice choice = choose_orbit(folder.path(), scene());
  EXPECT_EQ(choice.file, "");
  ASSERT_EQ(choice.unusable.size(), 1U);
  EXPECT_NE(choice.unusable.front().find("does not cover the product"), std::string::npos);
  store(folder, orbit_of(scene(), OrbitSource::restituted));
  choice = choose_orbit(folder.path(), scene());
  EXPECT_EQ(choice.orbit.source(), OrbitSource::restituted);
  EXPECT_EQ(choice.unusable.size(), 1U);
}

TEST(OrbitChoice, RefusesWhatIsNotThere) { EXPECT_THROW(choose_orbit("nowhere", scene()), Error); }

}  // namespace
}  // namespace scarp::safe
