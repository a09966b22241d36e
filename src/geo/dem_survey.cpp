#include "geo/dem_survey.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "geo/crs.h"
#include "geo/terrain.h"

namespace scarp::geo {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int kStripRows = 256;
constexpr float kHighCliff_m = 50;    // a quay is steep, too
constexpr std::int64_t kFewest = 20;  // of shores, that tell anything

// Cells of the DEM in a box whose longitudes are counted `turn` degrees further on.
Window cells_in(const Grid& dem, const Bounds& box, double turn) {
  Bounds cells{kInfinity, kInfinity, -kInfinity, -kInfinity};  // x is the column, y the row
  for (const double x : {box.min_x - turn, box.max_x - turn}) {
    for (const double y : {box.min_y, box.max_y}) {
      const CellPoint cell = dem.to_cell({x, y});
      cells = {std::min(cells.min_x, cell.col), std::min(cells.min_y, cell.row),
               std::max(cells.max_x, cell.col), std::max(cells.max_y, cell.row)};
    }
  }
  const auto within = [](double cell, int count) {
    return static_cast<int>(std::clamp<double>(std::floor(cell), 0, count));
  };
  const int row = within(cells.min_y, dem.rows());
  const int col = within(cells.min_x, dem.cols());
  return {row, col, within(cells.max_y + 1, dem.rows()) - row,
          within(cells.max_x + 1, dem.cols()) - col};
}

// Cells of the DEM within reach of the grid, on both sides of the DEM's edge in longitude if need
// be; the whole of it where those cannot be told.
std::vector<Window> cells_around(const Grid& dem, const Grid& grid, double around_m) {
  Bounds box = transform_bounds(grid, dem.crs());
  const double latitude_deg = std::max(std::abs(box.min_y), std::abs(box.max_y));
  const DegreeLength unit = unit_length(*dem.crs(), std::min(latitude_deg, 89.0));
  const double east = around_m / unit.east_m;
  const double north = around_m / unit.north_m;
  box = {box.min_x - east, box.min_y - north, box.max_x + east, box.max_y + north};
  std::vector<Window> windows;
  for (const double turn : {0.0, -360.0, 360.0}) {
    if (turn != 0 && !dem.crs()->geographic) continue;
    const Window window = cells_in(dem, box, turn);
    if (!window.empty()) windows.push_back(window);
  }
  if (windows.empty()) windows.push_back(whole(dem.size()));
  return windows;
}

// The first `rows` rows, each with the row below it.
DemSurvey survey_rows(const Raster<float>& heights, int rows) {
  DemSurvey found;
  const Image<float>& image = heights.values;
  for (int row = 0; row < rows; ++row) {
    const CellLength length = cell_length(heights.grid, row);
    const float* here = image.row(row);
    const auto meet = [&found](float a, float b, double apart_m) {
      if ((a == 0) == (b == 0) || std::isnan(a + b)) return;
      const float step_m = std::abs(a - b);
      ++found.shores;
      if (step_m > apart_m && step_m > kHighCliff_m) ++found.cliffs;
    };
    for (int col = 0; col < image.cols(); ++col) {
      if (std::isnan(here[col])) continue;
      ++found.known;
      found.zeros += here[col] == 0 ? 1 : 0;
      found.lowest_m = std::min(found.lowest_m, here[col]);
      found.highest_m = std::max(found.highest_m, here[col]);
      if (col + 1 < image.cols()) meet(here[col], here[col + 1], length.east_m);
      if (row + 1 < image.rows()) meet(here[col], image(row + 1, col), length.north_m);
    }
  }
  return found;
}

}  // namespace

DemSurvey& DemSurvey::operator+=(const DemSurvey& other) {
  lowest_m = std::min(lowest_m, other.lowest_m);
  highest_m = std::max(highest_m, other.highest_m);
  known += other.known;
  zeros += other.zeros;
  shores += other.shores;
  cliffs += other.cliffs;
  return *this;
}

bool DemSurvey::zeros_are_gaps() const { return shores >= kFewest && 2 * cliffs > shores; }

DemSurvey survey(const Raster<float>& heights) {
  return survey_rows(heights, heights.values.rows());
}

namespace {

DemSurvey survey_window(const Dem& dem, const Window& window, ThreadPool& threads) {
  const std::vector<Tile> pieces = strips(window.size(), kStripRows, 0);
  std::vector<DemSurvey> found(pieces.size());
  threads.parallel_for(static_cast<std::int64_t>(pieces.size()), [&](std::int64_t i) {
    Window cells = pieces[static_cast<std::size_t>(i)].inner;
    const int rows = cells.rows;
    if (cells.row_end() < window.rows) ++cells.rows;
    cells.row += window.row;
    cells.col += window.col;
    found[static_cast<std::size_t>(i)] =
        survey_rows({dem.grid().crop(cells), dem.read(1, cells)}, rows);
  });
  DemSurvey all;
  for (const DemSurvey& one : found) all += one;
  return all;
}

}  // namespace

DemSurvey survey(const Dem& dem, const Grid& area, double around_m, ThreadPool& threads) {
  DemSurvey all;
  for (const Window& window : cells_around(dem.grid(), area, around_m)) {
    all += survey_window(dem, window, threads);
  }
  return all;
}

void warn_of_gaps(const DemSurvey& survey, const std::string& path, Reporter& reporter) {
  if (!survey.zeros_are_gaps()) return;
  const double percent =
      100.0 * static_cast<double>(survey.zeros) / static_cast<double>(survey.known);
  reporter.warn(fmt::format(
      "{} has heights of 0 ({} of those here) that end in cliffs, like gaps it does not declare: "
      "they "
      "make false slopes, layover and shadow (--dem-nodata 0, or declare it in the file)",
      path, percent < 1 ? "less than 1 %" : fmt::format("{:.0f} %", percent)));
}

}  // namespace scarp::geo
