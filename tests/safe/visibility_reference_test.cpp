// Layover and shadow of real relief, laid under the image of a genuine product, beside brute force.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>

#include "../sar/sight_reference.h"
#include "geo/crs.h"
#include "geo/map_projection.h"
#include "geo/raster_file.h"
#include "safe/product_reader.h"
#include "sar/ellipsoid.h"
#include "sar/visibility.h"
#include "support/shared_data.h"

namespace scarp::safe {
namespace {

constexpr const char* kProduct =
    "s1-safe/S1B_IW_GRDH_1SDV_20211223T051122_20211223T051147_030148_039993_5371.SAFE";
constexpr double kCell_deg = 0.0001;
constexpr int kEdge = 600;
constexpr int kFiner = 3;  // cells for each cell of the DEM, of 30 m

// Bilinear, from a cell of the DEM on. Holes are taken as sea.
Image<float> finer(const Image<float>& dem, int first_row, int first_col) {
  Image<float> heights(Size{kEdge, kEdge});
  const auto height = [&](int row, int col) {
    const float h = dem(first_row + row, first_col + col);
    return std::isnan(h) ? 0.0 : h;
  };
  for (int row = 0; row < kEdge; ++row) {
    for (int col = 0; col < kEdge; ++col) {
      const int r = row / kFiner;
      const int c = col / kFiner;
      const double down = static_cast<double>(row % kFiner) / kFiner;
      const double right = static_cast<double>(col % kFiner) / kFiner;
      heights(row, col) = static_cast<float>(
          (1 - down) * ((1 - right) * height(r, c) + right * height(r, c + 1)) +
          down * ((1 - right) * height(r + 1, c) + right * height(r + 1, c + 1)));
    }
  }
  return heights;
}

// Of Jiuzhaigou a third is 0 where it should be no data: these 6 km are free of it.
constexpr const char* kJiuzhaigou = "jiuzhaigou_DEM_030_utm48.tif";
constexpr const char* kSaoTome = "Copernicus_DSM_COG_10_N00_00_E006_00_DEM.tif";

struct Placement {
  const char* file = nullptr;
  int row = 0;
  int col = 0;
  int pixel = 0;    // of the image, where it is laid
  Window compared;  // cells some of which are in layover, some in shadow
};

constexpr std::array<Placement, 4> kPlacements{{
    {kJiuzhaigou, 195, 105, 2000, {268, 200, 56, 56}},
    {kJiuzhaigou, 195, 105, 24000, {300, 200, 56, 56}},
    {kSaoTome, 2520, 1980, 2000, {200, 344, 56, 56}},
    {kSaoTome, 2520, 1980, 24000, {240, 344, 56, 56}},
}};

struct Masks {
  MaskImage found;
  MaskImage truth;
};

Masks masks(const sar::Product& product, const Placement& placement, const Image<float>& dem) {
  const sar::RadarGeometry geometry(product, {});
  const double time_s = product.image.azimuth_time_s(8000);
  const double range_m = product.image.ground_range.slant_range_m(
      time_s, placement.pixel * product.image.range_pixel_spacing_m, sar::GroundRangeRule::linear);
  const LonLat middle =
      sar::to_geodetic(sar::ground_point(product.orbit, time_s, range_m, 1000).ecef_m).place;
  const double left = (std::floor(middle.lon_deg / kCell_deg) - kEdge / 2.0) * kCell_deg;
  const double top = (std::floor(middle.lat_deg / kCell_deg) + kEdge / 2.0) * kCell_deg;
  const Grid grid({left, kCell_deg, 0, top, 0, -kCell_deg}, {kEdge, kEdge}, geo::wgs84());
  const auto projection = geo::map_projection(grid.crs());
  const sar::HeightTile heights{whole(grid.size()), finer(dem, placement.row, placement.col)};
  const sar::test::Ground ground(grid, heights);
  const sar::Visibility visibility(grid, *projection, geometry,
                                   {ground.lowest_m, ground.highest_m});
  return {visibility.mask(placement.compared, heights),
          sar::test::seen_by_brute_force(ground, geometry, placement.compared, 4)};
}

TEST(VisibilityReference, OfRealReliefIsThatOfBruteForce) {
  SCARP_SHARED_DATA(folder, kProduct);
  const sar::Product product = open_product(folder);
  sar::test::Agreement layover;
  sar::test::Agreement shadow;
  for (const Placement& placement : kPlacements) {
    SCARP_SHARED_DATA(file, std::string("dem/") + placement.file);
    const Masks found = masks(product, placement, geo::read_band(geo::RasterFile(file)).values);
    layover += sar::test::agreement(found.found, found.truth, MaskBit::layover);
    shadow += sar::test::agreement(found.found, found.truth, MaskBit::shadow);
  }
  for (const sar::test::Agreement& bit : {layover, shadow}) {
    EXPECT_GT(bit.inside, 900);
    EXPECT_GE(bit.found, 0.998 * bit.inside);
    EXPECT_EQ(bit.outside, 0);
  }
}

}  // namespace
}  // namespace scarp::safe
