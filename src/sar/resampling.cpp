#include "sar/resampling.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "core/cubic.h"

namespace scarp::sar {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
constexpr double kFar = 1e9;  // lines and pixels that fit an int

/// Consecutive pixels and how much each of them counts; the weights add up to one.
struct Taps {
  int first = 0;
  std::vector<double> weights;

  int end() const { return first + static_cast<int>(weights.size()); }
};

// What a stretch of `extent` pixels around `place` covers of each pixel.
void mean_taps(double place, double extent, Taps& taps) {
  const double low = place - extent / 2 + 0.5;  // pixel i reaches from i to i + 1
  const double high = low + extent;
  taps.first = static_cast<int>(std::floor(low));
  taps.weights.clear();
  for (int i = taps.first; i < high; ++i) {
    taps.weights.push_back((std::min<double>(high, i + 1) - std::max<double>(low, i)) / extent);
  }
}

/// Chooses pixels along one direction.
struct Kernel {
  SamplingMethod method;
  double extent = 1;  // of the mean, pixels

  void operator()(double place, Taps& taps) const {
    if (method.area_mean) {
      mean_taps(place, extent, taps);
      return;
    }
    const double floor = std::floor(place);
    const double fraction = place - floor;
    taps.first = static_cast<int>(floor);
    if (method.resampling == Resampling::nearest) {
      if (fraction >= 0.5) ++taps.first;
      taps.weights.assign(1, 1.0);
    } else if (fraction == 0) {
      taps.weights.assign(1, 1.0);
    } else if (method.resampling == Resampling::bilinear) {
      taps.weights.assign({1 - fraction, fraction});
    } else {
      --taps.first;
      const std::array<double, 4> weights = cubic_weights(fraction);
      taps.weights.assign(weights.begin(), weights.end());
    }
  }
};

/// Samples cells one at a time, whatever slices their pixels lie in.
class Sampler {
 public:
  Sampler(const Pass& pass, const CellsOnPass& cells, const LineBuffer& lines,
          const SamplingMethod& method)
      : pass_(pass), cells_(cells), lines_(lines), method_(method) {}

  /// From the first slice that has the cell.
  float operator()(std::size_t cell) {
    for (std::size_t i = 0; i < cells_.slices.size(); ++i) {
      const float value = from(i, cell);
      if (!std::isnan(value)) return value;
    }
    return kNaN;
  }

  bool complete() const { return complete_; }

 private:
  const Slice& slice(std::size_t i) const {
    return pass_.slices()[static_cast<std::size_t>(cells_.first_slice) + i];
  }

  float from(std::size_t i, std::size_t cell) {
    const SeenCells& seen = cells_.slices[i];
    const Slice& own = slice(i);
    double line = seen.line[cell];
    const int last = own.lines() - 1;
    // Written so that NaN fails. What lies before the first line is another slice's, whichever of
    // them a tile knows.
    if (!(line >= -1 && line < kFar)) return kNaN;
    // Beyond the last line the next one is the first of the next slice.
    if (own.step_to_next && line > last) line = last + (line - last) / *own.step_to_next;
    if (line >= own.lines()) return kNaN;
    Kernel{method_, std::max(1.0, seen.lines_per_cell)}(line, down_);
    double sum = 0;
    for (int k = down_.first; k < down_.end(); ++k) {
      const double weight = down_.weights[static_cast<std::size_t>(k - down_.first)];
      sum += weight * line_value(i, k, cell);
    }
    return static_cast<float>(sum);
  }

  // Of a line counted from the first one of slice `i`, which may lie in its neighbours.
  double line_value(std::size_t i, int line, std::size_t cell) {
    if (line >= slice(i).lines()) {
      if (!slice(i).step_to_next || i + 1 == cells_.slices.size()) return kNaN;
      return row_value(i + 1, line - slice(i).lines(), cell);
    }
    if (line < 0) {
      if (i == 0 || !slice(i - 1).step_to_next) return kNaN;
      return row_value(i - 1, line + slice(i - 1).lines(), cell);
    }
    return row_value(i, line, cell);
  }

