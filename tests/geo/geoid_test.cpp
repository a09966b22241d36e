#include "geo/geoid.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "geo/crs.h"
#include "geo/raster_file.h"
#include "make_raster.h"
#include "support/error_of.h"
#include "support/shared_data.h"

namespace scarp::geo {
namespace {

constexpr auto kEgm96 = VerticalDatum::egm96;

double n_at(double longitude, double latitude) {
  return geoid_undulation_m(longitude, latitude, kEgm96);
}

TEST(Geoid, KnowsRome) { EXPECT_NEAR(n_at(12.5, 41.9), 48.4, 0.2); }

// The depth of the Indian Ocean's low and the height of New Guinea's high, from the literature.
TEST(Geoid, KnowsItsExtremes) {
  EXPECT_NEAR(n_at(78.75, 4.75), -106.9, 1.0);
  EXPECT_NEAR(n_at(147.25, -8.25), 85.4, 1.5);
}

TEST(Geoid, IsContinuousAcrossTheAntimeridian) {
  EXPECT_NEAR(n_at(179.999, -18), n_at(-179.999, -18), 0.01);
  EXPECT_NEAR(n_at(180, -18), n_at(-180, -18), 1e-9);
  EXPECT_NEAR(n_at(179.9, -18), n_at(180.1, -18), 0.5);
  EXPECT_NEAR(n_at(181, -18), n_at(-179, -18), 1e-9);
  EXPECT_NEAR(n_at(359, 10), n_at(-1, 10), 1e-9);
}

TEST(Geoid, RefusesNowhere) {
  EXPECT_THAT(test::error_of([] { n_at(0, 91); }), testing::HasSubstr("EGM96 has no value"));
}

Raster<float> flat(const Grid& grid) { return {grid, Image<float>(grid.size(), 0)}; }

void expect_exact(const Raster<float>& heights, double tolerance) {
  for (int row = 0; row < heights.grid.rows(); row += 37) {
    for (int col = 0; col < heights.grid.cols(); col += 41) {
      const Point p =
          transform({heights.grid.centre(row, col)}, heights.grid.crs(), wgs84()).front();
      EXPECT_NEAR(heights.values(row, col), n_at(p.x, p.y), tolerance) << p.x << " " << p.y;
    }
  }
}

TEST(ToEllipsoid, AddsTheUndulation) {
  Raster<float> dem = flat({{12, 1 / 3600.0, 0, 42, 0, -1 / 3600.0}, {400, 500}, wgs84()});
  dem.values(0, 0) = std::numeric_limits<float>::quiet_NaN();
  const GeoidShift shift = to_ellipsoid(dem, kEgm96);
  EXPECT_EQ(shift.model, kEgm96);
  EXPECT_EQ(shift.grid_file, "egm96_15.gtx");
  EXPECT_FALSE(shift.substituted);
  EXPECT_TRUE(std::isnan(dem.values(0, 0)));
  dem.values(0, 0) = static_cast<float>(n_at(dem.grid.centre(0, 0).x, dem.grid.centre(0, 0).y));
  expect_exact(dem, 0.01);
}

TEST(ToEllipsoid, ServesProjectedAndCoarseGrids) {
  Raster<float> himalaya =
      flat({{300000, 30, 0, 3130000, 0, -30}, {700, 800}, parse_crs("EPSG:32645")});
  to_ellipsoid(himalaya, kEgm96);
  expect_exact(himalaya, 0.01);
  Raster<float> coarse = flat({{170, 0.1, 0, 10, 0, -0.1}, {200, 200}, wgs84()});  // to 190° E
  to_ellipsoid(coarse, kEgm96);
  expect_exact(coarse, 0.001);
}

TEST(ToEllipsoid, LeavesEllipsoidalHeightsAlone) {
  Raster<float> dem = flat({{12, 0.01, 0, 42, 0, -0.01}, {10, 10}, wgs84()});
  to_ellipsoid(dem, VerticalDatum::ellipsoid);
  EXPECT_THAT(dem.values.values(), testing::Each(0));
}

TEST(ToEllipsoid, SaysWhenItSubstitutes) {
  Raster<float> dem = flat({{12, 0.01, 0, 42, 0, -0.01}, {10, 10}, wgs84()});
  const GeoidShift shift = to_ellipsoid(dem, VerticalDatum::egm2008);
  EXPECT_EQ(shift.substituted, shift.model == kEgm96);
  EXPECT_NEAR(dem.values(5, 5), 48, 3);
}

TEST(ToEllipsoid, NeedsAReferenceSystem) {
  Raster<float> dem = flat({{12, 0.01, 0, 42, 0, -0.01}, {10, 10}, nullptr});
  EXPECT_THAT(test::error_of([&] { to_ellipsoid(dem, kEgm96); }),
              testing::HasSubstr("no coordinate reference system"));
}

TEST(ToEllipsoid, AgreesWithTheRomeReference) {
  const auto dem_file = test::shared_data("s1-safe/Rome-30m-DEM.tif");
  const auto reference_file = test::shared_reference("rome/rome_dem_native_ellipsoidal.tif");
  if (!dem_file || !reference_file) GTEST_SKIP() << "no Rome DEM: set SCARP_TEST_DATA";
  Raster<float> dem = read_band(RasterFile(*dem_file));
  const Raster<float> reference = read_band(RasterFile(*reference_file));
  ASSERT_EQ(dem.grid.difference(reference.grid), "");
  to_ellipsoid(dem, kEgm96);
  double worst = 0;
  for (std::size_t i = 0; i < dem.values.values().size(); ++i) {
    const double off = std::abs(dem.values.values()[i] - reference.values.values()[i]);
    if (!std::isnan(off)) worst = std::max(worst, off);
  }
  EXPECT_LT(worst, 0.01);
  RecordProperty("worst_m", std::to_string(worst));
}

}  // namespace
}  // namespace scarp::geo
