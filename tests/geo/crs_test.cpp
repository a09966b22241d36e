#include "geo/crs.h"

#include <gtest/gtest.h>

#include <cmath>

#include "make_raster.h"
#include "support/error_of.h"

namespace scarp::geo {
namespace {

using test::error_of;
using testing::HasSubstr;

// As SNAP writes it, without codes.
constexpr const char* kSnapUtm =
    R"wkt(PROJCS["UTM Zone 54 / World Geodetic System 1984", GEOGCS["World Geodetic System 1984",
    DATUM["World Geodetic System 1984", SPHEROID["WGS 84", 6378137.0, 298.257223563]],
    PRIMEM["Greenwich", 0.0], UNIT["degree", 0.017453292519943295],
    AXIS["Geodetic longitude", EAST], AXIS["Geodetic latitude", NORTH]],
    PROJECTION["Transverse_Mercator"], PARAMETER["central_meridian", 141.0],
    PARAMETER["latitude_of_origin", 0.0], PARAMETER["scale_factor", 0.9996],
    PARAMETER["false_easting", 500000.0], PARAMETER["false_northing", 0.0], UNIT["m", 1.0],
    AXIS["Easting", EAST], AXIS["Northing", NORTH]])wkt";

constexpr const char* kSnapGeographic =
    R"wkt(GEOGCS["WGS84(DD)", DATUM["WGS84", SPHEROID["WGS84", 6378137.0, 298.257223563]],
    PRIMEM["Greenwich", 0.0], UNIT["degree", 0.017453292519943295],
    AXIS["Geodetic longitude", EAST], AXIS["Geodetic latitude", NORTH]])wkt";

constexpr const char* kEsriUtm =
    R"wkt(PROJCS["WGS_1984_UTM_Zone_54N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",
    SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],
    UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],
    PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],
    PARAMETER["Central_Meridian",141.0],PARAMETER["Scale_Factor",0.9996],
    PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]])wkt";

// WKT 1 of GDAL without its AUTHORITY nodes.
constexpr const char* kGdalUtm =
    R"wkt(PROJCS["WGS 84 / UTM zone 54N",GEOGCS["WGS 84",DATUM["WGS_1984",
    SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],
    UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],
    PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",141],
    PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],
    PARAMETER["false_northing",0],UNIT["metre",1],AXIS["Easting",EAST],AXIS["Northing",NORTH]])wkt";

TEST(ParseCrs, ReadsACode) {
  const CrsPtr utm = parse_crs("EPSG:32654");
  EXPECT_EQ(utm->name, "EPSG:32654");
  EXPECT_FALSE(utm->geographic);
  EXPECT_EQ(utm->metres_per_unit, 1.0);
  EXPECT_TRUE(wgs84()->geographic);
  EXPECT_EQ(wgs84()->name, "EPSG:4326");
}

TEST(ParseCrs, ReadsUnits) {
  EXPECT_NEAR(parse_crs("EPSG:2263")->metres_per_unit, 0.3048006096, 1e-9);  // US survey feet
}

TEST(ParseCrs, RefusesWhatIsNone) {
  EXPECT_THAT(error_of([] { parse_crs("EPSG:1"); }), HasSubstr("\"EPSG:1\" is not"));
  EXPECT_THAT(error_of([] { parse_crs(""); }), HasSubstr("is not a coordinate reference system"));
  EXPECT_THAT(error_of([] { parse_crs("/etc/passwd"); }), HasSubstr("is not"));
  EXPECT_THAT(error_of([] { parse_crs("http://127.0.0.1/"); }), HasSubstr("is not"));
}

TEST(ParseCrs, RefusesSystemsWithoutAPlaceOnTheEarth) {
  for (const char* text : {"LOCAL_CS[\"site\",UNIT[\"m\",1]]", "EPSG:4978", "EPSG:5773"}) {
    EXPECT_THAT(error_of([=] { parse_crs(text); }), HasSubstr("Give a")) << text;
  }
}

class OneSystem : public testing::TestWithParam<const char*> {};

TEST_P(OneSystem, IsUtm54) {
  const CrsPtr crs = parse_crs(GetParam());
  EXPECT_EQ(crs->name, "EPSG:32654");
  EXPECT_TRUE(same_crs(crs, parse_crs("EPSG:32654")));
}

INSTANTIATE_TEST_SUITE_P(Spellings, OneSystem,
                         testing::Values(kSnapUtm, kEsriUtm, kGdalUtm,
                                         "+proj=utm +zone=54 +datum=WGS84 +units=m +no_defs",
                                         "+proj=utm +zone=54 +datum=WGS84 +towgs84=0,0,0",
                                         "EPSG:32654+5773"));

TEST(ParseCrs, KnowsWgs84ByItsOtherNames) {
  for (const char* text : {kSnapGeographic, "OGC:CRS84", "+proj=longlat +datum=WGS84", "EPSG:4979",
                           "EPSG:4326+5773"}) {
    EXPECT_TRUE(same_crs(parse_crs(text), wgs84())) << text;
  }
}

TEST(ParseCrs, BelievesTheParametersNotAWrongCode) {
  std::string text = kGdalUtm;
  text.replace(text.find("141"), 3, "135");
  text.insert(text.size() - 1, ",AUTHORITY[\"EPSG\",\"32654\"]");
  EXPECT_EQ(parse_crs(text)->name, "EPSG:32653");
}

