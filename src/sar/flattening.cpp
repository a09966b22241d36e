#include "sar/flattening.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace scarp::sar {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr float kFloor = 1e-3F;  // −30 dB
constexpr int kMoreSamples = 16;
constexpr double kFarCells = 1e8;  // fit an int

// No stretch of ground between two samples is longer.
constexpr int kMorePixels = 64;

// Pixels over slant range at one azimuth time: parabolas over stretches of slant range that count
// from 0. They err by some mm.
class PixelsOverRange {
 public:
  PixelsOverRange(const RadarGeometry& geometry, double azimuth_time_s, double low_m, double high_m)
      : first_(std::floor(low_m / kStretch_m)) {
    const auto count = static_cast<std::size_t>(std::floor(high_m / kStretch_m) - first_) + 1;
    pieces_.resize(count);
    const auto pixel = [&](std::size_t half) {
      const double range_m = (first_ + static_cast<double>(half) / 2) * kStretch_m;
      return geometry.pixel(azimuth_time_s, range_m).value_or(kNaN);
    };
    double start = pixel(0);
    for (std::size_t i = 0; i < count; ++i) {
      const double middle = pixel(2 * i + 1);
      const double end = pixel(2 * i + 2);
      pieces_[i] = {start, 4 * middle - 3 * start - end, 2 * (start + end) - 4 * middle};
      start = end;
    }
  }

  // NaN far beside the image.
  double operator()(double slant_range_m) const {
    const double place = slant_range_m / kStretch_m - first_;
    // Written so that NaN fails.
    if (!(place >= 0 && place < static_cast<double>(pieces_.size()))) return kNaN;
    const auto index = static_cast<std::size_t>(place);
    const double part = place - static_cast<double>(index);
    const std::array<double, 3>& c = pieces_[index];
    return c[0] + part * (c[1] + part * c[2]);
  }

 private:
  static constexpr double kStretch_m = 1024;
  double first_;
  std::vector<std::array<double, 3>> pieces_;
};

// What is seen at one moment, over halves of pixels: bin k reaches from pixel k/2 to (k + 1)/2.
class RangeBins {
 public:
  RangeBins(int first, int count) : first_(first), bins_(static_cast<std::size_t>(count)) {}

  void clear() { std::fill(bins_.begin(), bins_.end(), Bin{}); }

  // Evenly between two places in bins, which may be in any order.
  void add(double from, double to, double amount) {
    const double low = std::min(from, to) - first_;
    const double high = std::max(from, to) - first_;
    if (!(high >= 0 && low < static_cast<double>(bins_.size()))) return;
    const auto last = static_cast<double>(bins_.size() - 1);
    const auto begin = static_cast<std::size_t>(std::max(low, 0.0));
    const auto end = static_cast<std::size_t>(std::min(high, last));
    if (end == begin && low >= 0 && high <= last) {
      bins_[begin].amount += amount;
      return;
    }
    const double density = amount / (high - low);
    for (std::size_t k = begin; k <= end; ++k) {
      const auto edge = static_cast<double>(k);
      bins_[k].amount += density * (std::min(high, edge + 1) - std::max(low, edge));
    }
  }

  // Ground of known heights shows in the bins wholly between two places.
  void cover(double low, double high) {
    const double begin = std::max(std::ceil(low - first_), 0.0);
    const double end = std::min(std::floor(high - first_), static_cast<double>(bins_.size()));
    for (double k = begin; k < end; ++k) bins_[static_cast<std::size_t>(k)].covered = true;
  }

  // Spread bilinearly on pixels, whose centres lie between two bins; bin 0 is the first of the four
  // of the first pixel.
  void spread(std::vector<double>& pixels) const {
    for (std::size_t p = 0; p < pixels.size(); ++p) {
      const Bin* b = &bins_[2 * p];
      const bool covered = b[0].covered && b[1].covered && b[2].covered && b[3].covered;
      pixels[p] =
          covered ? ((b[0].amount + b[3].amount) + 3 * (b[1].amount + b[2].amount)) / 4 : kNaN;
    }
  }

 private:
  struct Bin {
    double amount = 0;
    bool covered = false;
  };

  double first_;
  std::vector<Bin> bins_;
};

