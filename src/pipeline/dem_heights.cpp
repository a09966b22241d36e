#include "pipeline/dem_heights.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "core/cubic.h"
#include "geo/crs.h"
#include "geo/map_projection.h"
#include "pipeline/dem_relief.h"
#include "sar/solved_window.h"

namespace scarp::pipeline {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// Places in the DEM are interpolated between nodes this far apart: less than 0.01 m off.
constexpr double kNodeSpacing_m = 320;

// The geoid's undulation is taken from the model at this spacing, a fraction of its own.
constexpr double kGeoidStep_deg = 1.0 / 60;

// Cells of the DEM to be in memory at once, for each thread.
constexpr std::int64_t kMostCells = std::int64_t{1} << 24;

// Cells around a place that cubic convolution needs.
constexpr int kHalo = 2;

// To the north, because that is the same everywhere on a geographic grid.
double cell_length_m(const Grid& grid) {
  return grid.cell_height() * unit_length(*grid.crs(), 0).east_m;
}

// A DEM much finer than the grid is averaged over so many cells each way.
int block_size(const Grid& dem, const Grid& grid) {
  const double ratio = cell_length_m(grid) / cell_length_m(dem);
  return ratio < 2 ? 1 : static_cast<int>(std::min(ratio, 1000.0));
}

// Around a grid as far as its terrain is asked for.
Bounds around(const Bounds& bounds) {
  constexpr double kHighest_deg = 89.5;  // where degrees of longitude get too short to count
  const double latitude_deg = std::max(std::abs(bounds.min_y), std::abs(bounds.max_y));
  const double more = 4 * kGeoidStep_deg + (bounds.max_x - bounds.min_x) * 0.01;
  const double north = more + kAround_m / unit_length(*geo::wgs84(), 0).north_m;
  const double furthest_deg = std::min(latitude_deg + north, kHighest_deg);
  const double east = more + kAround_m / unit_length(*geo::wgs84(), furthest_deg).east_m;
  return {bounds.min_x - east, std::max(-90.0, bounds.min_y - north), bounds.max_x + east,
          std::min(90.0, bounds.max_y + north)};
}

Raster<float> undulation(const Grid& grid, geo::VerticalDatum datum, geo::GeoidShift& shift) {
  if (datum == geo::VerticalDatum::ellipsoid) {
    shift.model = datum;
    return {};
  }
  const Bounds bounds = around(geo::transform_bounds(grid, geo::wgs84()));
  Raster<float> result;
  result.grid = snapped_grid(bounds, kGeoidStep_deg, geo::wgs84());
  result.values = Image<float>(result.grid.size(), 0.0F);
  shift = geo::to_ellipsoid(result, datum);
  // Rounded, so that where the grid begins cannot be seen in the last digit.
  for (float& n : result.values.values()) n = std::round(n * 4096) / 4096;
  return result;
}

// The longitude `x` counted on to lie around that of `near`.
double turned(double x, double near) { return x - 360 * std::round((x - near) / 360); }

// Between the four cells around, of which those of weight zero do not matter; NaN outside.
double bilinear(const Image<float>& image, double row, double col) {
  const double r = row - 0.5;
  const double c = col - 0.5;
  if (!(r >= 0 && c >= 0 && r <= image.rows() - 1 && c <= image.cols() - 1)) return kNaN;
  const int i = static_cast<int>(r);
  const int j = static_cast<int>(c);
  const double down = r - i;
  const double right = c - j;
  const int below = down > 0 ? i + 1 : i;
  const int beside = right > 0 ? j + 1 : j;
  return (1 - down) * ((1 - right) * image(i, j) + right * image(i, beside)) +
         down * ((1 - right) * image(below, j) + right * image(below, beside));
}

// Cells are counted from longitude and latitude 0: the same digits wherever the raster begins.
double undulation_at(const Raster<float>& raster, LonLat place) {
  if (raster.values.empty()) return 0;
  const Affine& affine = raster.grid.affine();
  const double middle = affine.x0 + raster.grid.cols() / 2.0 * affine.x_per_col;
  const double col =
      turned(place.lon_deg, middle) / kGeoidStep_deg - std::round(affine.x0 / kGeoidStep_deg);
  const double row = std::round(affine.y0 / kGeoidStep_deg) - place.lat_deg / kGeoidStep_deg;
  return bilinear(raster.values, row, col);
}

// Of cells of the DEM from one meridian once around the Earth; nothing on projected grids.
std::optional<double> cells_per_turn(const Grid& grid) {
  if (!grid.crs()->geographic) return std::nullopt;
  return 360 / grid.cell_width();
}

// Columns after which the DEM begins again; nothing where it does not go all around the Earth.
std::optional<int> period_of(const Grid& grid) {
  constexpr double kTolerance_cells = 0.01;
  const double turn = cells_per_turn(grid).value_or(std::numeric_limits<double>::infinity());
  if (!(turn <= grid.cols() + kTolerance_cells)) return std::nullopt;
  const double whole = std::round(turn);
  if (whole < 1 || std::abs(turn - whole) > kTolerance_cells) return std::nullopt;
  return static_cast<int>(whole);
}

// At a place in cells of `image`.
double sample(const Image<float>& image, double row, double col) {
  const double r = row - 0.5;
  const double c = col - 0.5;
  const bool inside = r >= 1 && c >= 1 && r < image.rows() - 2 && c < image.cols() - 2;
  if (!inside) return bilinear(image, row, col);
  const int i = static_cast<int>(r);
  const int j = static_cast<int>(c);
  const std::array<double, 4> across = cubic_weights(c - j);
  const std::array<double, 4> down = cubic_weights(r - i);
  double sum = 0;
  for (int k = 0; k < 4; ++k) {
    const float* v = image.row(i - 1 + k) + (j - 1);
    sum += down[static_cast<std::size_t>(k)] *
           (across[0] * v[0] + across[1] * v[1] + across[2] * v[2] + across[3] * v[3]);
  }
  return std::isnan(sum) ? bilinear(image, row, col) : sum;
}

}  // namespace

