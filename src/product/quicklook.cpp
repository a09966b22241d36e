#include "product/quicklook.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "product/stretch.h"

namespace scarp::product {
namespace {

using Colour = std::array<double, 3>;  // 0–1

constexpr Colour kBrighter{0.90, 0.38, 0.00};  // ends of ColorBrewer's PuOr
constexpr Colour kDarker{0.37, 0.24, 0.60};
constexpr Colour kOutline{1.00, 0.95, 0.20};
constexpr Colour kNoData{1.00, 1.00, 1.00};
constexpr double kFaintest = 0.5;   // of the threshold; changes below are not tinted
constexpr double kStrongest = 1.5;  // fully tinted from here on
constexpr int kHatch = 6;           // cells between the lines over areas without a say

Colour mix(const Colour& a, const Colour& b, double share) {
  Colour mixed{};
  for (std::size_t i = 0; i < mixed.size(); ++i) mixed[i] = a[i] + share * (b[i] - a[i]);
  return mixed;
}

bool inside(const Image<std::uint8_t>& landslides, int row, int col) {
  return row >= 0 && col >= 0 && row < landslides.rows() && col < landslides.cols() &&
         landslides(row, col) != 0;
}

// Just outside a mapped landslide, so that the landslide itself stays visible.
bool on_outline(const Image<std::uint8_t>& landslides, int row, int col) {
  if (inside(landslides, row, col)) return false;
  return inside(landslides, row - 1, col) || inside(landslides, row + 1, col) ||
         inside(landslides, row, col - 1) || inside(landslides, row, col + 1);
}

// How much light the hills leave of a colour; flat ground keeps nearly all.
double shading(const Image<float>& hillshade, int row, int col) {
  constexpr double kDeepest = 0.4;
  constexpr double kFlat = 0.7071;  // hillshade of flat ground
  if (hillshade.empty() || std::isnan(hillshade(row, col))) return 1;
  return std::clamp(kDeepest + (1 - kDeepest) * hillshade(row, col) / kFlat, 0.0, 1.3);
}

Colour colour_of(const QuicklookLayers& layers, const Stretch& stretch, int row, int col) {
  if (on_outline(layers.landslides, row, col)) return kOutline;
  const float backscatter = layers.backscatter_db(row, col);
  if (!std::isfinite(backscatter)) return kNoData;
  const double position = (backscatter - stretch.low) / (stretch.high - stretch.low);
  const double grey =
      (0.12 + 0.76 * std::clamp(position, 0.0, 1.0)) * shading(layers.hillshade, row, col);
  const Colour base{grey, grey, grey};

  const float change = layers.change(row, col);
  if (!std::isfinite(change)) return (row + col) % kHatch == 0 ? mix(base, kNoData, 0.6) : base;
  const double strength =
      std::clamp((std::abs(change) - kFaintest) / (kStrongest - kFaintest), 0.0, 1.0);
  return mix(base, change > 0 ? kBrighter : kDarker, 0.85 * strength);
}

// Small areas are enlarged until they can be looked at.
constexpr int kShortestEdge = 640;

template <typename T>
Image<T> enlarged(const Image<T>& image, int factor) {
  if (factor == 1) return image;
  Image<T> large(Size{image.rows() * factor, image.cols() * factor});
  for (int row = 0; row < large.rows(); ++row) {
    for (int col = 0; col < large.cols(); ++col) {
      large(row, col) = image(row / factor, col / factor);
    }
  }
  return large;
}

QuicklookLayers enlarged(const QuicklookLayers& layers) {
  const int longest = std::max(layers.change.rows(), layers.change.cols());
  const int factor = std::max(1, kShortestEdge / longest);
  return {enlarged(layers.backscatter_db, factor), enlarged(layers.change, factor),
          enlarged(layers.landslides, factor), enlarged(layers.hillshade, factor)};
}

}  // namespace

geo::RgbImage render_quicklook(const QuicklookLayers& given, ThreadPool* threads) {
  const QuicklookLayers layers = enlarged(given);
  const Size size = layers.backscatter_db.size();
  const Stretch stretch = stretch_of({&layers.backscatter_db});
  geo::RgbImage picture{Image<std::uint8_t>(size), Image<std::uint8_t>(size),
                        Image<std::uint8_t>(size)};
  const auto paint_row = [&](std::int64_t i) {
    const int row = static_cast<int>(i);
    for (int col = 0; col < size.cols; ++col) {
      const Colour colour = colour_of(layers, stretch, row, col);
      const auto byte = [&](std::size_t part_of) {
        const double part = std::min(1.0, colour[part_of]);
        return static_cast<std::uint8_t>(std::lround(255 * part));
      };
      picture.red(row, col) = byte(0);
      picture.green(row, col) = byte(1);
      picture.blue(row, col) = byte(2);
    }
  };
  if (threads != nullptr) {
    threads->parallel_for(size.rows, paint_row);
  } else {
    for (int row = 0; row < size.rows; ++row) paint_row(row);
  }
  return picture;
}

}  // namespace scarp::product
