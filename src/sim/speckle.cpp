#include "sim/speckle.h"

#include <cmath>

#include "core/random.h"

namespace scarp::sim {
namespace {

// Weights a, 1 − 2a, a along a line correlate neighbours by r = 2a(1 − 2a) / (2a² + (1 − 2a)²).
double outer_weight(double r) {
  const double half = 2 * r + 1;
  return (half - std::sqrt(half * half - r * (6 * r + 4))) / (6 * r + 4);
}

}  // namespace

Image<float> speckle(Size size, const SpeckleOptions& options, std::uint64_t seed,
                     ThreadPool& threads) {
  return speckle_rows(0, size, options, seed, threads);
}

Image<float> speckle_rows(int first_row, Size size, const SpeckleOptions& options,
                          std::uint64_t seed, ThreadPool& threads) {
  const double a = outer_weight(options.correlation);
  const double b = 1 - 2 * a;
  const double squares = 2 * a * a + b * b;
  const double sample_looks = options.looks * squares * squares;
  // A cell more on each side, smoothed along rows already.
  Image<float> samples({size.rows + 2, size.cols});
  threads.parallel_for(samples.rows(), [&](std::int64_t r) {
    Random random(seed, static_cast<std::uint64_t>(first_row + r));
    double left = random.speckle(sample_looks);
    double middle = random.speckle(sample_looks);
    for (int col = 0; col < size.cols; ++col) {
      const double right = random.speckle(sample_looks);
      samples(static_cast<int>(r), col) = static_cast<float>(a * left + b * middle + a * right);
      left = middle;
      middle = right;
    }
  });
  Image<float> result(size);
  threads.parallel_for(size.rows, [&](std::int64_t r) {
    const int row = static_cast<int>(r);
    for (int col = 0; col < size.cols; ++col) {
      const double outer = samples(row, col) + samples(row + 2, col);
      result(row, col) = static_cast<float>(a * outer + b * samples(row + 1, col));
    }
  });
  return result;
}

}  // namespace scarp::sim
