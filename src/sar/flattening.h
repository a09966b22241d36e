#pragma once

#include <vector>

#include "sar/visibility.h"

namespace scarp::sar {

/// Terrain flattening (Small 2011): γ⁰ = β⁰ · A_β / A_γ, where A_γ is the ground that one pixel
/// shows, projected along the line of sight, and A_β = δr · δa the pixel in the slant range plane.
/// Both have the true spacing of lines as a factor, and A_γ / A_β is the sum of R·Δφ over the
/// pixel's ground, with φ the look angle, by δr. Ground counts where φ is above the greatest
/// before, so that slopes that face away and shadow count for nothing. It is spread bilinearly on
/// lines and pixels, from profiles half a line apart. A result depends on the heights within
/// terrain_reach_m() alone, to the last bit. Safe to use from several threads at once.
class Flattening {
 public:
  /// The arguments must outlive it. Throws Error like ProfileLattice.
  Flattening(const Grid& grid, const Projection& projection, const RadarGeometry& geometry,
             const Relief& relief);

  /// The cells whose heights decide on what the image shows in the cells of `window`.
  Window padded(const Window& window) const;

  /// The cells whose heights decide on lines and pixels in `image`; empty where it shows no ground.
  Window ground_of(const Window& image) const;

  /// A_γ / A_β, at least −30 dB, of lines and pixels in `image`, where `heights` hold all the
  /// ground that is seen there; NaN where the image shows ground of unknown height.
  Image<float> area_ratio(const Window& image, const HeightTile& heights) const;

  /// The other way round, β⁰ = Σ γ⁰ · A_γ / A_β, without a least area: what the image shows of
  /// ground with these γ⁰, each on the cells of `heights` and bilinear between their centres. 0 in
  /// shadow, NaN where height or γ⁰ is unknown.
  std::vector<Image<float>> beta0(const Window& image, const HeightTile& heights,
                                  const std::vector<Image<float>>& gamma0) const;

 private:
  // A_γ / A_β, or of each of `weights` the sum of it times the weight.
  std::vector<Image<float>> sums(const Window& image, const HeightTile& heights,
                                 const std::vector<Image<float>>& weights) const;

  Grid grid_;
  ProfileLattice lattice_;
  Relief relief_;
  double reach_m_;
  Halo halo_;
};

}  // namespace scarp::sar
