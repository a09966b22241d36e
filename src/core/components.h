#pragma once

#include <cstdint>
#include <vector>

#include "core/image.h"

namespace scarp {

/// Connected regions of an image.
struct Components {
  Image<std::int32_t> labels;  ///< 0 outside; regions count from 1 in order of their first cell
  std::vector<std::int64_t> cells;  ///< how many cells region `label` has, at [label - 1]

  std::int32_t count() const { return static_cast<std::int32_t>(cells.size()); }
};

/// Regions of cells above zero in which any two are joined by a path over edges and corners
/// (8-connected). One pass with union-find (Wu et al. 2009) and one to number; linear in cells.
Components connected_components(const Image<std::uint8_t>& foreground);

}  // namespace scarp
