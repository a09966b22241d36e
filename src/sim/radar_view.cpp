#include "sim/radar_view.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "geo/map_projection.h"
#include "sar/ellipsoid.h"
#include "sar/range_doppler.h"
#include "sim/terrain_view.h"

namespace scarp::sim {
namespace {

constexpr double kPixel_m = 10;
constexpr double kMargin_m = 200;  // that the second orbit differs from the first by, and more
constexpr Size kBlock{256, 1024};  // lines and pixels, seen in one go
constexpr int kOutlineParts = 16;  // of each edge of the grid

// Azimuth times and slant ranges.
struct Extent {
  double first_s = std::numeric_limits<double>::infinity();
  double last_s = -std::numeric_limits<double>::infinity();
  double near_m = std::numeric_limits<double>::infinity();
  double far_m = -std::numeric_limits<double>::infinity();
};

std::vector<LonLat> outline_of(const Grid& grid, const Projection& projection) {
  std::vector<Point> points;
  for (int i = 0; i <= kOutlineParts; ++i) {
    const double row = static_cast<double>(grid.rows()) * i / kOutlineParts;
    const double col = static_cast<double>(grid.cols()) * i / kOutlineParts;
    for (const CellPoint cell :
         {CellPoint{row, 0}, CellPoint{row, static_cast<double>(grid.cols())}, CellPoint{0, col},
          CellPoint{static_cast<double>(grid.rows()), col}}) {
      points.push_back(grid.to_world(cell));
    }
  }
  return projection.to_lon_lat(points);
}

Extent extent_of(const Raster<float>& dem, const Projection& projection,
                 const sar::RadarGeometry& radar) {
  const sar::Relief relief = relief_of(dem);
  Extent extent;
  for (const LonLat& place : outline_of(dem.grid, projection)) {
    for (const double height_m : {relief.lowest_m, relief.highest_m}) {
      const sar::ZeroDoppler seen = radar.see(sar::vertical(place), height_m);
      if (seen.sight != sar::Sight::seen) {
        throw Error({"no simulated orbit sees all of the area", "", "Choose a smaller one"});
      }
      extent = {std::min(extent.first_s, seen.azimuth_time_s),
                std::max(extent.last_s, seen.azimuth_time_s),
                std::min(extent.near_m, seen.slant_range_m),
                std::max(extent.far_m, seen.slant_range_m)};
    }
  }
  return extent;
}

// A scene whose image shows what `around` shows of the ground and no more, with smaller pixels.
sar::SyntheticScene tight_scene(const Raster<float>& dem, const Projection& projection,
                                const sar::SyntheticScene& around,
                                std::optional<Size> lines_and_pixels) {
  const sar::Product product = sar::synthetic_product(around);
  const sar::RadarGeometry radar(product, {});
  const sar::RadarImage& image = product.image;
  const Extent extent = extent_of(dem, projection, radar);
  const double middle_s = (extent.first_s + extent.last_s) / 2;
  const auto ground_range_m = [&](double range_m) {
    return radar.pixel(middle_s, range_m).value_or(0) * image.range_pixel_spacing_m;
  };
  const double near_m = ground_range_m(extent.near_m);
  const double far_m = ground_range_m(extent.far_m);
  const double across_m = far_m - near_m + 2 * kMargin_m;
  const double along_m = (extent.last_s - extent.first_s) / image.azimuth_time_interval_s *
                             image.azimuth_pixel_spacing_m +
                         2 * kMargin_m;
  const Size all{static_cast<int>(along_m / kPixel_m), static_cast<int>(across_m / kPixel_m)};

  sar::SyntheticScene scene = around;
  scene.simulated = true;
  scene.spacing_m = kPixel_m;
  scene.size = lines_and_pixels.value_or(all);
  const auto slant_range_m = [&](double from_near_m) {
    return image.ground_range.slant_range_m(middle_s, from_near_m, sar::GroundRangeRule::linear);
  };
  const double centre_m = (near_m + far_m) / 2;
  scene.near_range_m = slant_range_m(centre_m - (scene.size.cols - 1) * kPixel_m / 2);
  const sar::GroundPoint middle =
      sar::ground_point(product.orbit, middle_s, slant_range_m(centre_m), 0);
  scene.centre = sar::to_geodetic(middle.ecef_m).place;
  return scene;
}

}  // namespace

RadarView::RadarView(const Raster<float>& dem, const LookOptions& pass,
                     std::optional<Size> lines_and_pixels)
    : dem_(dem),
      projection_(geo::map_projection(dem.grid.crs())),
      scene_(tight_scene(dem, *projection_, scene_around(dem.grid, *projection_, pass),
                         lines_and_pixels)),
      product_(sar::synthetic_product(scene_)),
      radar_(product_, {}),
      flattening_(dem.grid, *projection_, radar_, relief_of(dem)) {}

std::vector<Image<float>> RadarView::beta0(int first_line, int lines,
                                           const std::vector<Image<float>>& gamma0,
                                           ThreadPool& threads) const {
  const Size size{lines, scene_.size.cols};
  std::vector<Image<float>> result(gamma0.size(),
                                   Image<float>(size, std::numeric_limits<float>::quiet_NaN()));
  const std::vector<Window> blocks = pieces_of(size, kBlock);
  threads.parallel_for(static_cast<std::int64_t>(blocks.size()), [&](std::int64_t b) {
    const Window& block = blocks[static_cast<std::size_t>(b)];
    const Window image{first_line + block.row, block.col, block.rows, block.cols};
    const Window ground = flattening_.ground_of(image);
    if (intersect(ground, whole(dem_.grid.size())).empty()) return;
    std::vector<Image<float>> parts;
    for (const Image<float>& one : gamma0) parts.push_back(known_part(one, ground));
    const std::vector<Image<float>> shown =
        flattening_.beta0(image, {ground, known_part(dem_.values, ground)}, parts);
    for (std::size_t k = 0; k < shown.size(); ++k) {
      paste(shown[k], result[k], block.row, block.col);
    }
  });
  return result;
}

}  // namespace scarp::sim
