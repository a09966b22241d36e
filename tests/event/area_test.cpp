#include "event/area.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "event/area_checks.h"
#include "event/coverage.h"
#include "geo/cog.h"
#include "geo/crs.h"
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

TEST(AreaChecks, CellsAreNeitherTooManyNorTooFew) {
  const auto errors = [](double resolution, const std::string& crs) {
    MapChoices choices;
    choices.resolution = resolution;
    choices.crs = crs;
    return told(check_resolution(choices, read_area("141.9,42.7,142,42.8")), Severity::error);
  };
  EXPECT_EQ(errors(10, "auto"), "");
  EXPECT_NE(errors(0.01, "auto").find("four thousand million at most"), std::string::npos);
  EXPECT_NE(errors(10000, "EPSG:32654").find("too few"), std::string::npos);
  EXPECT_EQ(errors(10000, "EPSG:99999999"), "") << "is told elsewhere";
  EXPECT_EQ(told(check_resolution({}, std::nullopt), Severity::error), "");
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

TEST(AreaChecks, WaterHasToBeReadableAndAroundTheArea) {
  const test::TempFolder temp;
  const auto check = [&](const char* file, Severity severity) {
    return told(check_water((temp / file).string(), read_area("141,42,142,43")), severity);
  };
  const auto square = [](double west, double south) {
    return fmt::format("[[[{0},{1}],[{2},{1}],[{2},{3}],[{0},{3}],[{0},{1}]]]", west, south,
                       west + 0.1, south + 0.1);
  };
  const auto write = [&](const std::vector<std::string>& squares) {
    std::vector<std::string> features;
    for (const std::string& one : squares) {
      features.push_back(R"({"type":"Feature","properties":{},"geometry":{"type":"Polygon",)"
                         R"("coordinates":)" +
                         one + "}}");
    }
    test::write_file(
        temp / "lakes.geojson",
        fmt::format(R"({{"type":"FeatureCollection","features":[{}]}})", fmt::join(features, ",")));
  };
  EXPECT_EQ(check("lakes.geojson", Severity::error), "") << "is told elsewhere";
  write({square(141.5, 42.5)});
  EXPECT_EQ(check("lakes.geojson", Severity::error), "");
  EXPECT_EQ(check("lakes.geojson", Severity::warning), "");
  write({square(10, 42.5)});
  EXPECT_NE(check("lakes.geojson", Severity::error).find("has nothing in the area"),
            std::string::npos);
  write({square(140.5, 41.5), square(142.5, 43.5)});
  EXPECT_EQ(check("lakes.geojson", Severity::error), "");
  EXPECT_NE(check("lakes.geojson", Severity::warning).find("has none in the area"),
            std::string::npos);
  test::write_file(temp / "junk.tif", "no raster");
  EXPECT_NE(check("junk.tif", Severity::error), "");
}

TEST(AreaChecks, ARasterOfWaterHasToTouchTheArea) {
  const test::TempFolder temp;
  const std::string path = (temp / "water.tif").string();
  const auto check = [&](const std::string& area) {
    return told(check_water(path, read_area(area)), Severity::error);
  };
  const Grid grid({500000, 100, 0, 4800000, 0, -100}, {50, 50}, geo::parse_crs("EPSG:32654"));
  geo::write_cog(path, {.grid = grid, .bands = {{"water", ""}}}, Image<float>(grid.size(), 1));
  EXPECT_EQ(check("140.9,43.2,141.1,43.4"), "");
  EXPECT_NE(check("10,43.2,11,43.4").find("does not touch the area"), std::string::npos);
}

}  // namespace
}  // namespace scarp::event
