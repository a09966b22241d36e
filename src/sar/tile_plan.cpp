#include "sar/tile_plan.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace scarp::sar {
namespace {

constexpr int kLargestTile = 256;  // cells
constexpr int kSmallestTile = 32;
constexpr double kLargestTile_m = 5120;

// Degrees have their length at the equator, which is the largest.
double cell_length_m(const Grid& grid) {
  const double longest = std::max(grid.cell_width(), grid.cell_height());
  return longest * unit_length(*grid.crs(), 0).east_m;
}

int tile_edge(const Grid& grid) {
  const double cell_m = cell_length_m(grid);
  int edge = kLargestTile;
  while (edge > kSmallestTile && edge * cell_m > kLargestTile_m) edge /= 2;
  return edge;
}

/// Beyond the place of a cell in the image.
struct Reach {
  int lines;
  int pixels;
};

Reach reach(const Pass& pass, const Grid& grid, const SamplingMethod& method) {
  // Map projections stretch cells by a few per cent; half is on the safe side.
  const double cell_m = 1.5 * std::sqrt(2.0) * cell_length_m(grid);
  const RadarImage& image = pass.slices().front().product->image;
  return {reach_lines(method, cell_m / image.azimuth_pixel_spacing_m),
          reach_lines(method, cell_m / image.range_pixel_spacing_m)};
}

/// Slant ranges.
struct Ranges {
  double nearest_m = std::numeric_limits<double>::infinity();
  double furthest_m = -std::numeric_limits<double>::infinity();
};

struct Planner {
  const Pass& pass;
  const std::vector<GridGeometry>& geometries;
  Reach reach{};
  Ranges ranges;  // of the pass, with some margin

  std::optional<PlannedTile> plan(const Window& window, Ranges& seen) const {
    PlannedTile tile{window, std::numeric_limits<int>::max(), 0, 0, {}};
    for (std::size_t i = 0; i < geometries.size(); ++i) {
      SolvedWindow solved = geometries[i].solve(window);
      const auto span = solved.span();
      if (!span || span->nearest_m > ranges.furthest_m || span->furthest_m < ranges.nearest_m) {
        continue;
      }
      const Slice& slice = pass.slices()[i];
      const double first = std::floor(slice.geometry.line(span->first_s)) - reach.lines;
      const double end = std::ceil(slice.geometry.line(span->last_s)) + reach.lines + 1;
      if (!(first < slice.lines() && end > 0)) continue;
      const auto clamped = [&](double line) {
        return slice.first_line + static_cast<int>(std::clamp<double>(line, 0, slice.lines()));
      };
      if (tile.slices.empty()) tile.first_slice = static_cast<int>(i);
      tile.slices.push_back(std::move(solved));
      tile.first_line = std::min(tile.first_line, clamped(first));
      tile.end_line = std::max(tile.end_line, clamped(end));
      seen.nearest_m = std::min(seen.nearest_m, span->nearest_m);
      seen.furthest_m = std::max(seen.furthest_m, span->furthest_m);
    }
    if (tile.slices.empty()) return std::nullopt;
    return tile;
  }
};

// Pixels of all slices between two slant ranges, at whatever time.
std::pair<int, int> pixels_between(const Pass& pass, const Ranges& seen, int margin) {
  int first = pass.pixels();
  int end = 0;
  for (const Slice& slice : pass.slices()) {
    const RadarImage& image = slice.product->image;
    for (const GroundRangeRecord& record : image.ground_range.records()) {
      const auto pixel = [&](double range_m, double otherwise) {
        const auto ground_m = image.ground_range.ground_range_m(record.azimuth_time_s, range_m,
                                                                GroundRangeRule::nearest);
        const double at = ground_m ? *ground_m / image.range_pixel_spacing_m : otherwise;
        return static_cast<int>(std::clamp<double>(at, -1, slice.pixels()));
      };
      first = std::min(first, pixel(seen.nearest_m, 0) - margin);
      end = std::max(end, pixel(seen.furthest_m, slice.pixels()) + margin + 1);
    }
  }
  first = std::clamp(first, 0, pass.pixels() - 1);
  return {first, std::clamp(end, first + 1, pass.pixels())};
}

}  // namespace

TilePlan plan_tiles(const Pass& pass, const Grid& grid, const std::vector<GridGeometry>& geometries,
                    const SamplingMethod& method, ThreadPool& threads) {
  const std::vector<Tile> pieces = tiles(grid.size(), tile_edge(grid), 0);
  const Reach margin = reach(pass, grid, method);
  const double margin_m =
      (margin.pixels + 1) * pass.slices()[0].product->image.range_pixel_spacing_m;
  const Planner planner{
      pass, geometries, margin, {pass.nearest_m() - margin_m, pass.furthest_m() + margin_m}};
  std::vector<std::optional<PlannedTile>> planned(pieces.size());
  std::vector<Ranges> seen(pieces.size());
  threads.parallel_for(static_cast<std::int64_t>(pieces.size()), [&](std::int64_t i) {
    const auto k = static_cast<std::size_t>(i);
    planned[k] = planner.plan(pieces[k].inner, seen[k]);
  });

  TilePlan plan;
  Ranges all;
  int first_line = pass.lines();
  int end_line = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    std::optional<PlannedTile>& tile = planned[i];
    if (!tile) {
      plan.outside.push_back(pieces[i].inner);
      continue;
    }
    first_line = std::min(first_line, tile->first_line);
    end_line = std::max(end_line, tile->end_line);
    all.nearest_m = std::min(all.nearest_m, seen[i].nearest_m);
    all.furthest_m = std::max(all.furthest_m, seen[i].furthest_m);
    plan.tiles.push_back(std::move(*tile));
  }
  if (plan.tiles.empty()) return plan;
  std::stable_sort(
      plan.tiles.begin(), plan.tiles.end(),
      [](const PlannedTile& a, const PlannedTile& b) { return a.end_line < b.end_line; });
  const auto [first_pixel, end_pixel] = pixels_between(pass, all, margin.pixels);
  plan.lines = {first_line, first_pixel, end_line - first_line, end_pixel - first_pixel};
  return plan;
}

}  // namespace scarp::sar
