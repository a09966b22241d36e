#pragma once

#include <optional>
#include <vector>

#include "sar/product.h"
#include "sar/radar_geometry.h"

namespace scarp::sar {

/// One product of a pass.
struct Slice {
  const Product* product = nullptr;
  RadarGeometry geometry;
  int first_line = 0;  ///< of the pass, whose lines are counted on from slice to slice
  /// From its last line to the first one of the next slice, in lines; nothing where none follows
  /// at once, or overlaps.
  std::optional<double> step_to_next;

  int lines() const { return product->image.size.rows; }
  int pixels() const { return product->image.size.cols; }
};

/// Products that one satellite took in one go, cut by ESA into slices of some 25 s, as one tall
/// image.
class Pass {
 public:
  /// As sorted_slices returns them; they must outlive it. Throws Error when their pixels differ in
  /// size or an orbit does not cover its slice.
  Pass(const std::vector<Product>& sorted, GeometryOptions options);

  const std::vector<Slice>& slices() const { return slices_; }
  int lines() const { return slices_.back().first_line + slices_.back().lines(); }
  int pixels() const;  ///< of the widest slice

  /// Slant ranges between which all slices lie, m.
  double nearest_m() const;
  double furthest_m() const;

 private:
  std::vector<Slice> slices_;
};

/// Of a channel that every slice has; throws Error where one lacks it or its image.
std::vector<const Channel*> channels(const Pass& pass, const std::string& polarisation);

}  // namespace scarp::sar
