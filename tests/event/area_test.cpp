#include "event/area.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "event/area_checks.h"
#include "event/coverage.h"
#include "scene_of.h"
#include "support/temp_folder.h"

namespace scarp::event {
namespace {

TEST(Area, MayCrossTheAntimeridian) {
  const Area area = read_area("179.9,-17,-179.8,-16");
  EXPECT_DOUBLE_EQ(area.box_deg.min_x, 179.9);
  EXPECT_DOUBLE_EQ(area.box_deg.max_x, 180.2);
  EXPECT_NEAR(geo::area(area.polygons.features[0].geometry), 0.3, 1e-9);
  EXPECT_THROW(read_area("142,42,141,43"), Error);
}

// As RFC 7946 has it (section 3.1.9).
TEST(Area, PolygonsMayBeCutAtTheAntimeridian) {
  const test::TempFolder temp;
  test::write_file(
      temp / "area.geojson",
      R"({"type":"Feature","properties":{},"geometry":{"type":"MultiPolygon","coordinates":[
[[[179.9,-17],[180,-17],[180,-16],[179.9,-16],[179.9,-17]]],
[[[-180,-17],[-179.9,-17],[-179.9,-16],[-180,-16],[-180,-17]]]]}})");
  const Area area = read_area((temp / "area.geojson").string());
  EXPECT_DOUBLE_EQ(area.box_deg.max_x, 180.1);
  EXPECT_EQ(area.polygons.features[0].geometry.size(), 1U);
}

TEST(Area, ScenesOnBothSidesOfTheAntimeridianShowIt) {
  const Area area = read_area("179.9,42.2,-179.9,42.4");
  Scene scene = scene_of("2018-09-05T08:00:00");
  scene.outline = {{179.5, 42}, {-179.5, 42}, {-179.5, 43}, {179.5, 43}};
  EXPECT_DOUBLE_EQ(share(seen_by({scene}, area), places_of(area)), 1);
  scene.outline = {{-180, 42}, {-179, 42}, {-179, 43}, {-180, 43}};
  EXPECT_NEAR(share(seen_by({scene}, area), places_of(area)), 0.5, 0.02);
}

TEST(AreaChecks, MapsAreMadeInMetres) {
  const auto errors = [](const std::string& crs) {
    return told(check_system(crs), Severity::error);
  };
  EXPECT_EQ(errors("auto"), "");
  EXPECT_EQ(errors("EPSG:32760"), "");
  EXPECT_EQ(errors("EPSG:4326"), "crs: EPSG:4326 is in degrees: maps are made in metres\n");
  EXPECT_NE(errors("EPSG:99999999"), "");
}

TEST(AreaChecks, AnInventoryHasToBeReadableAndInTheArea) {
  const test::TempFolder temp;
  const auto check = [&](const std::string& area) {
    return told(check_polygons("inventory", (temp / "one.geojson").string(), read_area(area)),
                Severity::error);
  };
  EXPECT_EQ(check("141,42,142,43"), "") << "is told elsewhere";
  test::write_file(temp / "one.geojson", "no polygons");
  EXPECT_NE(check("141,42,142,43"), "");
  test::write_file(temp / "one.geojson",
                   R"({"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":
[[[-179.9,42.1],[-179.8,42.1],[-179.8,42.2],[-179.9,42.2],[-179.9,42.1]]]}})");
  EXPECT_EQ(check("179.9,42,-179.8,43"), "");
  EXPECT_NE(check("141,42,142,43").find("has nothing in the area"), std::string::npos);
}

}  // namespace
}  // namespace scarp::event
