// Terrain-flattened γ⁰ of a genuine product over genuine terrain, beside sarsen's.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "geo/map_projection.h"
#include "geo/raster_file.h"
#include "safe/product_reader.h"
#include "sar/flattening.h"
#include "support/shared_data.h"

namespace scarp::safe {
namespace {

constexpr const char* kProduct =
    "s1-safe/S1B_IW_GRDH_1SDV_20211223T051122_20211223T051147_030148_039993_5371.SAFE";

// The image it was made from has 100 as every digital number; the calibration has one β⁰ factor.
constexpr double kBeta0 = 100.0 * 100.0 / (473.9733 * 473.9733);

double bilinear(const Image<float>& image, double row, double col) {
  const int r = static_cast<int>(row);
  const int c = static_cast<int>(col);
  const double down = row - r;
  const double right = col - c;
  return (1 - down) * ((1 - right) * image(r, c) + right * image(r, c + 1)) +
         down * ((1 - right) * image(r + 1, c) + right * image(r + 1, c + 1));
}

// sarsen takes the annotated spacing of lines, 10 m, for the true one. That is 10.111 m here, as
// the geolocation grid says too: sarsen is 0.048 dB too dark. It scatters by 0.4 dB from cell to
// cell.
TEST(FlatteningReference, IsAboveSarsenByTheSpacingOfLines) {
  SCARP_SHARED_DATA(folder, kProduct);
  SCARP_SHARED_REFERENCE(dem_file, "rome/rome_dem_utm33_10m_ellipsoidal.tif");
  SCARP_SHARED_REFERENCE(line_file, "rome/romeutm_geom_line.tif");
  SCARP_SHARED_REFERENCE(pixel_file, "rome/romeutm_geom_pixel.tif");
  SCARP_SHARED_REFERENCE(sarsen_file, "rome/romeutm_const100_gtc_rtcb_lin.tif");
  const sar::Product product = open_product(folder);
  const sar::RadarGeometry geometry(product, {});
  const Raster<float> dem = geo::read_band(geo::RasterFile(dem_file));
  const Image<float> lines = geo::read_band(geo::RasterFile(line_file)).values;
  const Image<float> pixels = geo::read_band(geo::RasterFile(pixel_file)).values;
  const Image<float> sarsen = geo::read_band(geo::RasterFile(sarsen_file)).values;
  const auto projection = geo::map_projection(dem.grid.crs());

  const auto [lowest, highest] =
      std::minmax_element(dem.values.values().begin(), dem.values.values().end());
  const sar::Flattening flattening(dem.grid, *projection, geometry, {*lowest, *highest});
  const auto [first_line, last_line] =
      std::minmax_element(lines.values().begin(), lines.values().end());
  const auto [first_pixel, last_pixel] =
      std::minmax_element(pixels.values().begin(), pixels.values().end());
  const Window image{static_cast<int>(*first_line) - 1, static_cast<int>(*first_pixel) - 1,
                     static_cast<int>(*last_line - *first_line) + 4,
                     static_cast<int>(*last_pixel - *first_pixel) + 4};
  const Image<float> ratio = flattening.area_ratio(image, {whole(dem.grid.size()), dem.values});
  Image<float> gamma0(ratio.size());
  for (std::size_t i = 0; i < ratio.values().size(); ++i) {
    gamma0.values()[i] = static_cast<float>(kBeta0 / ratio.values()[i]);
  }

  std::vector<double> differences_db;
  double sum = 0;
  double squares = 0;
  for (int row = 5; row < dem.grid.rows() - 5; ++row) {
    for (int col = 5; col < dem.grid.cols() - 5; ++col) {
      const double theirs = sarsen(row, col);
      const double ours =
          bilinear(gamma0, lines(row, col) - image.row, pixels(row, col) - image.col);
      if (!(theirs > 0) || std::isnan(ours)) continue;
      differences_db.push_back(10 * std::log10(ours / theirs));
      sum += differences_db.back();
      squares += differences_db.back() * differences_db.back();
    }
  }
  const auto count = static_cast<double>(differences_db.size());
  ASSERT_GT(count, 0.9 * static_cast<double>(dem.grid.size().cells()));
  const auto middle =
      differences_db.begin() + static_cast<std::ptrdiff_t>(differences_db.size() / 2);
  std::nth_element(differences_db.begin(), middle, differences_db.end());
  RecordProperty("median_db", std::to_string(*middle));
  EXPECT_NEAR(*middle, 0.05, 0.03);
  const double mean = sum / count;
  EXPECT_LT(std::sqrt(squares / count - mean * mean), 0.4);
}

}  // namespace
}  // namespace scarp::safe
