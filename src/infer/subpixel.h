#pragma once

#include <vector>

#include "infer/program.h"

namespace scarp::infer {

/// A convolution, kernel 2 with a row and a column of padding before, to four times the channels:
/// those of 2×2 pixels of a transposed convolution at stride 2, in row-major order.
struct Subpixel {
  std::vector<float> weights;
  std::vector<float> bias;
};

/// Of a transposed convolution, kernel 3, from `inputs` channels. Pixel 2i of a line is
/// x[i] w[0] + x[i − 1] w[2], pixel 2i + 1 is x[i] w[1].
Subpixel subpixel(const Operation& operation, int inputs);

}  // namespace scarp::infer
