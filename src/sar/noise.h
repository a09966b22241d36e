#pragma once

#include <vector>

namespace scarp::sar {

/// Thermal noise power η (in DN²) at some pixels of one line.
struct RangeNoiseVector {
  int line = 0;
  std::vector<int> pixels;
  std::vector<float> noise;
};

/// Factor on the range noise along azimuth, inside one block of a swath (IPF 2.9 and later).
struct AzimuthNoiseBlock {
  int first_line = 0;
  int last_line = 0;
  int first_pixel = 0;
  int last_pixel = 0;
  std::vector<int> lines;
  std::vector<float> factor;
};

/// Thermal noise of one polarisation: η(line, pixel) = range noise × azimuth noise.
class NoiseTable {
 public:
  /// No noise data: `empty()`.
  NoiseTable() = default;

  /// `blocks` is empty for products before IPF 2.9. Throws Error for lists out of order or of
  /// unequal length, negative or non-finite noise, and blocks without extent.
  NoiseTable(std::vector<RangeNoiseVector> vectors, std::vector<AzimuthNoiseBlock> blocks);

  /// η along one line, for pixels first_pixel … first_pixel + count − 1. Within a block the range
  /// vectors inside it count, else the nearest in its swath.
  void power(int line, int first_pixel, int count, float* out) const;

  /// There is nothing to subtract: no vectors, or all of them zero (three products of 2015 are so).
  bool empty() const;

  const std::vector<RangeNoiseVector>& vectors() const { return vectors_; }
  const std::vector<AzimuthNoiseBlock>& blocks() const { return blocks_; }

 private:
  std::vector<RangeNoiseVector> vectors_;
  std::vector<AzimuthNoiseBlock> blocks_;
};

}  // namespace scarp::sar
