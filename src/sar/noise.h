#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace scarp::sar {

/// Thermal noise power η (in DN²) at some pixels of one line.
struct RangeNoiseVector {
  int line = 0;
  std::vector<int> pixels;
  std::vector<double> noise;
};

/// Factor on the range noise along azimuth, inside one block of a swath (IPF 2.9 and later).
struct AzimuthNoiseBlock {
  int first_line = 0;
  int last_line = 0;
  int first_pixel = 0;
  int last_pixel = 0;
  std::vector<int> lines;
  std::vector<double> factor;
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
  /// vectors inside it count, else the nearest in its swath; between blocks the range noise alone.
  /// Zero where there is no noise data.
  void power(int line, int first_pixel, int count, double* out) const;

  /// There is nothing to subtract: no vectors, or all of them zero (three products of 2015 are so).
  bool empty() const { return empty_; }

  const std::vector<RangeNoiseVector>& vectors() const { return vectors_; }
  const std::vector<AzimuthNoiseBlock>& blocks() const { return blocks_; }

 private:
  // Vectors that count somewhere, by their places in vectors_.
  struct Selection {
    std::vector<std::size_t> places;
    std::vector<int> lines;
  };
  Selection select(const AzimuthNoiseBlock& block) const;
  void fill(const Selection& selection, int line, double factor, int first_pixel, int count,
            double* out) const;

  std::vector<RangeNoiseVector> vectors_;
  std::vector<AzimuthNoiseBlock> blocks_;
  Selection all_;
  std::vector<Selection> of_block_;
  bool empty_ = true;
};

/// What noise tables of early processors are multiplied with to be powers in DN²; 1 from IPF 2.53
/// on. `dn` is the first factor of that name among the calibration vectors. Nothing where no factor
/// is known: stripmap. The rule and factors of ESA's "Masking No-value Pixels on GRD Products"
/// (2015).
std::optional<double> noise_scale(const std::string& ipf_version, const std::string& mode,
                                  double dn);

}  // namespace scarp::sar
