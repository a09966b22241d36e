#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "sar/radar_geometry.h"

// The pixels of one line of an image, as ground is added up in them: which one a slant range falls
// into, what shows in it, how long it is.
namespace scarp::sar {

/// Pixels over slant range at one azimuth time: parabolas over stretches of slant range that count
// from 0. They err by some mm.
class PixelsOverRange {
 public:
  PixelsOverRange(const RadarGeometry& geometry, double azimuth_time_s, double low_m, double high_m)
      : first_(std::floor(low_m / kStretch_m)) {
    const auto count = static_cast<std::size_t>(std::floor(high_m / kStretch_m) - first_) + 1;
    pieces_.resize(count);
    const auto pixel = [&](std::size_t half) {
      const double range_m = (first_ + static_cast<double>(half) / 2) * kStretch_m;
      return geometry.pixel(azimuth_time_s, range_m)
          .value_or(std::numeric_limits<double>::quiet_NaN());
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
    if (!(place >= 0 && place < static_cast<double>(pieces_.size())))
      return std::numeric_limits<double>::quiet_NaN();
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

/// What is seen at one moment, over halves of pixels: bin k reaches from pixel k/2 to (k + 1)/2.
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
  // of the first pixel. `known` are the bins that tell what is covered.
  void spread(const RangeBins& known, std::vector<double>& pixels) const {
    for (std::size_t p = 0; p < pixels.size(); ++p) {
      const Bin* b = &bins_[2 * p];
      const Bin* k = &known.bins_[2 * p];
      const bool covered = k[0].covered && k[1].covered && k[2].covered && k[3].covered;
      pixels[p] = covered ? ((b[0].amount + b[3].amount) + 3 * (b[1].amount + b[2].amount)) / 4
                          : std::numeric_limits<double>::quiet_NaN();
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

/// δr of pixels of one line, m of slant range.
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

/// The profiles around a line, the last four, each standing for half a line.
class HalfLines {
 public:
  explicit HalfLines(int pixels) {
    for (auto& half : halves_) half.resize(static_cast<std::size_t>(pixels));
  }

  std::vector<double>& next() { return halves_[count_++ % halves_.size()]; }

  // Spread bilinearly.
  double line(int pixel) const {
    const auto at = [&](std::size_t i) {
      return halves_[(count_ + i) % halves_.size()][static_cast<std::size_t>(pixel)];
    };
    return ((at(0) + at(3)) + 3 * (at(1) + at(2))) / 8;
  }

 private:
  std::array<std::vector<double>, 4> halves_;
  std::size_t count_ = 0;
};

}  // namespace scarp::sar
