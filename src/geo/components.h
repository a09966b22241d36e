#pragma once

#include <cstdint>
#include <vector>

#include "core/image.h"

namespace scarp::geo {

/// Connected cells of equal labels above zero. A *part* is connected by cell edges; with
/// eight-connection several parts that touch at corners make one region.
struct Components {
  Image<std::int32_t> part;          ///< index of the part of each cell; -1 where the label is <= 0
  std::vector<std::int32_t> region;  ///< of each part; regions count from 0 in order of first cells
  std::vector<std::int32_t> label;   ///< of each region
};

Components connect(const Image<std::int32_t>& labels, bool eight_connected);

}  // namespace scarp::geo
