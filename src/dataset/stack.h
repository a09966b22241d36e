#pragma once

#include <vector>

#include "core/grid.h"
#include "core/image.h"
#include "dataset/band.h"

namespace scarp::dataset {

/// Bands of one event on one grid.
struct Stack {
  Grid grid;
  std::vector<Band> bands;
  std::vector<Image<float>> values;  ///< (bands)(rows, cols); NaN without data
  Image<std::uint8_t> valid;  ///< (rows, cols): 1 where every band has data and no mask says no
};

}  // namespace scarp::dataset
