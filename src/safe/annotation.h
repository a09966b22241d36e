#pragma once

#include <string>
#include <vector>

#include "sar/product.h"

namespace scarp::safe {

/// The annotation of one polarisation, as far as this program needs it. Times count from `epoch`,
/// which is that of line 0.
struct Annotation {
  std::string polarisation;
  std::string satellite;
  std::string mode;
  std::string type;  ///< with the class of resolution: "GRDH"
  std::string pass;  ///< "ascending" or "descending"
  int absolute_orbit = 0;
  Utc start;
  Utc stop;
  Utc epoch;
  double radar_frequency_hz = 0;
  bool noise_already_removed = false;
  sar::Orbit orbit;
  sar::RadarImage image;
  std::vector<sar::TiePoint> tie_points;
};

/// Throws Error: what in `file` is missing, broken or beyond all sense. `content` is that of the
/// file.
Annotation read_annotation(const std::string& file, const std::string& content);

}  // namespace scarp::safe
