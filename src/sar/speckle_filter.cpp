#include "sar/speckle_filter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/box_filter.h"
#include "core/error.h"

namespace scarp::sar {
namespace {

constexpr float kNoData = std::numeric_limits<float>::quiet_NaN();

void require_radius(int radius) {
  if (radius < 0) throw Error({"the window of a speckle filter is below one cell", "", ""});
}

void require_looks(double looks) {
  if (!(looks > 0)) throw Error({"the number of looks is not above zero", "", ""});
}

// Lee's estimate: `square` is the mean of the squared powers.
float estimate(float power, double mean, double square, double looks) {
  const double variance = square - mean * mean;
  const double of_speckle = mean * mean / looks;
  if (!(variance > of_speckle)) return static_cast<float>(mean);
  const double gain = (variance - of_speckle) / (variance * (1 + 1 / looks));
  return static_cast<float>(mean + gain * (power - mean));
}

// The half of the 7 × 7 window to one side of an edge: in each row, columns first … last.
struct HalfWindow {
  std::array<int, 7> first;
  std::array<int, 7> last;
};

constexpr HalfWindow kLeft{{-3, -3, -3, -3, -3, -3, -3}, {0, 0, 0, 0, 0, 0, 0}};
constexpr HalfWindow kRight{{0, 0, 0, 0, 0, 0, 0}, {3, 3, 3, 3, 3, 3, 3}};
constexpr HalfWindow kUpper{{-3, -3, -3, -3, 1, 1, 1}, {3, 3, 3, 3, 0, 0, 0}};
constexpr HalfWindow kLower{{1, 1, 1, -3, -3, -3, -3}, {0, 0, 0, 3, 3, 3, 3}};
constexpr HalfWindow kUpperLeft{{-3, -3, -3, -3, -3, -3, -3}, {3, 2, 1, 0, -1, -2, -3}};
constexpr HalfWindow kLowerRight{{3, 2, 1, 0, -1, -2, -3}, {3, 3, 3, 3, 3, 3, 3}};
constexpr HalfWindow kUpperRight{{-3, -2, -1, 0, 1, 2, 3}, {3, 3, 3, 3, 3, 3, 3}};
constexpr HalfWindow kLowerLeft{{-3, -3, -3, -3, -3, -3, -3}, {-3, -2, -1, 0, 1, 2, 3}};

// Means over 3 × 3 cells, centred two cells apart around one cell.
struct SubMeans {
  float upper_left, upper, upper_right;
  float left, centre, right;
  float lower_left, lower, lower_right;
};

// Beside the border, and where a mean is missing, the mean of the middle stands.
SubMeans sub_means(const Image<float>& means, int row, int col) {
  const float centre = means(row, col);
  const auto at = [&](int r, int c) {
    if (r < 0 || c < 0 || r >= means.rows() || c >= means.cols()) return centre;
    return std::isnan(means(r, c)) ? centre : means(r, c);
  };
  constexpr int kStep = 2;
  const int up = row - kStep;
  const int down = row + kStep;
  const int left = col - kStep;
  const int right = col + kStep;
  return {at(up, left),   at(up, col),    at(up, right), at(row, left),  centre,
          at(row, right), at(down, left), at(down, col), at(down, right)};
}

const HalfWindow& nearer(float centre, float a, const HalfWindow& at_a, float b,
                         const HalfWindow& at_b) {
  return std::abs(a - centre) < std::abs(b - centre) ? at_a : at_b;
}

// Across the strongest edge, the side whose mean is nearer to that of the middle.
const HalfWindow& side_of_edge(const SubMeans& m) {
  const float across_cols =
      std::abs(m.upper_left + m.left + m.lower_left - m.upper_right - m.right - m.lower_right);
  const float across_rows =
      std::abs(m.upper_left + m.upper + m.upper_right - m.lower_left - m.lower - m.lower_right);
  const float falling =
      std::abs(m.upper + m.upper_left + m.left - m.right - m.lower_right - m.lower);
  const float rising =
      std::abs(m.upper + m.upper_right + m.right - m.left - m.lower_left - m.lower);
  const float strongest = std::max({across_cols, across_rows, falling, rising});
  if (across_cols == strongest) return nearer(m.centre, m.left, kLeft, m.right, kRight);
  if (across_rows == strongest) return nearer(m.centre, m.upper, kUpper, m.lower, kLower);
  if (falling == strongest) {
    return nearer(m.centre, m.upper_left, kUpperLeft, m.lower_right, kLowerRight);
  }
  return nearer(m.centre, m.upper_right, kUpperRight, m.lower_left, kLowerLeft);
}

float filter_within(const Image<float>& power, const HalfWindow& half, int row, int col,
                    double looks) {
  double sum = 0;
  double squares = 0;
  int count = 0;
  for (int dr = -kRefinedLeeRadius; dr <= kRefinedLeeRadius; ++dr) {
    const int r = row + dr;
    if (r < 0 || r >= power.rows()) continue;
    const int from_top = dr + kRefinedLeeRadius;
    const auto line = static_cast<std::size_t>(from_top);
    const int first = std::max(0, col + half.first[line]);
    const int last = std::min(power.cols() - 1, col + half.last[line]);
    const float* cells = power.row(r);
    for (int c = first; c <= last; ++c) {
      const bool has_data = !std::isnan(cells[c]);
      const double value = has_data ? cells[c] : 0;
      sum += value;
      squares += value * value;
      count += has_data ? 1 : 0;
    }
  }
  return estimate(power(row, col), sum / count, squares / count, looks);
}

}  // namespace

Image<float> lee(const Image<float>& power, const LeeOptions& options) {
  require_radius(options.radius);
  require_looks(options.looks);
  Image<float> squares = power;
  for (float& value : squares.values()) value *= value;
  const Image<float> square = box_mean(squares, options.radius);
  Image<float> result = box_mean(power, options.radius);
  for (std::size_t i = 0; i < result.values().size(); ++i) {
    const float value = power.values()[i];
    result.values()[i] =
        std::isnan(value) ? kNoData
                          : estimate(value, result.values()[i], square.values()[i], options.looks);
  }
  return result;
}

Image<float> refined_lee(const Image<float>& power, double looks) {
  require_looks(looks);
  const Image<float> means = box_mean(power, 1);
  Image<float> result(power.size(), kNoData);
  for (int row = 0; row < power.rows(); ++row) {
    for (int col = 0; col < power.cols(); ++col) {
      if (std::isnan(power(row, col))) continue;
      const HalfWindow& half = side_of_edge(sub_means(means, row, col));
      result(row, col) = filter_within(power, half, row, col, looks);
    }
  }
  return result;
}

std::vector<Image<float>> multitemporal(const std::vector<Image<float>>& powers, int radius) {
  require_radius(radius);
  std::vector<Image<float>> result;
  result.reserve(powers.size());
  for (const Image<float>& power : powers) {
    if (power.size() != powers.front().size()) {
      throw Error({"the dates of a series differ in size", "", ""});
    }
    result.push_back(box_mean(power, radius));
  }
  const std::size_t cells = powers.empty() ? 0 : powers.front().values().size();
  for (std::size_t i = 0; i < cells; ++i) {
    double sum = 0;
    int dates = 0;
    for (std::size_t k = 0; k < powers.size(); ++k) {
      const double power = powers[k].values()[i];
      const double mean = result[k].values()[i];
      if (std::isnan(power)) continue;
      // Nothing but zeros around: speckle of nothing is as good as its mean.
      sum += mean > 0 ? power / mean : 1;
      ++dates;
    }
    for (std::size_t k = 0; k < powers.size(); ++k) {
      float& mean = result[k].values()[i];
      mean = std::isnan(powers[k].values()[i]) ? kNoData : static_cast<float>(mean * (sum / dates));
    }
  }
  return result;
}

}  // namespace scarp::sar
