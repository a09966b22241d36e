#include "report/web_map.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/error.h"
#include "geo/crs.h"

namespace scarp::report {
namespace {

constexpr double kRadian = std::numbers::pi / 180;

Grid utm_grid(const char* crs, double easting, double northing, Size size) {
  return {{easting, 10, 0, northing, 0, -10}, size, geo::parse_crs(crs)};
}

// x = R (λ − λ₀), y = R ln tan(π/4 + φ/2), on the sphere of web maps.
Point mercator(Point lon_lat, double meridian_deg) {
  constexpr double kRadius_m = 6378137;
  return {kRadius_m * (lon_lat.x - meridian_deg) * kRadian,
          kRadius_m * std::log(std::tan(std::numbers::pi / 4 + lon_lat.y * kRadian / 2))};
}

TEST(WebGrid, PlacesPointsAsWebMapsDo) {
  const Grid area = utm_grid("EPSG:32654", 577000, 4736000, {512, 400});
  const WebGrid web = web_grid(area, 4000);
  const Point ground = area.to_world({100.5, 300.5});
  const Point lon_lat = geo::transform({ground}, area.crs(), geo::wgs84()).front();
  const Point expected = mercator(lon_lat, web.meridian_deg);
  const Point got = geo::transform({ground}, area.crs(), web.grid.crs()).front();
  EXPECT_NEAR(got.x, expected.x, 0.01);
  EXPECT_NEAR(got.y, expected.y, 0.01);
  // The corners in degrees are those of the grid.
  const Point corner = mercator({web.lon_lat.min_x, web.lon_lat.max_y}, web.meridian_deg);
  EXPECT_NEAR(corner.x, web.grid.bounds().min_x, 0.01);
  EXPECT_NEAR(corner.y, web.grid.bounds().max_y, 0.01);
}

TEST(WebGrid, KeepsTheCellsOfSmallAreasAndShrinksLargeOnes) {
  const Grid area = utm_grid("EPSG:32654", 577000, 4736000, {512, 400});
  const WebGrid own = web_grid(area, 4000);
  EXPECT_NEAR(own.grid.cell_width() / own.stretch, 10, 0.02);
  EXPECT_NEAR(own.stretch, 1 / std::cos(42.75 * kRadian), 0.01);
  const WebGrid small = web_grid(area, 100);
  EXPECT_EQ(std::max(small.grid.rows(), small.grid.cols()), 100);
  EXPECT_NEAR(small.lon_lat.max_x, own.lon_lat.max_x, 2e-3);
}

TEST(WebGrid, IsInOnePieceAtTheAntimeridian) {
  const WebGrid web = web_grid(utm_grid("EPSG:32701", 160000, 8000000, {1000, 2000}), 500);
  EXPECT_LT(web.lon_lat.max_x - web.lon_lat.min_x, 0.4);
  EXPECT_LE(web.grid.rows(), 500);
  geo::VectorLayer layer{"a", geo::wgs84(), {}, {}};
  layer.features.push_back({{{{{179.9, -18}, {180, -18}, {180, -17.9}, {179.9, -18}}, {}}}, {}});
  const geo::VectorLayer placed = in_lon_lat(layer, -180);
  EXPECT_NEAR(placed.features[0].geometry[0].outer[0].x, -180.1, 1e-9);
}

TEST(WebGrid, RefusesWhatHasNoPlace) {
  EXPECT_THROW(web_grid({{0, 1, 0, 0, 0, -1}, {10, 10}, nullptr}, 100), Error);
}

TEST(LongitudeNear, CountsOn) {
  EXPECT_DOUBLE_EQ(longitude_near(-179, 179), 181);
  EXPECT_DOUBLE_EQ(longitude_near(179, -179), -181);
  EXPECT_DOUBLE_EQ(longitude_near(12, 10), 12);
}

}  // namespace
}  // namespace scarp::report
