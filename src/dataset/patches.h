#pragma once

#include <cstdint>
#include <vector>

namespace scarp::dataset {

/// Rows and columns of the largest patch that networks learn from.
inline constexpr int kLongestPatchEdge = 4096;

/// Rows and columns of the largest image that models are run on at once.
inline constexpr int kLongestImageEdge = 1 << 15;

/// Squares cut from a stack, or images of the like. Rows, columns, then bands: the order of the
/// authors' arrays (channels last), in memory and in files.
struct Patches {
  std::int64_t count = 0;
  int rows = 0;
  int cols = 0;
  int bands = 0;
  std::vector<float> x;             ///< (count, rows, cols, bands), not scaled; finite where valid
  std::vector<float> y;             ///< (count, rows, cols): 1 landslide, 0 none; empty: no labels
  std::vector<std::uint8_t> valid;  ///< (count, rows, cols): 1 counts; empty: every pixel does

  std::int64_t pixels() const { return static_cast<std::int64_t>(rows) * cols; }
  const float* patch(std::int64_t i) const { return x.data() + i * pixels() * bands; }
  float* patch(std::int64_t i) { return x.data() + i * pixels() * bands; }
  const float* labels(std::int64_t i) const { return y.data() + i * pixels(); }
  const std::uint8_t* validity(std::int64_t i) const {
    return valid.empty() ? nullptr : valid.data() + i * pixels();
  }
};

/// The patches named by `which`, in that order.
Patches select(const Patches& patches, const std::vector<std::int64_t>& which);

}  // namespace scarp::dataset
