#include "sar/border_noise.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace scarp::sar {
namespace {

constexpr double kLeastAmplitude = 0.5;  // after noise
constexpr float kLeastDn = 30;

bool is_noise(float dn, double noise) {
  const double signal = static_cast<double>(dn) * dn - noise;
  return dn < kLeastDn || signal < kLeastAmplitude * kLeastAmplitude;
}

}  // namespace

Image<std::uint8_t> border_noise(const Image<float>& copol, const NoiseTable& noise,
                                 const Window& window, const Window& inner) {
  Image<std::uint8_t> border(window.size(), 0);
  std::vector<double> power(static_cast<std::size_t>(window.cols));
  for (int row = 0; row < window.rows; ++row) {
    const int line = window.row + row;
    const bool inner_line = line >= inner.row && line < inner.row_end();
    // Columns of the window that lie far from every edge.
    const int begin = inner_line ? std::clamp(inner.col - window.col, 0, window.cols) : window.cols;
    const int end =
        inner_line ? std::clamp(inner.col_end() - window.col, begin, window.cols) : begin;
    if (begin == 0 && end == window.cols) continue;
    noise.power(line, window.col, window.cols, power.data());
    const auto mark = [&](int first, int last) {
      for (int col = first; col < last; ++col) {
        border(row, col) = is_noise(copol(row, col), power[static_cast<std::size_t>(col)]) ? 1 : 0;
      }
    };
    mark(0, begin);
    mark(end, window.cols);
  }
  return border;
}

void drop_border_noise(const Image<std::uint8_t>& border, Image<float>& dn) {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  for (std::size_t i = 0; i < dn.values().size(); ++i) {
    if (border.values()[i] != 0) dn.values()[i] = kNaN;
  }
}

}  // namespace scarp::sar
