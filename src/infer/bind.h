#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "infer/array.h"
#include "infer/program.h"
#include "kernels/fixed_convolution.h"
#include "kernels/winograd_transposed.h"

namespace scarp::infer {

/// Where a thread computes an operation.
struct Site {
  std::vector<Array> in;
  Array out;
  float* room = nullptr;       ///< of rows
  std::byte* dense = nullptr;  ///< of a convolution's result that has to be moved
  std::byte* inner = nullptr;  ///< of the convolution's own
  std::vector<const kernels::FixedConvolution*> convolutions{};
  const kernels::WinogradTransposed* transposed = nullptr;  ///< in place of four of them
};

/// Whether the four parts of a transposed convolution are computed as the output has them, and only
/// have to be put there.
bool moves_as_it_is(const Operation& operation);

/// The operation with its arrays. `operation` has to outlive it.
std::function<void()> bind(const Operation& operation, const Site& site);

}  // namespace scarp::infer