  double row_value(std::size_t i, int line, std::size_t cell) {
    if (line < 0 || line >= slice(i).lines() || !choose_pixels(i, cell)) return kNaN;
    const int pass_line = slice(i).first_line + line;
    if (pass_line < lines_.begin() || pass_line >= lines_.end() ||
        across_.first < lines_.first_pixel() || across_.end() > lines_.pixel_end()) {
      complete_ = false;
      return kNaN;
    }
    const float* values = lines_.row(pass_line) + (across_.first - lines_.first_pixel());
    double sum = 0;
    for (std::size_t k = 0; k < across_.weights.size(); ++k) sum += across_.weights[k] * values[k];
    return sum;
  }

  // The same for all lines of a slice. False when some lie outside of the image.
  bool choose_pixels(std::size_t i, std::size_t cell) {
    const SeenCells& seen = cells_.slices[i];
    const double pixel = seen.pixel[cell];
    if (!(pixel > -kFar && pixel < kFar)) return false;
    if (chosen_slice_ != i || chosen_cell_ != cell) {
      Kernel{method_, std::max(1.0, seen.pixels_per_cell)}(pixel, across_);
      chosen_slice_ = i;
      chosen_cell_ = cell;
    }
    return across_.first >= 0 && across_.end() <= slice(i).pixels();
  }

  const Pass& pass_;
  const CellsOnPass& cells_;
  const LineBuffer& lines_;
  SamplingMethod method_;
  Taps down_;
  Taps across_;
  std::size_t chosen_slice_ = kNone;  // what across_ is for
  std::size_t chosen_cell_ = kNone;
  bool complete_ = true;
};

/// The usual case, several times faster: all four pixels inside of one slice and in memory. Its
/// arithmetic is that of the Sampler, to which it leaves all other cells.
class FastBilinear {
 public:
  FastBilinear(const Slice& slice, const SeenCells& seen, const LineBuffer& lines)
      : seen_(seen),
        lines_(lines),
        first_line_(slice.first_line),
        low_line_(std::max(0, lines.begin() - slice.first_line)),
        high_line_(std::min(slice.lines(), lines.end() - slice.first_line) - 1),
        low_pixel_(std::max(0, lines.first_pixel())),
        high_pixel_(std::min(slice.pixels(), lines.pixel_end()) - 1) {}

  bool operator()(std::size_t cell, float& out) const {
    const double line = seen_.line[cell];
    const double pixel = seen_.pixel[cell];
    const bool inside =
        line > low_line_ && line < high_line_ && pixel > low_pixel_ && pixel < high_pixel_;
    if (!inside) return false;  // NaN too
    const int i = static_cast<int>(line);
    const int j = static_cast<int>(pixel);
    const double down = line - i;
    const double right = pixel - j;
    if (down == 0 || right == 0) return false;
    const float* above = lines_.row(first_line_ + i) + (j - lines_.first_pixel());
    const float* below = lines_.row(first_line_ + i + 1) + (j - lines_.first_pixel());
    const double upper = (1 - right) * above[0] + right * above[1];
    const double lower = (1 - right) * below[0] + right * below[1];
    out = static_cast<float>((1 - down) * upper + down * lower);
    return true;
  }

 private:
  const SeenCells& seen_;
  const LineBuffer& lines_;
  int first_line_;
  int low_line_;
  int high_line_;
  int low_pixel_;
  int high_pixel_;
};

}  // namespace

const char* name_of(Resampling resampling) {
  switch (resampling) {
    case Resampling::nearest:
      return "nearest";
    case Resampling::bilinear:
      return "bilinear";
    case Resampling::cubic:
      return "cubic";
  }
  return "";
}

int reach_lines(const SamplingMethod& method, double lines_per_cell) {
  if (!method.area_mean) return 2;
  return static_cast<int>(std::ceil(std::max(1.0, lines_per_cell) / 2)) + 1;
}

bool sample(const Pass& pass, const CellsOnPass& cells, const LineBuffer& lines,
            const SamplingMethod& method, std::vector<float>& out) {
  Sampler sampler(pass, cells, lines, method);
  if (cells.slices.size() == 1 && !method.area_mean && method.resampling == Resampling::bilinear) {
    const auto first = static_cast<std::size_t>(cells.first_slice);
    const FastBilinear fast(pass.slices()[first], cells.slices[0], lines);
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (!fast(i, out[i])) out[i] = sampler(i);
    }
  } else {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = sampler(i);
  }
  return sampler.complete();
}

}  // namespace scarp::sar
