#include "sar/solved_window.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sar/local_ground_range.h"

namespace scarp::sar {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Ground range is expanded around terrain of this height (as z).
constexpr double kTypicalHeight = (1000 - kNodeMiddle_m) / kNodeHalf_m;

// Heights a little beyond those of the nodes (as z).
constexpr double kReach = 1.2;

using Quadratic = std::array<double, 3>;

double at(const Quadratic& c, double z) { return c[0] + z * (c[1] + z * c[2]); }

template <std::size_t N>
std::array<double, N> mix(const std::array<double, N>& a, const std::array<double, N>& b,
                          double weight) {
  std::array<double, N> result{};
  for (std::size_t i = 0; i < N; ++i) result[i] = a[i] + weight * (b[i] - a[i]);
  return result;
}

// −1 to 1 over the heights of the nodes; NaN for heights that cannot be.
double scaled(float height_m) {
  return plausible_height(height_m) ? (height_m - kNodeMiddle_m) / kNodeHalf_m : kNaN;
}

/// A quantity along one row of a patch: linear from its left to its right edge.
struct RowQuadratic {
  Quadratic left;
  Quadratic growth;

  RowQuadratic(const std::array<Quadratic, 4>& corners, double down)
      : left(mix(corners[0], corners[2], down)), growth(mix(corners[1], corners[3], down)) {
    for (std::size_t k = 0; k < left.size(); ++k) growth[k] -= left[k];
  }
  double operator()(double right, double z) const {
    return left[0] + right * growth[0] +
           z * (left[1] + right * growth[1] + z * (left[2] + right * growth[2]));
  }
};

struct Interval {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void add(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

// Over all heights.
Interval range_of(const std::array<Quadratic, 4>& corners) {
  Interval result;
  for (const Quadratic& corner : corners) {
    for (const double z : {-kReach, 0.0, kReach}) result.add(at(corner, z));
  }
  return result;
}

// How much a quantity changes over the edges of a level cell, as the root of the squares' sum: an
// even stretch of that length spreads as the cell does, however long its edges and however turned.
double change_per_cell(const std::array<Quadratic, 4>& corners, int step) {
  std::array<double, 4> c{};
  for (std::size_t i = 0; i < c.size(); ++i) c[i] = at(corners[i], kTypicalHeight);
  const double along_row = (c[1] - c[0] + c[3] - c[2]) / 2;
  const double down = (c[2] - c[0] + c[3] - c[1]) / 2;
  return std::hypot(along_row, down) / step;
}

// Of the differences of heights averaged over 3 × 3 cells, to the east and to the south.
struct Slopes {
  float east_m;
  float south_m;
};

Slopes smoothed_slopes(const float* here, std::ptrdiff_t stride) {
  float east = 0;
  float south = 0;
  for (std::ptrdiff_t k = -1; k <= 1; ++k) {
    const float* row = here + k * stride;
    east += (row[1] + row[2]) - (row[-1] + row[-2]);
    const float* col = here + k;
    south += (col[stride] + col[2 * stride]) - (col[-stride] + col[-2 * stride]);
  }
  return {east / 18, south / 18};
}

}  // namespace

void SeenCells::clear(std::size_t cells) {
  for (auto* values : {&azimuth_time_s, &slant_range_m, &line, &pixel}) values->assign(cells, kNaN);
  lines_per_cell = 0;
  pixels_per_cell = 0;
}

std::array<const SolvedWindow::Node*, 4> SolvedWindow::corners(const Patch& patch) const {
  return {&nodes_(patch.node_row, patch.node_col), &nodes_(patch.node_row, patch.node_col + 1),
          &nodes_(patch.node_row + 1, patch.node_col),
          &nodes_(patch.node_row + 1, patch.node_col + 1)};
}

bool SolvedWindow::seen(const Patch& patch) const {
  const auto nodes = corners(patch);
  return std::all_of(nodes.begin(), nodes.end(), [](const Node* node) { return node->seen; });
}

std::optional<SeenSpan> SolvedWindow::span() const {
  Interval times;
  Interval ranges;
  for (const Node& node : nodes_.values()) {
    if (!node.seen) continue;
    for (const double z : {-kReach, 0.0, kReach}) {
      times.add(at(node.azimuth_time_s, z));
      ranges.add(at(node.slant_range_m, z));
    }
  }
  if (times.low > times.high) return std::nullopt;
  return SeenSpan{times.low, times.high, ranges.low, ranges.high};
}

double SolvedWindow::fraction(int index) const { return (index + 0.5) / step_; }

SolvedWindow::Curves SolvedWindow::curves(const Patch& patch) const {
  Curves result;
  const auto nodes = corners(patch);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    result.azimuth_time_s[i] = nodes[i]->azimuth_time_s;
    result.slant_range_m[i] = nodes[i]->slant_range_m;
  }
  return result;
}

// Times, slant ranges and lines of one row of a patch.
void SolvedWindow::see_row(const Patch& patch, int row, const Curves& curves, const float* height_m,
                           SeenCells& out) const {
  const RadarImage& image = geometry_->image();
  const double lines_per_s = 1 / image.azimuth_time_interval_s;
  const double down = fraction(patch.first_row + row);
  const RowQuadratic time_of(curves.azimuth_time_s, down);
  const RowQuadratic range_of_row(curves.slant_range_m, down);
  const int cols = patch.window.cols;
  const auto first = static_cast<std::size_t>(row) * static_cast<std::size_t>(cols);
  double* time_s = out.azimuth_time_s.data() + first;
  double* range_m = out.slant_range_m.data() + first;
  double* line = out.line.data() + first;
  for (int col = 0; col < cols; ++col) {
    const double right = fraction(patch.first_col + col);
    const double z = scaled(height_m[col]);
    time_s[col] = time_of(right, z);
    range_m[col] = range_of_row(right, z);
    line[col] = (time_s[col] - image.first_azimuth_time_s) * lines_per_s;
  }
}

void SolvedWindow::cells(const Patch& patch, const HeightTile& heights, SeenCells& out) const {
  const Size size = patch.window.size();
  out.clear(static_cast<std::size_t>(size.cells()));
  if (!seen(patch)) return;
  const Curves all = curves(patch);
  for (int row = 0; row < size.rows; ++row) {
    see_row(patch, row, all, heights.cell(patch.window.row + row, patch.window.col), out);
  }
  const RadarImage& image = geometry_->image();
  const double pixels_per_m = 1 / image.range_pixel_spacing_m;
  const Interval seconds = range_of(all.azimuth_time_s);
  const double typical_m = at(all.slant_range_m[0], kTypicalHeight);
  const auto ground = LocalGroundRange::around(*geometry_, seconds.low, seconds.high, typical_m);
  if (!ground) return;
  for (int row = 0; row < size.rows; ++row) {
    const auto first = static_cast<std::size_t>(row) * static_cast<std::size_t>(size.cols);
    ground->convert(&out.azimuth_time_s[first], &out.slant_range_m[first], size.cols, pixels_per_m,
                    &out.pixel[first]);
  }
  out.lines_per_cell =
      change_per_cell(all.azimuth_time_s, step_) * (1 / image.azimuth_time_interval_s);
  out.pixels_per_cell = change_per_cell(all.slant_range_m, step_) / ground->slope() * pixels_per_m;
}

void SolvedWindow::facets(const Patch& patch, const HeightTile& heights, Facets& out) const {
  const Size size = patch.window.size();
  const auto count = static_cast<std::size_t>(size.cells());
  out.cos_incidence.assign(count, std::numeric_limits<float>::quiet_NaN());
  if (!seen(patch)) return;
  const auto nodes = corners(patch);
  const auto stride = static_cast<std::ptrdiff_t>(heights.values.cols());
  std::size_t i = 0;
  for (int row = 0; row < size.rows; ++row) {
    const double down = fraction(patch.first_row + row);
    const auto left = mix(nodes[0]->metric.value, nodes[2]->metric.value, down);
    const auto right = mix(nodes[1]->metric.value, nodes[3]->metric.value, down);
    const auto left_slope = mix(nodes[0]->metric.slope, nodes[2]->metric.slope, down);
    const auto right_slope = mix(nodes[1]->metric.slope, nodes[3]->metric.slope, down);
    const float* height = heights.cell(patch.window.row + row, patch.window.col);
    for (int col = 0; col < size.cols; ++col, ++i) {
      const double across = fraction(patch.first_col + col);
      const double z = scaled(height[col]);
      std::array<double, 6> m{};
      for (std::size_t k = 0; k < m.size(); ++k) {
        m[k] = left[k] + across * (right[k] - left[k]) +
               z * (left_slope[k] + across * (right_slope[k] - left_slope[k]));
      }
      const Slopes slopes = smoothed_slopes(height + col, stride);
      const double p = slopes.east_m;
      const double q = slopes.south_m;
      // The normal (south + q·n) × (east + p·n), with n the vertical: its product with the
      // direction to the radar, and its squared length.
      const double seen_m2 = m[0] + p * m[1] + q * m[2];
      const double area2 =
          m[3] * m[4] - m[5] * m[5] + q * q * m[3] + p * p * m[4] - 2 * p * q * m[5];
      out.cos_incidence[i] = static_cast<float>(seen_m2 / std::sqrt(area2));
    }
  }
}

}  // namespace scarp::sar
