#include "infer/subpixel.h"

#include <cstddef>

namespace scarp::infer {
namespace {

/// The element of the kernel by which pixel `parity` of a pair sees the one before (`tap` 0) or the
/// same (1) pixel of the input; −1 for none.
int element(int parity, int tap) {
  if (parity == 0) return tap == 0 ? 2 : 0;
  return tap == 0 ? -1 : 1;
}

}  // namespace

Subpixel subpixel(const Operation& operation, int inputs) {
  const int outputs = static_cast<int>(operation.bias.size());
  Subpixel result;
  for (int pixel = 0; pixel < 4; ++pixel) {
    for (int o = 0; o < outputs; ++o) {
      result.bias.push_back(operation.bias[static_cast<std::size_t>(o)]);
      for (int i = 0; i < inputs; ++i) {
        for (int tap = 0; tap < 4; ++tap) {
          const int row = element(pixel / 2, tap / 2);
          const int col = element(pixel % 2, tap % 2);
          const int at = ((i * outputs + o) * 3 + row) * 3 + col;
          const bool none = row < 0 || col < 0;
          result.weights.push_back(none ? 0.0F : operation.weights[static_cast<std::size_t>(at)]);
        }
      }
    }
  }
  return result;
}

}  // namespace scarp::infer
