#include "stack/shift.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "core/backscatter.h"
#include "core/image.h"
#include "core/median.h"
#include "core/vectorised.h"
#include "geo/terrain.h"
#include "stack/resample.h"

namespace scarp::stack {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr int kKernel = 4;                 // lags on either side that interpolation uses
constexpr std::size_t kTaps = 8;           // both sides together
constexpr int kSmoothing = 3;              // cells on either side
constexpr double kLeastCorrelation = 0.1;  // five times what speckle alone reaches in 128 cells
constexpr double kCorrelationEdge = 128;
constexpr double kLeastShare = 0.5;  // of a window that must have data in both
constexpr int kLeastWindow = 32;

// Gaussian of 1 cell, which takes speckle off and leaves texture; NaN cells are left out.
Image<float> smooth_rows(const Image<float>& image) {
  constexpr std::array<float, 2 * kSmoothing + 1> kWeights{0.0044F, 0.054F, 0.242F, 0.3989F,
                                                           0.242F,  0.054F, 0.0044F};
  Image<float> result(image.size(), kNaN);
  for (int row = 0; row < image.rows(); ++row) {
    for (int col = 0; col < image.cols(); ++col) {
      float sum = 0;
      float weights = 0;
      int at = col - kSmoothing;
      for (const float weight : kWeights) {
        const float value = at < 0 || at >= image.cols() ? kNaN : image(row, at);
        ++at;
        if (std::isnan(value)) continue;
        sum += weight * value;
        weights += weight;
      }
      if (!std::isnan(image(row, col))) result(row, col) = sum / weights;
    }
  }
  return result;
}

Image<float> transposed(const Image<float>& image) {
  Image<float> result({image.cols(), image.rows()});
  for (int row = 0; row < image.rows(); ++row) {
    for (int col = 0; col < image.cols(); ++col) result(col, row) = image(row, col);
  }
  return result;
}

// dB, smoothed, without the margin that smoothing needs.
Image<float> texture(const RasterSource& source, const Grid& grid, const Window& window) {
  const Window read{window.row - kSmoothing, window.col - kSmoothing, window.rows + 2 * kSmoothing,
                    window.cols + 2 * kSmoothing};
  Image<float> image = resample(source, "", grid.crop(read), geo::Resampling::bilinear);
  for (float& power : image.values()) power = from_power(power, BackscatterUnit::decibel);
  const Image<float> smooth = transposed(smooth_rows(transposed(smooth_rows(image))));
  return crop(smooth, {kSmoothing, kSmoothing, window.rows, window.cols});
}

/// Sums over the cells that two images both have.
struct Moments {
  double n = 0, a = 0, b = 0, aa = 0, bb = 0, ab = 0;

