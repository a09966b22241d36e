#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/raster_source.h"
#include "core/utc.h"
#include "sar/calibration.h"
#include "sar/noise.h"
#include "sar/orbit.h"
#include "sar/radar_image.h"

namespace scarp::sar {

/// What a product says about itself.
struct Identity {
  std::string name;       ///< "S1B_IW_GRDH_1SDV_20211223T051122_…", without ".SAFE"
  std::string satellite;  ///< "S1A" … "S1D"
  std::string mode;       ///< "IW", "EW" or "S1" … "S6" (stripmap)
  std::string type;       ///< "GRDH", "GRDM", …
  std::string pass;       ///< "ascending" or "descending"
  int absolute_orbit = 0;
  int relative_orbit = 0;
  std::string ipf_version;  ///< of the processor: "3.40"
  Utc start;
  Utc stop;
  bool simulated = false;  ///< no radar saw it
};

/// One polarisation of a product.
struct Channel {
  std::string polarisation;  ///< "VV", "VH", "HH" or "HV"
  /// Digital numbers (amplitudes), one band without a place on the Earth: row = line. Null where
  /// the product lacks the file.
  std::shared_ptr<const RasterSource> measurement;
  CalibrationTable calibration;
  NoiseTable noise;
  bool noise_already_removed = false;  ///< by the processor
};

/// A Sentinel-1 ground range detected product: one slice of one pass.
struct Product {
  Identity identity;
  Utc epoch;    ///< azimuth times count from here
  Orbit orbit;  ///< annotated, or from an orbit file
  RadarImage image;
  std::vector<TiePoint> tie_points;
  double radar_frequency_hz = 0;
  std::vector<Channel> channels;  ///< at least one; VV or HH before VH and HV
  /// Files that belong to the product and are not there, with what is lacking for it.
  std::vector<std::string> missing;
};

}  // namespace scarp::sar
