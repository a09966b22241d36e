#include "pipeline/dem_heights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "core/error.h"
#include "geo/cog.h"
#include "geo/crs.h"
#include "geo/map_projection.h"
#include "pipeline/dem_datum.h"
#include "support/shared_data.h"
#include "support/temp_folder.h"

namespace scarp::pipeline {
namespace {

using geo::VerticalDatum;
using testing::HasSubstr;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr double kSecond_deg = 1.0 / 3600;

const Grid& utm_grid() {
  static const Grid grid({577000, 10, 0, 4736000, 0, -10}, {300, 320},
                         geo::parse_crs("EPSG:32654"));
  return grid;
}

// Around utm_grid(), 1″.
Grid dem_grid() {
  return {{141.9, kSecond_deg, 0, 42.8, 0, -kSecond_deg}, {400, 500}, geo::wgs84()};
}

template <typename Function>
std::string write_dem(const test::TempFolder& temp, const Grid& grid, const Function& height,
                      const std::string& unit = "m") {
  Image<float> heights(grid.size());
  for (int row = 0; row < grid.rows(); ++row) {
    for (int col = 0; col < grid.cols(); ++col) {
      heights(row, col) = static_cast<float>(height(grid.centre(row, col)));
    }
  }
  geo::write_cog(temp / "dem.tif", {.grid = grid, .bands = {{"height", unit}}}, heights);
  return temp / "dem.tif";
}

double plane(Point lon_lat) { return 500 + 3000 * (lon_lat.x - 142) + 2000 * (lon_lat.y - 42.75); }

Image<float> read(const std::string& path, const Grid& grid, VerticalDatum datum,
                  const Window& window) {
  const geo::Dem dem(path);
  const auto projection = geo::map_projection(grid.crs());
  return DemHeights(dem, grid, *projection, datum).read(window);
}

TEST(DemHeights, FollowAPlaneInAnotherReferenceSystem) {
  const test::TempFolder temp;
  const Grid& grid = utm_grid();
  const Image<float> got =
      read(write_dem(temp, dem_grid(), plane), grid, VerticalDatum::ellipsoid, whole(grid.size()));
  const auto projection = geo::map_projection(grid.crs());
  for (int row = 0; row < grid.rows(); row += 7) {
    for (int col = 0; col < grid.cols(); col += 11) {
      const LonLat place = projection->to_lon_lat({grid.centre(row, col)}).front();
      EXPECT_NEAR(got(row, col), plane({place.lon_deg, place.lat_deg}), 1e-3);
    }
  }
}

TEST(DemHeights, AreMeansOfAFinerDem) {
  const test::TempFolder temp;
  const Grid coarse({577000, 40, 0, 4736000, 0, -40}, {40, 40}, utm_grid().crs());
  const Grid fine({577000 - 200, 5, 0, 4736000 + 200, 0, -5}, {400, 400}, utm_grid().crs());
  const auto rough = [](Point p) {
    const bool odd = (std::llround(p.x / 5 - 0.5) + std::llround(p.y / 5 - 0.5)) % 2 != 0;
    return 100 + 0.01 * (p.x - 577000) + (odd ? 50 : -50);
  };
  const Image<float> got =
      read(write_dem(temp, fine, rough), coarse, VerticalDatum::ellipsoid, whole(coarse.size()));
  for (int i = 0; i < 40; ++i) {
    EXPECT_NEAR(got(i, i), 100 + 0.01 * (i * 40 + 20), 1e-3);
  }
}

TEST(DemHeights, GetTheGeoidAdded) {
  const test::TempFolder temp;
  const std::string path = write_dem(temp, dem_grid(), plane);
  const Window window{100, 100, 1, 1};
  const float above_geoid = read(path, utm_grid(), VerticalDatum::ellipsoid, window)(0, 0);
  const float above_ellipsoid = read(path, utm_grid(), VerticalDatum::egm96, window)(0, 0);
  const auto projection = geo::map_projection(utm_grid().crs());
  const LonLat place = projection->to_lon_lat({utm_grid().centre(100, 100)}).front();
  const double undulation_m =
      geo::geoid_undulation_m(place.lon_deg, place.lat_deg, VerticalDatum::egm96);
  EXPECT_GT(undulation_m, 20);
  EXPECT_NEAR(above_ellipsoid - above_geoid, undulation_m, 0.01);
}

// What layover and shadow of a grid reach, at a latitude where degrees of longitude are short.
TEST(DemHeights, AreThoseOfALargerGridAroundIt) {
  const test::TempFolder temp;
  const CrsPtr utm = geo::parse_crs("EPSG:32632");
  const Grid dem({450000, 100, 0, 7050000, 0, -100}, {1000, 1000}, utm);
  const std::string path = write_dem(temp, dem, [](Point p) { return p.x / 1000 + p.y / 5000; });
  const Grid grid({500000, 100, 0, 7000000, 0, -100}, {20, 20}, utm);
  const Grid larger({480000, 100, 0, 7020000, 0, -100}, {420, 420}, utm);
  for (const Point beyond : {Point{150, 0}, {-150, 0}, {0, 150}, {0, -150}, {150, -150}}) {
    const Window window{static_cast<int>(beyond.y), static_cast<int>(beyond.x), 10, 10};
    const Window same{window.row + 200, window.col + 200, 10, 10};
    const Image<float> here = read(path, grid, VerticalDatum::egm96, window);
    const Image<float> there = read(path, larger, VerticalDatum::egm96, same);
    for (std::size_t i = 0; i < here.values().size(); ++i) {
      ASSERT_NEAR(here.values()[i], there.values()[i], 1e-3) << beyond.x << " " << beyond.y;
    }
  }
}

// A gap takes with it the cells whose four neighbours include it, no more.
TEST(DemHeights, AreUnknownBesideGapsOnly) {
  const test::TempFolder temp;
  const Grid& grid = utm_grid();
  const Grid dem({576010, 30, 0, 4737010, 0, -30}, {200, 200}, grid.crs());
  const std::string path = write_dem(temp, dem, [&](Point p) {
    const bool hole = std::abs(p.x - 578485) < 15 && std::abs(p.y - 4734505) < 15;
    return hole ? kNaN : 100 + 0.1 * (p.x - 577000);
  });
  const Image<float> got = read(path, grid, VerticalDatum::ellipsoid, whole(grid.size()));
  for (int row = 0; row < grid.rows(); ++row) {
    for (int col = 0; col < grid.cols(); ++col) {
      const Point p = grid.centre(row, col);
      const double east_m = std::abs(p.x - 578485);
      const double north_m = std::abs(p.y - 4734505);
      // On the edge of the neighbourhood rounding decides.
      if (std::abs(east_m - 30) < 0.01 || std::abs(north_m - 30) < 0.01) continue;
      const bool beside = east_m < 30 && north_m < 30;
      ASSERT_EQ(std::isnan(got(row, col)), beside) << row << " " << col;
      if (!beside) {
        ASSERT_NEAR(got(row, col), 100 + 0.1 * (p.x - 577000), 1e-2);
      }
    }
  }
}

// What no height can be is a gap, also where the file does not say so.
TEST(DemHeights, AreUnknownBesideUndeclaredGaps) {
  const Grid& grid = utm_grid();
  const Grid dem({576010, 30, 0, 4737010, 0, -30}, {200, 200}, grid.crs());
  const auto with_hole = [&](double value) {
    const test::TempFolder temp;
    const std::string path = write_dem(temp, dem, [&](Point p) {
      const bool hole = std::abs(p.x - 578485) < 15 && std::abs(p.y - 4734505) < 15;
      return hole ? value : 100 + 0.1 * (p.x - 577000);
    });
    return read(path, grid, VerticalDatum::ellipsoid, whole(grid.size())).values();
  };
  const std::vector<float> declared = with_hole(std::numeric_limits<double>::quiet_NaN());
  for (const double value : {-32768.0, -9999.0, -1500.0, 10000.0}) {
    const std::vector<float> got = with_hole(value);
    EXPECT_EQ(std::memcmp(got.data(), declared.data(), got.size() * sizeof(float)), 0) << value;
  }
}

TEST(DemHeights, EndWithTheDem) {
  const test::TempFolder temp;
  const Image<float> got = read(write_dem(temp, dem_grid(), plane), utm_grid(),
                                VerticalDatum::ellipsoid, {-10000, -10000, 8, 8});
  EXPECT_TRUE(std::isnan(got(0, 0)));
}

TEST(DemHeights, GoOnAcrossTheAntimeridian) {
  const test::TempFolder temp;
  const Grid dem({179.95, kSecond_deg, 0, -16.9, 0, -kSecond_deg}, {400, 400}, geo::wgs84());
  const Grid grid({-180.02, 0.0001, 0, -16.92, 0, -0.0001}, {10, 400}, geo::wgs84());
  const Image<float> got = read(write_dem(temp, dem, [](Point p) { return 10000 * (p.x - 180); }),
                                grid, VerticalDatum::ellipsoid, whole(grid.size()));
  EXPECT_NEAR(got(5, 0), 10000 * (-0.02 + 0.00005), 0.01);
  EXPECT_NEAR(got(5, 399), 10000 * (0.02 - 0.00005), 0.01);
}

// All around the Earth, from the antimeridian to the antimeridian.
TEST(DemHeights, GoOnOverTheEdgesOfAGlobalDem) {
  const test::TempFolder temp;
  const Grid dem({-180, 1.0 / 30, 0, -16, 0, -1.0 / 30}, {60, 10800}, geo::wgs84());
  const auto east_of_edge_deg = [](double lon) { return lon < 0 ? lon + 180 : lon - 180; };
  const std::string path = write_dem(temp, dem, [&](Point p) { return 5 * east_of_edge_deg(p.x); });
  const auto largest_error = [&](double west, double cell, Size size) {
    const Grid grid({west, cell, 0, -16.92, 0, -cell}, size, geo::wgs84());
    const Image<float> got = read(path, grid, VerticalDatum::ellipsoid, whole(size));
    double largest = 0;
    for (int col = 0; col < size.cols; ++col) {
      const double truth = 5 * (grid.centre(0, col).x + (west < 0 ? 180 : -180));
      const double error = std::abs(got(size.rows / 2, col) - truth);
      largest = error <= largest ? largest : error;  // NaN too
    }
    return largest;
  };
  EXPECT_LT(largest_error(-180.02, 0.00013, {10, 310}), 1e-4);
  EXPECT_LT(largest_error(179.98, 0.00013, {10, 310}), 1e-4);
  EXPECT_LT(largest_error(-180.35, 0.1, {3, 7}), 1e-4);  // blocks of three cells
}

// Where no cell of the DEM is, the other side of the Earth does not step in.
TEST(DemHeights, AreUnknownBeyondTheEdgesOfADemThatIsNotGlobal) {
  const test::TempFolder temp;
  const Grid dem({-179.99, 1.0 / 30, 0, -16, 0, -1.0 / 30}, {60, 10799}, geo::wgs84());
  const std::string path = write_dem(temp, dem, [](Point) { return 700; });
  const Grid grid({-180.03, 0.00013, 0, -16.92, 0, -0.00013}, {10, 560}, geo::wgs84());
  const Image<float> got = read(path, grid, VerticalDatum::ellipsoid, whole(grid.size()));
  EXPECT_TRUE(std::isnan(got(5, 231)));  // at -180
  EXPECT_NEAR(got(5, 559), 700, 1e-3);
}

// Four corners on all sides of the pole do not say which longitudes lie between them.
TEST(DemHeights, AreUnknownAroundAPole) {
  const test::TempFolder temp;
  const Grid dem({-180, 0.5, 0, 91, 0, -0.5}, {8, 720}, geo::wgs84());
  const std::string path = write_dem(temp, dem, [](Point) { return 300; });
  const Grid grid({-130, 80, 0, 130, 0, -80}, {4, 4}, geo::parse_crs("EPSG:3995"));
  const Image<float> got = read(path, grid, VerticalDatum::ellipsoid, whole(grid.size()));
  EXPECT_TRUE(std::isnan(got(1, 1)));
  EXPECT_NEAR(got(3, 3), 300, 1e-3);
}

RC_GTEST_PROP(DemHeightsProperty, DoNotDependOnGridOrWindow, ()) {
  static const test::TempFolder temp;
  static const std::string path = write_dem(temp, dem_grid(), [](Point p) {
    return 700 + 500 * std::sin(p.x * 900) * std::cos(p.y * 700);
  });
  static const Image<float> all =
      read(path, utm_grid(), VerticalDatum::egm96, whole(utm_grid().size()));
  const int row = *rc::gen::inRange(0, 250);
  const int col = *rc::gen::inRange(0, 250);
  const Window window{row, col, *rc::gen::inRange(1, 300 - row), *rc::gen::inRange(1, 320 - col)};
  const Image<float> expected = crop(all, window);
  const auto same = [&](const Image<float>& part) {
    return std::memcmp(part.values().data(), expected.values().data(),
                       expected.values().size() * sizeof(float)) == 0;
  };
  RC_ASSERT(same(read(path, utm_grid(), VerticalDatum::egm96, window)));
  RC_ASSERT(same(read(path, utm_grid().crop(window), VerticalDatum::egm96, whole(window.size()))));
}

// GDAL's own cubic warping with the geoid added.
TEST(DemHeights, AgreeWithGdal) {
  SCARP_SHARED_DATA(dem, "s1-safe/Rome-30m-DEM.tif");
  SCARP_SHARED_REFERENCE(reference, "rome/rome_dem_utm33_10m_ellipsoidal.tif");
  const geo::RasterFile file(reference.string());
  const Image<float> theirs = geo::read_band(file).values;
  const Image<float> ours =
      read(dem.string(), file.grid(), VerticalDatum::egm96, whole(file.grid().size()));
  int cells = 0;
  double sum = 0;
  double largest = 0;
  for (std::size_t i = 0; i < ours.values().size(); ++i) {
    const double difference = std::abs(ours.values()[i] - theirs.values()[i]);
    if (std::isnan(difference)) continue;
    ++cells;
    sum += difference;
    largest = std::max(largest, difference);
  }
  EXPECT_GT(cells, 400000);
  EXPECT_LT(sum / cells, 0.1);
  EXPECT_LT(largest, 3);
}

geo::VerticalDatum datum_of(const std::string& path,
                            std::optional<VerticalDatum> told = std::nullopt,
                            std::size_t warnings = 0) {
  Reporter reporter(Reporter::Level::quiet);
  const VerticalDatum datum = dem_datum(geo::Dem(path), told, reporter);
  EXPECT_EQ(reporter.warnings().size(), warnings);
  return datum;
}

TEST(DemDatum, IsWhatWasTold) {
  const test::TempFolder temp;
  EXPECT_EQ(datum_of(write_dem(temp, dem_grid(), plane), VerticalDatum::egm96),
            VerticalDatum::egm96);
}

TEST(DemDatum, IsGuessedWithAWarning) {
  const test::TempFolder temp;
  EXPECT_EQ(datum_of(write_dem(temp, dem_grid(), plane), std::nullopt, 1), VerticalDatum::egm2008);
}

TEST(DemDatum, IsKnownOfNames) {
  const test::TempFolder temp;
  const std::string path = write_dem(temp, dem_grid(), plane);
  const auto named = [&](const std::string& name) {
    std::filesystem::copy_file(path, temp / name);
    return datum_of(temp / name);
  };
  EXPECT_EQ(named("Copernicus_DSM_COG_10_N42_00_E141_00_DEM.tif"), VerticalDatum::egm2008);
  EXPECT_EQ(named("hokkaido_SRTM.tif"), VerticalDatum::egm96);
  EXPECT_EQ(named("heights_ellipsoidal.tif"), VerticalDatum::ellipsoid);
}

TEST(DemDatum, IsReadFromTheReferenceSystem) {
  SCARP_SHARED_DATA(dem, "s1-safe/Rome-30m-DEM.tif");
  EXPECT_EQ(datum_of(dem.string()), VerticalDatum::egm96);
}

TEST(DemDatum, RefusesFeet) {
  const test::TempFolder temp;
  const std::string path = write_dem(temp, dem_grid(), plane, "ft");
  try {
    const geo::Dem dem(path);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("not in metres"));
  }
}

}  // namespace
}  // namespace scarp::pipeline
