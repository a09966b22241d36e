#pragma once

#include "made_product.h"
#include "sar/visibility.h"

namespace scarp::sar::test {

/// A product over a made orbit, 250 km wide, at some 3° north for each 50 s after the start.
struct Scene {
  Product product;
  RadarGeometry geometry;
  Geographic projection;

  explicit Scene(double start_s, bool descending = false, GeometryOptions options = {});

  /// Around what the image shows there, in cells of 0.0001°.
  Grid grid_at(double line, double pixel, Size size) const;
};

/// Waves of all directions, shorter ones lower: ridges and gullies as steep as 60° where
/// `height_m` is 1200.
Image<float> rugged(Size size, std::uint64_t seed, double height_m);

/// A plane around the middle of `window`, at 800 m there: so many degrees steep, and rising in a
/// direction counted from the east by the north.
HeightTile plane(const Grid& grid, const Window& window, double slope_deg, double rises_to_deg);

Relief relief_of(const HeightTile& heights);

/// The part of `heights` in `window`; NaN beyond them.
HeightTile part(const HeightTile& heights, const Window& window);

}  // namespace scarp::sar::test
