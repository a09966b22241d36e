#include "pipeline/slopes.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "core/error.h"
#include "geo/crs.h"
#include "geo/dem_survey.h"
#include "geo/terrain.h"

namespace scarp::pipeline {
namespace {

constexpr double kReach_m = 100;
constexpr int kTile = 512;       // of the area
constexpr int kDemCells = 1024;  // along the edge of what is read of the model at once
constexpr int kSamples = 256;    // along each axis
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// Cells of the DEM within reach of a cell in `row`, itself not counted: at least one either way.
struct Reach {
  int rows;
  int cols;
};

Reach reach(const Grid& dem, int row) {
  const geo::CellLength length = geo::cell_length(dem, row);
  // At the poles the meridians meet.
  const auto cells = [](double cell_m, int most) {
    return static_cast<int>(std::clamp(std::round(kReach_m / cell_m), 1.0, most + 1.0));
  };
  return {cells(length.north_m, dem.rows()), cells(length.east_m, dem.cols())};
}

// Largest slope within reach along one axis after the other; NaN cells are passed over.
Raster<float> steepest_near(const Raster<float>& heights) {
  const Raster<float> slope = geo::slope_deg(heights);
  const Image<float>& image = slope.values;
  const auto larger = [](float a, float b) { return std::isnan(a) || b > a ? b : a; };
  Image<float> along_rows(image.size(), kNaN);
  Image<float> result = along_rows;
  for (int row = 0; row < image.rows(); ++row) {
    const int radius = reach(slope.grid, row).cols;
    for (int col = 0; col < image.cols(); ++col) {
      float& most = along_rows(row, col);
      const int last = std::min(image.cols() - 1, col + radius);
      for (int c = std::max(0, col - radius); c <= last; ++c) most = larger(most, image(row, c));
    }
  }
  for (int row = 0; row < image.rows(); ++row) {
    const int radius = reach(slope.grid, row).rows;
    const int last = std::min(image.rows() - 1, row + radius);
    for (int r = std::max(0, row - radius); r <= last; ++r) {
      for (int col = 0; col < image.cols(); ++col) {
        result(row, col) = larger(result(row, col), along_rows(r, col));
      }
    }
  }
  return {slope.grid, std::move(result)};
}

// Of cells spread evenly over `area`, the centres of those in `window`.
std::vector<Point> samples_in(const Window& window, const Grid& area) {
  const auto along = [](int first, int end, int cells) {
    const int samples = std::min(kSamples, cells);
    std::vector<double> places;
    for (int i = 0; i < samples; ++i) {
      const double place = (i + 0.5) * cells / samples;
      if (place >= first && place < end) places.push_back(place);
    }
    return places;
  };
  const std::vector<double> cols = along(window.col, window.col_end(), area.cols());
  std::vector<Point> points;
  for (const double row : along(window.row, window.row_end(), area.rows())) {
    for (const double col : cols) points.push_back(area.to_world({row, col}));
  }
  return points;
}

bool known_at(const Raster<float>& layer, Point world) {
  for (const double turn : {0.0, -360.0, 360.0}) {
    if (turn != 0 && !layer.grid.crs()->geographic) continue;
    const CellPoint cell = layer.grid.to_cell({world.x + turn, world.y});
    const bool inside = cell.row >= 0 && cell.col >= 0 && cell.row < layer.grid.rows() &&
                        cell.col < layer.grid.cols();
    if (!inside) continue;
    if (!std::isnan(layer.values(static_cast<int>(cell.row), static_cast<int>(cell.col)))) {
      return true;
    }
  }
  return false;
}

// Edge of the tiles of `part` that a limited piece of the model covers, cells.
int tile_edge(const Grid& dem, const Grid& part) {
  const double cells = kDemCells * dem.cell_size_m() / part.cell_size_m();
  return static_cast<int>(std::clamp(cells, 16.0, static_cast<double>(kTile)));
}

}  // namespace

Slopes::Slopes(const std::string& dem, std::optional<double> no_data, const Grid& area,
               ThreadPool& threads, Reporter& reporter)
    : dem_(std::make_unique<geo::Dem>(dem, no_data)) {
  const std::int64_t uncovered = count_uncovered(area, threads);
  geo::warn_of_gaps(geo::survey(*dem_, area, kReach_m, threads), dem, reporter);
  if (uncovered == 0) return;
  const auto along = [](int cells) { return static_cast<double>(std::min(kSamples, cells)); };
  const double percent =
      100 * static_cast<double>(uncovered) / (along(area.rows()) * along(area.cols()));
  reporter.warn(fmt::format(
      "the DEM leaves {} of the area uncovered: changes there are not held to any slope",
      percent < 1 ? "less than 1 %" : fmt::format("{:.0f} %", percent)));
}

// Of the cells spread over `area`. Throws Error where the model does not touch it.
std::int64_t Slopes::count_uncovered(const Grid& area, ThreadPool& threads) const {
  const std::vector<Tile> all = tiles(area.size(), kTile, 0);
  std::atomic<std::int64_t> uncovered{0};
  std::atomic<bool> touched{false};
  threads.parallel_for(static_cast<std::int64_t>(all.size()), [&](std::int64_t i) {
    const Window& window = all[static_cast<std::size_t>(i)].inner;
    const std::vector<Point> samples = samples_in(window, area);
    if (samples.empty()) return;
    const std::optional<Raster<float>> heights = heights_near(area.crop(window));
    std::int64_t open = static_cast<std::int64_t>(samples.size());
    if (heights) {
      touched = true;
      const Raster<float> steepest = steepest_near(*heights);
      const std::vector<Point> points = geo::transform(samples, area.crs(), steepest.grid.crs());
      open -= std::count_if(points.begin(), points.end(),
                            [&](Point point) { return known_at(steepest, point); });
    }
    uncovered += open;
  });
  if (touched) return uncovered;
  throw Error(
      {"the DEM does not cover the area of the scenes", dem_->path(), "Give one that does"});
}

std::optional<Raster<float>> Slopes::heights_near(const Grid& part) const {
  try {
    return geo::read_dem_part(*dem_, part, kReach_m);
  } catch (const Error& error) {  // of the geometry, which does not know the file
    if (!error.problem().where.empty()) throw;
    throw Error({error.problem().what, dem_->path(), error.problem().advice}, error.fault());
  }
}

Image<float> Slopes::on(const Grid& part, Layer layer, geo::Resampling resampling) const {
  Image<float> result(part.size(), kNaN);
  for (const Tile& tile : tiles(part.size(), tile_edge(dem_->grid(), part), 0)) {
    const Grid grid = part.crop(tile.inner);
    const std::optional<Raster<float>> heights = heights_near(grid);
    if (!heights) continue;
    paste(geo::warp(layer(*heights), grid, resampling, geo::Apart::empty).values, result,
          tile.inner.row, tile.inner.col);
  }
  return result;
}

Image<float> Slopes::slope_deg(const Grid& part) const {
  return on(part, geo::slope_deg, geo::Resampling::bilinear);
}

Image<float> Slopes::steepest_near_deg(const Grid& part) const {
  return on(part, steepest_near, geo::Resampling::nearest);
}

Image<float> Slopes::hillshade(const Grid& part) const {
  return on(part, geo::hillshade, geo::Resampling::bilinear);
}

}  // namespace scarp::pipeline
