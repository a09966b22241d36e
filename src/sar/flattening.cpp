#include "sar/flattening.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "sar/range_pixels.h"

namespace scarp::sar {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr float kFloor = 1e-3F;  // −30 dB
constexpr int kMoreSamples = 16;
constexpr double kFarCells = 1e8;  // fit an int

// No stretch of ground between two samples is longer.
constexpr int kMorePixels = 64;

// Terrain at one moment with the weights of its samples, one list for each; none: all count 1.
struct WeightedProfile {
  TerrainProfile terrain;
  std::vector<CellPoint> cells;
  std::vector<std::vector<double>> weights;

  void read(const SolvedProfiles& solved, double line, const HeightTile& heights,
            const std::vector<Image<float>>& images);
};

// Bilinear between the centres of cells.
double between_cells(const Image<float>& image, CellPoint at) {
  // Written so that NaN fails.
  if (!(at.row >= 0 && at.col >= 0 && at.row < image.rows() - 1 && at.col < image.cols() - 1)) {
    return kNaN;
  }
  const int row = static_cast<int>(at.row);
  const int col = static_cast<int>(at.col);
  const double down = at.row - row;
  const double right = at.col - col;
  const float* upper = image.row(row) + col;
  const float* lower = upper + image.cols();
  return (1 - down) *
             ((1 - right) * static_cast<double>(upper[0]) + right * static_cast<double>(upper[1])) +
         down *
             ((1 - right) * static_cast<double>(lower[0]) + right * static_cast<double>(lower[1]));
}

void WeightedProfile::read(const SolvedProfiles& solved, double line, const HeightTile& heights,
                           const std::vector<Image<float>>& images) {
  solved.read(line, heights, terrain, images.empty() ? nullptr : &cells);
  weights.resize(images.size());
  for (std::size_t k = 0; k < images.size(); ++k) {
    weights[k].resize(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
      weights[k][i] = between_cells(images[k], cells[i]);
      if (std::isnan(weights[k][i])) terrain.slant_range_m[i] = kNaN;
    }
  }
}

// Σ R·Δφ, from near to far; bins[k] are those of weight k, and the first tell what is covered.
void project(const WeightedProfile& profile, const PixelsOverRange& pixel,
             std::vector<RangeBins>& bins) {
  const TerrainProfile& terrain = profile.terrain;
  double steepest = -std::numeric_limits<double>::infinity();
  double before = kNaN;  // place of the sample before, in bins
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (std::size_t i = 0; i < terrain.height_m.size(); ++i) {
    const double here = 2 * pixel(terrain.slant_range_m[i]);
    if (std::isnan(here)) {
      bins.front().cover(low, high);
      low = std::numeric_limits<double>::infinity();
      high = -low;
      before = kNaN;
      if (terrain.tan_look[i] > steepest)
        steepest = terrain.tan_look[i];  // unknown, yet in the way
      continue;
    }
    low = std::min(low, here);
    high = std::max(high, here);
    const double look = terrain.tan_look[i];
    if (look > steepest) {
      if (!std::isnan(before)) {
        const double look_before = terrain.tan_look[i - 1];
        const double start = std::max(look_before, steepest);
        const double hidden = (start - look_before) / (look - look_before);
        const double angle = (look - start) / (1 + look * start);
        const double from = before + hidden * (here - before);
        const double amount = terrain.slant_range_m[i] * angle;
        if (profile.weights.empty()) bins.front().add(from, here, amount);
        for (std::size_t k = 0; k < profile.weights.size(); ++k) {
          const std::vector<double>& weight = profile.weights[k];
          bins[k].add(from, here, amount * (weight[i - 1] + weight[i]) / 2);
        }
      }
      steepest = look;
    }
    before = here;
  }
  bins.front().cover(low, high);
}

struct Ranges {
  double low_m = std::numeric_limits<double>::infinity();
  double high_m = -std::numeric_limits<double>::infinity();
};

// Slant ranges of pixels first … last between two lines: polynomials are linear in time between
// their records.
Ranges slant_ranges(const RadarGeometry& geometry, double first_line, double last_line,
                    int first_pixel, int last_pixel) {
  const RadarImage& image = geometry.image();
  std::vector<double> times_s{image.azimuth_time_s(first_line), image.azimuth_time_s(last_line)};
  for (const GroundRangeRecord& record : image.ground_range.records()) {
    if (record.azimuth_time_s > times_s[0] && record.azimuth_time_s < times_s[1]) {
      times_s.push_back(record.azimuth_time_s);
    }
  }
  Ranges result;
  for (const double time_s : times_s) {
    for (const int pixel : {first_pixel, last_pixel}) {
      const double range_m = image.ground_range.slant_range_m(
          time_s, pixel * image.range_pixel_spacing_m, geometry.options().ground_range_rule);
      result.low_m = std::min(result.low_m, range_m);
      result.high_m = std::max(result.high_m, range_m);
    }
  }
  return result;
}

// Profiles lie a quarter and three quarters of a line away on either side of a line.
double line_of(int half_line) { return half_line / 2.0 + 0.25; }

struct Samples {
  double low;
  double high;
};

// Samples of profiles that hold all ground seen at slant ranges between two: high ground is seen
// nearer than the ellipsoid below it, and ground before it may throw a shadow.
Samples samples_between(const Ranges& ranges, const Relief& relief, const ProfileLattice& lattice,
                        double reach_m) {
  const double step_m = lattice.range_step_m();
  const double shadow_m = reach_m * std::sin(lattice.far_incidence_rad());
  return {(ranges.low_m + std::min(0.0, relief.lowest_m) - shadow_m) / step_m - kMoreSamples,
          (ranges.high_m + std::max(0.0, relief.highest_m)) / step_m + kMoreSamples};
}

// Σ R·Δφ of what the pixels of an image show, profile after profile, for each weight.
class GroundSums {
 public:
  GroundSums(const RadarGeometry& geometry, const Window& image, const Ranges& ranges,
             std::size_t weights)
      : geometry_(geometry),
        image_(image),
        ranges_(ranges),
        bins_(weights, RangeBins(2 * image.col - 2, 2 * image.cols + 2)),
        halves_(weights, HalfLines(image.cols)) {}

