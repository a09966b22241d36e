#pragma once

#include "core/grid.h"
#include "core/image.h"

namespace scarp {

/// One band of values with its place on the Earth. Floating-point cells without data are NaN.
template <typename T>
struct Raster {
  Grid grid;
  Image<T> values;
};

}  // namespace scarp