// Where a place lies in the DEM, in blocks, and how high the geoid is there.
struct DemHeights::Node {
  double row = kNaN;
  double col = kNaN;
  double undulation_m = 0;
};

struct DemHeights::Blocks {
  const Image<float>& values;
  Window window;
};

DemHeights::Node DemHeights::mix(const Node& a, const Node& b, double weight) {
  return {a.row + weight * (b.row - a.row), a.col + weight * (b.col - a.col),
          a.undulation_m + weight * (b.undulation_m - a.undulation_m)};
}

DemHeights::DemHeights(const geo::Dem& dem, const Grid& grid, const Projection& projection,
                       geo::VerticalDatum datum)
    : dem_(dem),
      projection_(projection),
      dem_projection_(geo::map_projection(dem.grid().crs())),
      lattice_(grid, kNodeSpacing_m),
      block_(block_size(dem.grid(), grid)),
      period_(period_of(dem.grid())),
      undulation_m_(undulation(grid, datum, shift_)) {}

Image<DemHeights::Node> DemHeights::nodes(const Window& window) const {
  const std::vector<LonLat> places = projection_.to_lon_lat(lattice_.nodes(window, 0));
  const std::vector<Point> in_dem = dem_projection_->from_lon_lat(places);
  const Grid& grid = dem_.grid();
  const Point middle = grid.to_world({grid.rows() / 2.0, grid.cols() / 2.0});
  Image<Node> result(lattice_.node_count(window, 0));
  for (std::size_t i = 0; i < places.size(); ++i) {
    Point place = in_dem[i];
    if (grid.crs()->geographic) place.x = turned(place.x, middle.x);
    const CellPoint cell = grid.to_cell(place);
    result.values()[i] = {cell.row / block_, cell.col / block_,
                          undulation_at(undulation_m_, places[i])};
  }
  return result;
}

// Longitudes count on across the edge of the DEM. A patch around a pole has no corners.
DemHeights::Corners DemHeights::corners(const Image<Node>& nodes, const sar::Patch& patch) const {
  const int row = patch.node_row;
  const int col = patch.node_col;
  Corners result{nodes(row, col), nodes(row, col + 1), nodes(row + 1, col),
                 nodes(row + 1, col + 1)};
  const std::optional<double> cells = cells_per_turn(dem_.grid());
  if (!cells) return result;
  const double turn = *cells / block_;
  const double first = result[0].col;
  for (Node& node : result) node.col -= turn * std::round((node.col - first) / turn);
  const auto [west, east] = std::minmax_element(
      result.begin(), result.end(), [](const Node& a, const Node& b) { return a.col < b.col; });
  if (east->col - west->col > turn / 2) result.fill({});
  return result;
}

Image<float> DemHeights::read(const Window& window) const {
  Image<float> out(window.size(), kNaN);
  fill(window, window, out);
  return out;
}

