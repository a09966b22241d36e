#pragma once

#include <array>
#include <vector>

#include "infer/program.h"

namespace scarp::infer {

/// One of the four convolutions that a transposed one at stride 2 is made of. It has as many rows
/// and columns of padding before the image as its kernel has more than one.
struct Subpixel {
  int kernel_rows = 1;
  int kernel_cols = 1;
  std::vector<float> weights;  ///< (out, in, rows, cols)
};

/// Those that yield the pixels (0, 0), (0, 1), (1, 0), (1, 1) of each 2×2 pixels of the output of a
/// transposed convolution, kernel 3, from `inputs` channels. Pixel 2i of a line is x[i − 1] w[2] +
/// x[i] w[0], pixel 2i + 1 is x[i] w[1]: as many products as there are, none with zeros.
std::array<Subpixel, 4> subpixels(const Operation& operation, int inputs);

}  // namespace scarp::infer
