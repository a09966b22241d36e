#pragma once

#include "core/image.h"

namespace scarp {

/// Mean over the square of (2·radius + 1)² cells around each cell, over the finite ones only and
/// cut at the borders; NaN where none is finite. Each result depends on the values in its square
/// alone, to the last bit: tiles with a halo of `radius` give what the whole image gives.
Image<float> box_mean(const Image<float>& image, int radius);

}  // namespace scarp