  void add(double line, const WeightedProfile& profile) {
    const PixelsOverRange pixel(geometry_, geometry_.image().azimuth_time_s(line), ranges_.low_m,
                                ranges_.high_m);
    for (RangeBins& bins : bins_) bins.clear();
    project(profile, pixel, bins_);
    for (std::size_t k = 0; k < bins_.size(); ++k) {
      bins_[k].spread(bins_.front(), halves_[k].next());
    }
  }

  // A_γ / A_β of the line in the middle of the last four profiles, into that row of `out`.
  void put_ratios(int row, std::vector<Image<float>>& out) const {
    const PixelLengths length_m(geometry_, image_.row + row, image_.col, image_.col_end());
    for (std::size_t k = 0; k < out.size(); ++k) {
      for (int col = 0; col < image_.cols; ++col) {
        out[k](row, col) = static_cast<float>(halves_[k].line(col) / length_m(image_.col + col));
      }
    }
  }

 private:
  const RadarGeometry& geometry_;
  Window image_;
  Ranges ranges_;
  std::vector<RangeBins> bins_;
  std::vector<HalfLines> halves_;
};

}  // namespace

Flattening::Flattening(const Grid& grid, const Projection& projection,
                       const RadarGeometry& geometry, const Relief& relief)
    : grid_(grid),
      lattice_(grid, projection, geometry),
      relief_(relief),
      reach_m_(terrain_reach_m(lattice_, relief)),
      halo_(terrain_halo(grid, reach_m_)) {}

Window Flattening::padded(const Window& window) const { return sar::padded(window, halo_); }

Window Flattening::ground_of(const Window& image) const {
  constexpr int kParts = 4;  // of each edge; between them it bends by less than a cell
  const RadarGeometry& geometry = lattice_.geometry();
  std::vector<LonLat> places;
  for (int i = 0; i <= kParts; ++i) {
    for (int j = 0; j <= kParts; ++j) {
      const double time_s =
          geometry.image().azimuth_time_s(image.row + static_cast<double>(image.rows) * i / kParts);
      const double pixel = image.col + static_cast<double>(image.cols) * j / kParts;
      const double range_m = geometry.image().ground_range.slant_range_m(
          time_s, pixel * geometry.image().range_pixel_spacing_m,
          geometry.options().ground_range_rule);
      for (const double height_m : {relief_.lowest_m, relief_.highest_m}) {
        const GroundPoint point = ground_point(geometry.orbit(), time_s, range_m, height_m);
        if (point.sight == Sight::seen) places.push_back(to_geodetic(point.ecef_m).place);
      }
    }
  }
  Bounds cells{kFarCells, kFarCells, -kFarCells, -kFarCells};  // x is the column, y the row
  for (const Point& point : lattice_.projection().from_lon_lat(places)) {
    const CellPoint cell = grid_.to_cell(point);
    if (!(std::abs(cell.row) < kFarCells && std::abs(cell.col) < kFarCells)) continue;
    cells = {std::min(cells.min_x, cell.col), std::min(cells.min_y, cell.row),
             std::max(cells.max_x, cell.col), std::max(cells.max_y, cell.row)};
  }
  if (cells.min_x > cells.max_x) return {};
  const int row = static_cast<int>(std::floor(cells.min_y));
  const int col = static_cast<int>(std::floor(cells.min_x));
  return padded({row, col, static_cast<int>(std::floor(cells.max_y)) - row + 1,
                 static_cast<int>(std::floor(cells.max_x)) - col + 1});
}

Image<float> Flattening::area_ratio(const Window& image, const HeightTile& heights) const {
  Image<float> ratio = std::move(sums(image, heights, {}).front());
  for (float& value : ratio.values()) value = value < kFloor ? kFloor : value;
  return ratio;
}

std::vector<Image<float>> Flattening::beta0(const Window& image, const HeightTile& heights,
                                            const std::vector<Image<float>>& gamma0) const {
  return sums(image, heights, gamma0);
}

std::vector<Image<float>> Flattening::sums(const Window& image, const HeightTile& heights,
                                           const std::vector<Image<float>>& weights) const {
  const RadarGeometry& geometry = lattice_.geometry();
  const int first_half = 2 * image.row - 2;
  const int last_half = 2 * image.row_end() - 1;
  const Ranges ranges = slant_ranges(geometry, line_of(first_half), line_of(last_half),
                                     image.col - kMorePixels, image.col_end() + kMorePixels);
  const Samples samples = samples_between(ranges, relief_, lattice_, reach_m_);
  const SolvedProfiles solved =
      lattice_.solve({line_of(first_half), samples.low}, {line_of(last_half), samples.high});

  const std::size_t count = std::max<std::size_t>(1, weights.size());
  std::vector<Image<float>> results(count, Image<float>(image.size()));
  GroundSums sums(geometry, image, ranges, count);
  WeightedProfile profile;
  for (int half = first_half; half <= last_half; ++half) {
    profile.read(solved, line_of(half), heights, weights);
    sums.add(line_of(half), profile);
    const int done = half - first_half - 3;
    if (done >= 0 && done % 2 == 0) sums.put_ratios(done / 2, results);
  }
  return results;
}

}  // namespace scarp::sar