TEST(ParseCrs, KeepsDatumsApart) {
  EXPECT_FALSE(same_crs(parse_crs("EPSG:4326"), parse_crs("EPSG:6668")));
  const CrsPtr unknown = parse_crs("+proj=utm +zone=54 +ellps=WGS84 +units=m");
  EXPECT_FALSE(same_crs(unknown, parse_crs("EPSG:32654")));
}

TEST(UtmCrs, FindsTheZone) {
  EXPECT_EQ(utm_crs(142.0, 42.7)->name, "EPSG:32654");
  EXPECT_EQ(utm_crs(12.5, -41.9)->name, "EPSG:32733");
  EXPECT_EQ(utm_crs(179.9, 10)->name, "EPSG:32660");
  EXPECT_EQ(utm_crs(-179.9, -18)->name, "EPSG:32701");
  EXPECT_EQ(utm_crs(180.0, 10)->name, "EPSG:32601");
  EXPECT_EQ(utm_crs(180.5, 10)->name, "EPSG:32601");
  EXPECT_EQ(utm_crs(-180.5, 10)->name, "EPSG:32660");
  EXPECT_EQ(utm_crs(0, 0)->name, "EPSG:32631");
}

TEST(UtmCrs, EndsNearThePoles) {
  EXPECT_THAT(error_of([] { utm_crs(0, 85); }), HasSubstr("no UTM zone"));
  EXPECT_THAT(error_of([] { utm_crs(0, -81); }), HasSubstr("polar"));
  EXPECT_THAT(error_of([] { utm_crs(std::nan(""), 0); }), HasSubstr("no UTM zone"));
}

// Longitude 141° is the central meridian of zone 54: easting 500 km, and the northing of latitude
// 45° is 0.9996 times the meridian arc of 4,984,944.378 m.
TEST(Transform, MatchesTheMeridianArc) {
  const Point p = transform({{141, 45}}, wgs84(), parse_crs("EPSG:32654")).front();
  EXPECT_NEAR(p.x, 500000, 1e-6);
  EXPECT_NEAR(p.y, 0.9996 * 4984944.378, 1e-3);
}

TEST(Transform, ComesBack) {
  const CrsPtr utm = parse_crs("EPSG:32654");
  const std::vector<Point> there = transform({{142.1, 42.7}, {143, -12}}, wgs84(), utm);
  const std::vector<Point> back = transform(there, utm, wgs84());
  EXPECT_NEAR(back[0].x, 142.1, 1e-10);
  EXPECT_NEAR(back[0].y, 42.7, 1e-10);
  EXPECT_NEAR(back[1].y, -12, 1e-10);
}

TEST(Transform, GivesNaNWhereThereIsNoImage) {
  const auto points =
      transform({{141, 45}, {0, 91}, {std::nan(""), 0}}, wgs84(), parse_crs("EPSG:3857"));
  EXPECT_TRUE(std::isfinite(points[0].x));
  EXPECT_TRUE(std::isnan(points[1].x));
  EXPECT_TRUE(std::isnan(points[2].y));
}

TEST(Transform, NeedsBothSystems) {
  EXPECT_THAT(error_of([] { transform({{0, 0}}, nullptr, wgs84()); }),
              HasSubstr("without a reference system"));
  EXPECT_THAT(error_of([] { transform({{0, 0}}, wgs84(), nullptr); }),
              HasSubstr("without a reference system"));
}

TEST(TransformBounds, CoversBentEdges) {
  const Grid grid({400000, 100, 0, 4800000, 0, -100}, {1000, 2000}, parse_crs("EPSG:32654"));
  const Bounds box = transform_bounds(grid, wgs84());
  // The upper edge bows to the north: it is highest on the central meridian.
  const Point top = transform({{500000, 4800000}}, grid.crs(), wgs84()).front();
  const Point corner = transform({{400000, 4800000}}, grid.crs(), wgs84()).front();
  EXPECT_GT(top.y - corner.y, 0.001);
  EXPECT_NEAR(box.max_y, top.y, 1e-6);
  EXPECT_NEAR(box.min_x, corner.x, 1e-9);
}

TEST(TransformBounds, CountsOnAcrossTheAntimeridian) {
  const Grid grid({800000, 100, 0, 1000000, 0, -100}, {100, 1000}, parse_crs("EPSG:32660"));
  const Bounds box = transform_bounds(grid, wgs84());
  EXPECT_GT(box.min_x, 179);
  EXPECT_LT(box.min_x, 180);
  EXPECT_GT(box.max_x, 180);
  EXPECT_LT(box.max_x, 181);

  const Grid east({150000, 100, 0, 1000000, 0, -100}, {100, 200}, parse_crs("EPSG:32601"));
  const Bounds other = transform_bounds(east, wgs84());
  EXPECT_NEAR(other.min_x, 179.8, 0.1);
  EXPECT_NEAR(other.max_x, 180.0, 0.1);
}

TEST(TransformBounds, HoldsThePole) {
  const Grid grid({-100000, 1000, 0, 100000, 0, -1000}, {200, 200}, parse_crs("EPSG:3031"));
  const Bounds box = transform_bounds(grid, wgs84());
  EXPECT_EQ(box.min_x, -180);
  EXPECT_EQ(box.max_x, 180);
  EXPECT_EQ(box.min_y, -90);
  EXPECT_NEAR(box.max_y, -88.7, 0.1);
}

TEST(TransformBounds, KeepsItsOwnSystem) {
  const Grid grid({179, 0.01, 0, 10, 0, -0.01}, {100, 200}, wgs84());
  EXPECT_NEAR(transform_bounds(grid, wgs84()).max_x, 181, 1e-9);
}

}  // namespace
}  // namespace scarp::geo
