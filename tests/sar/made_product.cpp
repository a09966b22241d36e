#include "made_product.h"

#include <cmath>
#include <vector>

#include "core/random.h"
#include "sar/ellipsoid.h"
#include "sar/range_doppler.h"

namespace scarp::sar::test {
namespace {

constexpr double kLineInterval_s = 1.497e-3;
constexpr double kPixelSpacing_m = 10;
constexpr double kWidest_m = 260000;

class Measurement final : public RasterSource {
 public:
  Measurement(Size size, std::function<float(int, int)> value)
      : grid_({0, 1, 0, 0, 0, 1}, size, nullptr), value_(std::move(value)) {}

  const Grid& grid() const override { return grid_; }
  int band_count() const override { return 1; }
  Image<float> read(int, const Window& window) const override {
    Image<float> image(window.size());
    for (int row = 0; row < window.rows; ++row) {
      for (int col = 0; col < window.cols; ++col) {
        image(row, col) = value_(window.row + row, window.col + col);
      }
    }
    return image;
  }

 private:
  Grid grid_;
  std::function<float(int, int)> value_;
};

CalibrationTable unit_calibration(Size size) {
  std::vector<CalibrationVector> vectors;
  for (const int line : {0, size.rows}) {
    const std::vector<float> one(2, 1.0F);
    vectors.push_back({line, {0, size.cols}, one, one, one});
  }
  return CalibrationTable(vectors);
}

GroundRangeTable ground_range(double first_s, double last_s) {
  std::vector<GroundRangeRecord> records;
  for (double t = std::floor(first_s); t < last_s + 1; t += 1) {
    const double jump_m = 90 * std::sin(3 * t);
    const double bend = 1e-9 * std::cos(2 * t);
    records.push_back({t, 0, {800000 + jump_m, 0.49, 4.6e-7 + bend, -2.6e-13}});
  }
  return {records, kWidest_m};
}

}  // namespace

float speckled(int line, int pixel) {
  Random random(static_cast<std::uint64_t>(line), static_cast<std::uint64_t>(pixel));
  return static_cast<float>(100 * std::sqrt(random.speckle(4.4)));
}

Product made_product(const ProductOptions& options) {
  const double last_s = options.first_azimuth_time_s + options.size.rows * kLineInterval_s;
  Channel channel{"VV", std::make_shared<Measurement>(options.size, options.digital_number),
                  unit_calibration(options.size), NoiseTable{}, false};
  Product product{
      .epoch = made_epoch(),
      .orbit = made_orbit(options.orbit),
      .image = {options.size, options.first_azimuth_time_s, kLineInterval_s, kPixelSpacing_m,
                kPixelSpacing_m, ground_range(options.first_azimuth_time_s, last_s)},
      .channels = {channel}};
  product.identity.name = "made";
  product.identity.satellite = "S1A";
  product.identity.mode = "IW";
  product.identity.type = "GRDH";
  product.identity.ipf_version = "3.40";
  return product;
}

std::vector<Product> made_slices(const ProductOptions& whole, int cut, double step) {
  const Product all = made_product(whole);
  const auto slice = [&](const char* name, int first, int lines, double late) {
    ProductOptions options = whole;
    options.size.rows = lines;
    options.first_azimuth_time_s = all.image.azimuth_time_s(first + late);
    options.digital_number = [first, of_whole = whole.digital_number](int line, int pixel) {
      return of_whole(line + first, pixel);
    };
    Product part = made_product(options);
    part.image.ground_range = all.image.ground_range;
    part.identity.name = name;
    return part;
  };
  return {slice("upper", 0, cut, 0), slice("lower", cut, whole.size.rows - cut, step - 1)};
}

LonLat place_of(const Product& product, double line, double pixel, double height_m) {
  const double time_s = product.image.azimuth_time_s(line);
  const double range_m = product.image.ground_range.slant_range_m(
      time_s, pixel * product.image.range_pixel_spacing_m, GroundRangeRule::linear);
  return to_geodetic(ground_point(product.orbit, time_s, range_m, height_m).ecef_m).place;
}

std::vector<LonLat> Geographic::to_lon_lat(const std::vector<Point>& places) const {
  std::vector<LonLat> result;
  for (const Point p : places) result.push_back({p.x, p.y});
  return result;
}

std::vector<Point> Geographic::from_lon_lat(const std::vector<LonLat>& places) const {
  std::vector<Point> result;
  for (const LonLat p : places) result.push_back({p.lon_deg, p.lat_deg});
  return result;
}

CrsPtr geographic_crs() {
  return std::make_shared<const Crs>(Crs{"EPSG:4326", "EPSG:4326", true, 1.0});
}

Grid grid_around(LonLat centre, double cell_deg, Size size) {
  const int half_cols = size.cols / 2;
  const int half_rows = size.rows / 2;
  const double left = std::floor(centre.lon_deg / cell_deg) - half_cols;
  const double top = std::ceil(centre.lat_deg / cell_deg) + half_rows;
  return {{left * cell_deg, cell_deg, 0, top * cell_deg, 0, -cell_deg}, size, geographic_crs()};
}

}  // namespace scarp::sar::test
