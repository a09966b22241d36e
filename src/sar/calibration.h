#pragma once

#include <vector>

namespace scarp::sar {

/// What a digital number is turned into by the calibration vectors. Terrain-flattened γ⁰ starts
/// from β⁰.
enum class Quantity { sigma0, beta0, gamma0, gamma0_rtc };

/// "sigma0", "beta0", "gamma0", "gamma0-rtc".
const char* name_of(Quantity quantity);

/// One line of calibration: amplitude factors A at some pixels, so that quantity = DN² / A².
struct CalibrationVector {
  int line = 0;  ///< may lie outside of the image
  std::vector<int> pixels;
  std::vector<float> sigma0;
  std::vector<float> beta0;
  std::vector<float> gamma0;
};

/// Calibration of one polarisation.
class CalibrationTable {
 public:
  /// Throws Error for fewer than two vectors, lines or pixels that do not increase, lists of
  /// unequal length, and factors that are not finite and above zero.
  explicit CalibrationTable(std::vector<CalibrationVector> vectors);

  /// A along one line, for pixels first_pixel … first_pixel + count − 1: linear in pixel within
  /// each vector, then linear in line; the outermost vectors stand beyond. gamma0_rtc asks for that
  /// of β⁰.
  void factors(Quantity quantity, int line, int first_pixel, int count, float* out) const;

  const std::vector<CalibrationVector>& vectors() const { return vectors_; }

 private:
  std::vector<CalibrationVector> vectors_;
  std::vector<int> lines_;
};

}  // namespace scarp::sar
