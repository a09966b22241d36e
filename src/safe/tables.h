#pragma once

#include <string>

#include "core/window.h"
#include "sar/calibration.h"
#include "sar/noise.h"

namespace scarp::safe {

/// A calibration file.
struct CalibrationFile {
  sar::CalibrationTable table;
  /// The first of the factors `dn`, by which early processors scaled noise; 0 where there is none.
  double dn = 0;
};

/// Throws Error: what in `file` is missing or broken.
CalibrationFile read_calibration(const std::string& file, const std::string& content);

/// A noise file of either format, as powers in DN² (`scale`: see sar::noise_scale). `size` is that
/// of the image. Throws Error: what in `file` is missing or broken.
sar::NoiseTable read_noise(const std::string& file, const std::string& content, Size size,
                           double scale);

}  // namespace scarp::safe
