#include "infer/subpixel.h"

#include <cstddef>

namespace scarp::infer {
namespace {

/// The elements of a line of the kernel by which a pixel sees the input, in the input's order.
std::vector<int> elements(bool second) {
  return second ? std::vector<int>{1} : std::vector<int>{2, 0};
}

}  // namespace

std::array<Subpixel, 4> subpixels(const Operation& operation, int inputs) {
  const int outputs = static_cast<int>(operation.bias.size());
  std::array<Subpixel, 4> result;
  for (int pixel = 0; pixel < 4; ++pixel) {
    const std::vector<int> rows = elements(pixel / 2 == 1);
    const std::vector<int> cols = elements(pixel % 2 == 1);
    Subpixel& part = result[static_cast<std::size_t>(pixel)];
    part.kernel_rows = static_cast<int>(rows.size());
    part.kernel_cols = static_cast<int>(cols.size());
    for (int o = 0; o < outputs; ++o) {
      for (int i = 0; i < inputs; ++i) {
        for (const int row : rows) {
          for (const int col : cols) {
            const int at = ((i * outputs + o) * 3 + row) * 3 + col;
            part.weights.push_back(operation.weights[static_cast<std::size_t>(at)]);
          }
        }
      }
    }
  }
  return result;
}

}  // namespace scarp::infer