// Σ R·Δφ, from near to far.
void project(const TerrainProfile& profile, const PixelsOverRange& pixel, RangeBins& bins) {
  double steepest = -std::numeric_limits<double>::infinity();
  double before = kNaN;  // place of the sample before, in bins
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (std::size_t i = 0; i < profile.height_m.size(); ++i) {
    const double here = 2 * pixel(profile.slant_range_m[i]);
    if (std::isnan(here)) {
      bins.cover(low, high);
      low = std::numeric_limits<double>::infinity();
      high = -low;
      before = kNaN;
      continue;
    }
    low = std::min(low, here);
    high = std::max(high, here);
    const double look = profile.tan_look[i];
    if (look > steepest) {
      if (!std::isnan(before)) {
        const double look_before = profile.tan_look[i - 1];
        const double start = std::max(look_before, steepest);
        const double hidden = (start - look_before) / (look - look_before);
        const double angle = (look - start) / (1 + look * start);
        bins.add(before + hidden * (here - before), here, profile.slant_range_m[i] * angle);
      }
      steepest = look;
    }
    before = here;
  }
  bins.cover(low, high);
}

// δr of pixels of one line, m of slant range.
class PixelLengths {
 public:
  PixelLengths(const RadarGeometry& geometry, int line, int first_pixel, int end_pixel)
      : first_node_(floor_div(first_pixel)) {
    const RadarImage& image = geometry.image();
    const double time_s = image.azimuth_time_s(line);
    for (int node = first_node_; node <= floor_div(end_pixel) + 1; ++node) {
      const double ground_range_m = node * kStep * image.range_pixel_spacing_m;
      lengths_m_.push_back(
          image.range_pixel_spacing_m *
          image.ground_range.slope(time_s, ground_range_m, geometry.options().ground_range_rule));
    }
  }

  double operator()(int pixel) const {
    const int node = floor_div(pixel);
    const auto i = static_cast<std::size_t>(node - first_node_);
    const double part = static_cast<double>(pixel - node * kStep) / kStep;
    return lengths_m_[i] + part * (lengths_m_[i + 1] - lengths_m_[i]);
  }

 private:
  static constexpr int kStep = 64;
  static int floor_div(int pixel) {
    return pixel >= 0 ? pixel / kStep : -((kStep - 1 - pixel) / kStep);
  }

  int first_node_;
  std::vector<double> lengths_m_;
};

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

/// Σ R·Δφ of what the pixels of an image show, profile after profile; the latest four are kept.
class GroundSums {
 public:
  GroundSums(const RadarGeometry& geometry, const Window& image, const Ranges& ranges)
      : geometry_(geometry),
        image_(image),
        ranges_(ranges),
        bins_(2 * image.col - 2, 2 * image.cols + 2) {
    for (auto& row : pixels_) row.resize(static_cast<std::size_t>(image.cols));
  }

  void add(double line, const TerrainProfile& profile) {
    const PixelsOverRange pixel(geometry_, geometry_.image().azimuth_time_s(line), ranges_.low_m,
                                ranges_.high_m);
    bins_.clear();
    project(profile, pixel, bins_);
    bins_.spread(pixels_[count_++ % pixels_.size()]);
  }

  /// A_γ / A_β of the line in the middle of the four profiles, into that row of `out`. Each profile
  /// stands for half a line.
  void put_ratios(int row, Image<float>& out) const {
    const PixelLengths length_m(geometry_, image_.row + row, image_.col, image_.col_end());
    const auto at = [&](std::size_t k) -> const std::vector<double>& {
      return pixels_[(count_ + k) % pixels_.size()];  // of four, the next is the oldest
    };
    for (int col = 0; col < image_.cols; ++col) {
      const auto c = static_cast<std::size_t>(col);
      const double seen_m = ((at(0)[c] + at(3)[c]) + 3 * (at(1)[c] + at(2)[c])) / 8;
      const auto ratio = static_cast<float>(seen_m / length_m(image_.col + col));
      out(row, col) = ratio < kFloor ? kFloor : ratio;
    }
  }

 private:
  const RadarGeometry& geometry_;
  Window image_;
  Ranges ranges_;
  RangeBins bins_;
  std::array<std::vector<double>, 4> pixels_;
  std::size_t count_ = 0;
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
  const RadarGeometry& geometry = lattice_.geometry();
  const int first_half = 2 * image.row - 2;
  const int last_half = 2 * image.row_end() - 1;
  const Ranges ranges = slant_ranges(geometry, line_of(first_half), line_of(last_half),
                                     image.col - kMorePixels, image.col_end() + kMorePixels);
  const Samples samples = samples_between(ranges, relief_, lattice_, reach_m_);
  const SolvedProfiles solved =
      lattice_.solve({line_of(first_half), samples.low}, {line_of(last_half), samples.high});

  Image<float> result(image.size());
  GroundSums sums(geometry, image, ranges);
  TerrainProfile profile;
  for (int half = first_half; half <= last_half; ++half) {
    solved.read(line_of(half), heights, profile);
    sums.add(line_of(half), profile);
    const int done = half - first_half - 3;
    if (done >= 0 && done % 2 == 0) sums.put_ratios(done / 2, result);
  }
  return result;
}

}  // namespace scarp::sar