  std::optional<double> correlation() const {
    const double var_a = aa - a * a / n;
    const double var_b = bb - b * b / n;
    if (!(n > 0 && var_a > 0 && var_b > 0)) return std::nullopt;
    return (ab - a * b / n) / std::sqrt(var_a * var_b);
  }
};

constexpr int kLanes = 16;  // sums side by side, as wide as registers get

/// Moments of a row, in single precision, which rows are short enough for.
struct RowMoments {
  std::array<float, kLanes> n{}, a{}, b{}, aa{}, bb{}, ab{};
};

SCARP_VECTORISED
void add_products(const float* a, const float* b, int count, RowMoments& sum) {
  for (int first = 0; first + kLanes <= count; first += kLanes) {
    for (int lane = 0; lane < kLanes; ++lane) {
      const float left = a[first + lane];
      const float right = b[first + lane];
      const bool both = left == left && right == right;  // neither is NaN
      const float x = both ? left : 0;
      const float y = both ? right : 0;
      sum.n[lane] += both ? 1.0F : 0.0F;
      sum.a[lane] += x;
      sum.b[lane] += y;
      sum.aa[lane] += x * x;
      sum.bb[lane] += y * y;
      sum.ab[lane] += x * y;
    }
  }
}

double total(const std::array<float, kLanes>& lanes) {
  return std::accumulate(lanes.begin(), lanes.end(), 0.0);
}

Moments moments(const Image<float>& fixed, const Image<float>& moved, int down, int right) {
  Moments sum;
  const int whole = fixed.cols() - fixed.cols() % kLanes;
  for (int row = 0; row < fixed.rows(); ++row) {
    const float* a = fixed.row(row);
    const float* b = moved.row(row + down) + right;
    RowMoments part;
    add_products(a, b, whole, part);
    if (whole < fixed.cols()) {
      std::array<float, kLanes> last_a{};
      std::array<float, kLanes> last_b{};
      last_a.fill(kNaN);
      std::copy(a + whole, a + fixed.cols(), last_a.begin());
      std::copy(b + whole, b + fixed.cols(), last_b.begin());
      add_products(last_a.data(), last_b.data(), kLanes, part);
    }
    sum.n += total(part.n);
    sum.a += total(part.a);
    sum.b += total(part.b);
    sum.aa += total(part.aa);
    sum.bb += total(part.bb);
    sum.ab += total(part.ab);
  }
  return sum;
}

void subtract_mean(Image<float>& image) {
  double sum = 0;
  double count = 0;
  for (const float value : image.values()) {
    if (std::isnan(value)) continue;
    sum += value;
    ++count;
  }
  for (float& value : image.values()) value -= static_cast<float>(sum / count);
}

// Correlation at every lag of up to `lags` cells either way; nothing when too few cells have data.
std::optional<Image<double>> correlation_surface(const Image<float>& fixed,
                                                 const Image<float>& moved, int lags) {
  Image<double> surface({2 * lags + 1, 2 * lags + 1});
  const double enough = kLeastShare * static_cast<double>(fixed.size().cells());
  for (int down = 0; down <= 2 * lags; ++down) {
    for (int right = 0; right <= 2 * lags; ++right) {
      const Moments sums = moments(fixed, moved, down, right);
      const std::optional<double> correlation = sums.correlation();
      if (sums.n < enough || !correlation) return std::nullopt;
      surface(down, right) = *correlation;
    }
  }
  return surface;
}

double lanczos(double x) {
  if (x == 0) return 1;
  const double angle = M_PI * x;
  return kKernel * std::sin(angle) * std::sin(angle / kKernel) / (angle * angle);
}

/// What samples a whole cell apart count at a place between them.
struct Taps {
  int first;  // sample
  std::array<double, kTaps> weights;
};

Taps taps_at(double at) {
  Taps taps{static_cast<int>(std::floor(at)) - kKernel + 1, {}};
  double sum = 0;
  int sample = taps.first;
  for (double& weight : taps.weights) {
    weight = lanczos(at - sample++);
    sum += weight;
  }
  for (double& weight : taps.weights) weight /= sum;
  return taps;
}

double interpolate(const Image<double>& surface, double row, double col) {
  const Taps down = taps_at(row);
  const Taps right = taps_at(col);
  double value = 0;
  int r = down.first;
  for (const double row_weight : down.weights) {
    const double* samples = surface.row(r++) + right.first;
    value +=
        row_weight * std::inner_product(right.weights.begin(), right.weights.end(), samples, 0.0);
  }
  return value;
}

struct Peak {
  double row;
  double col;
  double height;
};

// The highest of the points around `start` on a lattice of the given step.
Peak climb(const Image<double>& surface, const Peak& start, double step, int steps) {
  Peak best = start;
  for (int i = -steps; i <= steps; ++i) {
    for (int j = -steps; j <= steps; ++j) {
      const double row = start.row + i * step;
      const double col = start.col + j * step;
      const double height = interpolate(surface, row, col);
      if (height > best.height) best = {row, col, height};
    }
  }
  return best;
}

// Nothing when the highest lag is the last one that was looked at.
std::optional<Peak> find_peak(const Image<double>& surface, int reach, double least) {
  const int middle = surface.rows() / 2;
  Peak best{0, 0, -1};
  for (int row = middle - reach; row <= middle + reach; ++row) {
    for (int col = middle - reach; col <= middle + reach; ++col) {
      if (surface(row, col) > best.height) {
        best = {static_cast<double>(row), static_cast<double>(col), surface(row, col)};
      }
    }
  }
  const bool at_border =
      std::abs(best.row - middle) >= reach || std::abs(best.col - middle) >= reach;
  if (best.height < least || at_border) return std::nullopt;
  best = climb(surface, best, 0.1, 9);
  best = climb(surface, best, 0.01, 9);
  return Peak{best.row - middle, best.col - middle, best.height};
}

std::optional<Peak> shift_in(const RasterSource& fixed, const RasterSource& moved, const Grid& grid,
                             const Window& window, int reach) {
  const int lags = reach + kKernel;
  const Window around{window.row - lags, window.col - lags, window.rows + 2 * lags,
                      window.cols + 2 * lags};
  Image<float> a = texture(fixed, grid, window);
  Image<float> b = texture(moved, grid, around);
  subtract_mean(a);
  subtract_mean(b);
  const auto surface = correlation_surface(a, b, lags);
  // By chance images correlate as the inverse root of their cells.
  const double least = kLeastCorrelation * std::max(1.0, kCorrelationEdge / window.rows);
  return surface ? find_peak(*surface, reach, least) : std::nullopt;
}

// Rows and columns of squares that find room beside each other, at most `most` in all.
Size room(Size size, int edge, int most) {
  const int side = static_cast<int>(std::sqrt(most));
  return {std::clamp(size.rows / edge, 1, side), std::clamp(size.cols / edge, 1, side)};
}

int window_edge(Size size, const ShiftOptions& options) {
  int edge = std::min({options.window, size.rows, size.cols});
  while (edge > kLeastWindow && room(size, edge, options.most_windows).cells() < kLeastWindows) {
    edge = std::max(kLeastWindow, edge / 2);
  }
  return edge;
}

// Squares spread evenly over the grid, apart from each other.
std::vector<Window> spread(Size size, int edge, int most) {
  const auto [rows, cols] = room(size, edge, most);
  std::vector<Window> windows;
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < cols; ++j) {
      const auto along = [edge](int length, int index, int count) {
        return static_cast<int>((index + 0.5) * length / count - edge / 2.0);
      };
      windows.push_back({along(size.rows, i, rows), along(size.cols, j, cols), edge, edge});
    }
  }
  return windows;
}

