#include "pipeline/height_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <vector>

#include "core/error.h"
#include "core/plausible_height.h"

namespace scarp::pipeline {
namespace {

// Of the cells: gaps that a DEM does not declare, rather than heights in a wrong unit.
constexpr double kFewMissing = 0.1;

// Evenly spread cells of `grid` that the pass shows, if their height were 0.
std::vector<Window> shown_cells(const sar::Pass& pass, const Grid& grid,
                                const Projection& projection) {
  constexpr int kMost = 64;
  std::vector<Window> cells;
  std::vector<Point> places;
  for (int i = 0; i < kMost; ++i) {
    for (int j = 0; j < kMost; ++j) {
      const int row = static_cast<int>((i + 0.5) * grid.rows() / kMost);
      const int col = static_cast<int>((j + 0.5) * grid.cols() / kMost);
      cells.push_back({row, col, 1, 1});
      places.push_back(grid.centre(row, col));
    }
  }
  const std::vector<LonLat> on_earth = projection.to_lon_lat(places);
  const auto shows = [](const sar::Slice& slice, LonLat place) {
    const sar::ZeroDoppler seen = slice.geometry.see(sar::vertical(place), 0);
    if (seen.sight != sar::Sight::seen) return false;
    const double line = slice.geometry.line(seen.azimuth_time_s);
    const auto pixel = slice.geometry.pixel(seen.azimuth_time_s, seen.slant_range_m);
    return line >= 0 && line < slice.lines() && pixel && *pixel >= 0 && *pixel < slice.pixels();
  };
  std::vector<Window> shown;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool any = std::any_of(pass.slices().begin(), pass.slices().end(),
                                 [&](const sar::Slice& s) { return shows(s, on_earth[i]); });
    if (any) shown.push_back(cells[i]);
  }
  return shown;
}

}  // namespace

void check_heights(const DemHeights& heights, const geo::Dem& dem, const sar::Pass& pass,
                   const Grid& grid, const Projection& projection, ThreadPool& threads,
                   Reporter& reporter) {
  const std::vector<Window> cells = shown_cells(pass, grid, projection);
  std::atomic<int> missing{0};
  threads.parallel_for(static_cast<std::int64_t>(cells.size()), [&](std::int64_t i) {
    if (std::isnan(heights.read(cells[static_cast<std::size_t>(i)])(0, 0))) ++missing;
  });
  const auto all = static_cast<int>(cells.size());
  if (dem.met_implausible() && missing > kFewMissing * all) {
    throw Error({"holds heights below -1000 m or above 9500 m", dem.path(),
                 "Check its unit and its no-data value"});
  }
  if (all > 0 && missing == all) {
    throw Error({"has no heights where the scene is", dem.path(),
                 "Give a terrain model that covers the area"});
  }
  if (missing == 0) return;
  const double percent = 100.0 * missing / all;
  reporter.warn(
      fmt::format("the DEM leaves {} of the scene without heights: there will be no data there",
                  percent < 1 ? "less than 1 %" : fmt::format("{:.0f} %", percent)));
}

void warn_of_implausible_heights(const geo::Dem& dem, Reporter& reporter) {
  reporter.warn(
      fmt::format("{} holds heights below {:.0f} m or above {:.0f} m, which were taken "
                  "for gaps: declare its no-data value",
                  dem.path(), kLowestHeight_m, kHighestHeight_m));
}

}  // namespace scarp::pipeline
