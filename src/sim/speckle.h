#pragma once

#include <cstdint>

#include "core/image.h"
#include "core/thread_pool.h"

namespace scarp::sim {

struct SpeckleOptions {
  double looks = 4.4;  ///< equivalent number of looks: mean² / variance
  /// Between neighbours along a row or column; the product of both on the diagonal.
  double correlation = 0;
};

inline constexpr double kMostSpeckleCorrelation = 2.0 / 3;

/// Speckle of mean 1: gamma distributed samples, those of neighbouring cells sharing what three by
/// three weights give them, as overlapping multilook cells do. Exactly gamma without correlation.
Image<float> speckle(Size size, const SpeckleOptions& options, std::uint64_t seed,
                     ThreadPool& threads);

/// Of a larger image the rows from `first_row` on: the same whatever rows are asked for.
Image<float> speckle_rows(int first_row, Size size, const SpeckleOptions& options,
                          std::uint64_t seed, ThreadPool& threads);

}  // namespace scarp::sim