// Of a median, from the median absolute deviation, as if errors were normal.
double error_of_median(const std::vector<double>& values, double middle) {
  std::vector<double> deviations;
  deviations.reserve(values.size());
  for (const double value : values) deviations.push_back(std::abs(value - middle));
  return 1.2533 * 1.4826 * median(deviations) / std::sqrt(static_cast<double>(values.size()));
}

// What the pairs say of one window, weighted by their correlation: their errors are not
// independent.
std::optional<Peak> mean_of_pairs(const std::vector<std::optional<Peak>>& peaks, std::size_t window,
                                  std::size_t windows) {
  Peak sum{0, 0, 0};
  int count = 0;
  for (std::size_t i = window; i < peaks.size(); i += windows) {
    const std::optional<Peak>& peak = peaks[i];
    if (!peak) continue;
    sum.row += peak->row * peak->height;
    sum.col += peak->col * peak->height;
    sum.height += peak->height;
    ++count;
  }
  if (count == 0) return std::nullopt;
  return Peak{sum.row / sum.height, sum.col / sum.height, sum.height / count};
}

// Of `windows` windows in each pair.
Shift summarise(const std::vector<std::optional<Peak>>& peaks, std::size_t windows,
                const Grid& grid) {
  std::vector<double> rows;
  std::vector<double> cols;
  std::vector<double> heights;
  for (std::size_t w = 0; w < windows; ++w) {
    const std::optional<Peak> peak = mean_of_pairs(peaks, w, windows);
    if (!peak) continue;
    rows.push_back(peak->row);
    cols.push_back(peak->col);
    heights.push_back(peak->height);
  }
  Shift shift;
  shift.windows_tried = static_cast<int>(windows);
  shift.windows_used = static_cast<int>(rows.size());
  if (rows.empty()) return shift;
  shift.rows = median(rows);
  shift.cols = median(cols);
  shift.error_cells =
      std::max(error_of_median(rows, shift.rows), error_of_median(cols, shift.cols));
  shift.correlation = median(heights);
  const Affine& affine = grid.affine();
  const geo::CellLength cell = geo::cell_length(grid, grid.rows() / 2);
  const double east = shift.rows * affine.x_per_row + shift.cols * affine.x_per_col;
  const double north = shift.rows * affine.y_per_row + shift.cols * affine.y_per_col;
  shift.east_m = east * cell.east_m / grid.cell_width();
  shift.north_m = north * cell.north_m / grid.cell_height();
  return shift;
}

}  // namespace

Shift measure_shift(const std::vector<ImagePair>& pairs, const Grid& grid,
                    const ShiftOptions& options, ThreadPool& threads) {
  const int edge = window_edge(grid.size(), options);
  if (edge < kLeastWindow) return {};
  const std::vector<Window> windows = spread(grid.size(), edge, options.most_windows);
  std::vector<std::optional<Peak>> peaks(pairs.size() * windows.size());
  threads.parallel_for(static_cast<std::int64_t>(peaks.size()), [&](std::int64_t i) {
    const auto index = static_cast<std::size_t>(i);
    const ImagePair& pair = pairs[index / windows.size()];
    peaks[index] =
        shift_in(*pair.fixed, *pair.moved, grid, windows[index % windows.size()], options.reach);
  });
  Shift shift = summarise(peaks, windows.size(), grid);
  for (std::size_t i = 0; i < peaks.size(); ++i) {
    const std::optional<Peak>& peak = peaks[i];
    if (!peak) continue;
    const Window& window = windows[i % windows.size()];
    shift.windows.push_back({pairs[i / windows.size()].polarisation, window.row + edge / 2.0,
                             window.col + edge / 2.0, peak->row, peak->col, peak->height});
  }
  return shift;
}

}  // namespace scarp::stack