// Cells of the DEM, which may lie beyond its edges in longitude if it goes all around.
Image<float> DemHeights::read_cells(const Window& cells) const {
  if (!period_ || (cells.col >= 0 && cells.col_end() <= dem_.grid().cols())) {
    return dem_.read(1, cells);
  }
  Image<float> result(cells.size());
  for (int col = 0; col < cells.cols;) {
    const int past = (cells.col + col) % *period_;
    const int from = past < 0 ? past + *period_ : past;
    const int count = std::min(cells.cols - col, *period_ - from);
    paste(dem_.read(1, {cells.row, from, cells.rows, count}), result, 0, col);
    col += count;
  }
  return result;
}

// Means over blocks; blocks that are cut by the DEM's edge or hold a gap are NaN.
Image<float> DemHeights::read_blocks(const Window& blocks) const {
  if (block_ == 1) return read_cells(blocks);
  Image<float> result(blocks.size());
  for (int row = 0; row < blocks.rows; ++row) {
    const Image<float> cells = read_cells(
        {(blocks.row + row) * block_, blocks.col * block_, block_, blocks.cols * block_});
    for (int col = 0; col < blocks.cols; ++col) {
      double sum = 0;
      for (int i = 0; i < block_; ++i) {
        for (int j = 0; j < block_; ++j) sum += cells(i, col * block_ + j);
      }
      result(row, col) = static_cast<float>(sum / (block_ * block_));
    }
  }
  return result;
}

// Blocks that cubic convolution between the corners takes; empty where the DEM has none.
Window DemHeights::needed(const std::vector<Corners>& patches) const {
  constexpr double kFar = 1e9;
  Bounds reach{kFar, kFar, -kFar, -kFar};  // x is the column, y the row
  for (const Corners& corners : patches) {
    for (const Node& node : corners) {
      if (!(std::abs(node.row) < kFar && std::abs(node.col) < kFar)) continue;
      reach = {std::min(reach.min_x, node.col), std::min(reach.min_y, node.row),
               std::max(reach.max_x, node.col), std::max(reach.max_y, node.row)};
    }
  }
  if (reach.min_x > reach.max_x) return {};
  const int row = static_cast<int>(std::floor(reach.min_y)) - kHalo;
  const int col = static_cast<int>(std::floor(reach.min_x)) - kHalo;
  const int row_end = static_cast<int>(std::floor(reach.max_y)) + kHalo + 1;
  const int col_end = static_cast<int>(std::floor(reach.max_x)) + kHalo + 1;
  Window known{0, 0, dem_.grid().rows() / block_, dem_.grid().cols() / block_};
  if (period_) known = {0, col, known.rows, col_end - col};
  return intersect({row, col, row_end - row, col_end - col}, known);
}

// The part of `out` inside `window`; `out` begins at the cell `origin`.
void DemHeights::fill(const Window& window, const Window& origin, Image<float>& out) const {
  const Image<Node> all = nodes(window);
  const std::vector<sar::Patch> patches = lattice_.patches(window);
  std::vector<Corners> places;
  for (const sar::Patch& patch : patches) places.push_back(corners(all, patch));
  const Window blocks = needed(places);
  if (blocks.empty()) return;
  // Patches on both sides of the DEM's edge in longitude would need all that lies between.
  const std::optional<double> turn = cells_per_turn(dem_.grid());
  const bool both_sides = turn && blocks.cols > *turn / block_ / 2 + 2 * kHalo + 1;
  if (both_sides || blocks.size().cells() * block_ > kMostCells) {
    if (patches.size() == 1) return;
    for (const sar::Patch& patch : patches) fill(patch.window, origin, out);
    return;
  }
  const Image<float> image = read_blocks(blocks);
  for (std::size_t i = 0; i < patches.size(); ++i) {
    fill_patch(patches[i], places[i], {image, blocks}, origin, out);
  }
}

void DemHeights::fill_patch(const sar::Patch& patch, const Corners& corners, const Blocks& blocks,
                            const Window& origin, Image<float>& out) const {
  for (int row = 0; row < patch.window.rows; ++row) {
    const double down = (patch.first_row + row + 0.5) / lattice_.step();
    const Node left = mix(corners[0], corners[2], down);
    const Node right = mix(corners[1], corners[3], down);
    float* heights = out.row(patch.window.row + row - origin.row) + (patch.window.col - origin.col);
    for (int col = 0; col < patch.window.cols; ++col) {
      const Node here = mix(left, right, (patch.first_col + col + 0.5) / lattice_.step());
      const double height =
          sample(blocks.values, here.row - blocks.window.row, here.col - blocks.window.col);
      heights[col] = static_cast<float>(height + here.undulation_m);
    }
  }
}

}  // namespace scarp::pipeline
