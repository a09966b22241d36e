#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "core/grid.h"
#include "core/output_folder.h"
#include "core/utc.h"
#include "geo/cog.h"
#include "sar/calibration.h"
#include "sar/terrain_correction.h"

namespace scarp::pipeline {

/// Which files geocoding writes.
struct LayerSet {
  bool backscatter = true;
  bool mask = true;
  bool incidence = true;
  bool line = false;
  bool pixel = false;
  bool slant_range = false;
  bool azimuth_time = false;
};

/// What the files say of themselves.
struct LayerInfo {
  std::string prefix;  ///< of their names: "s1a-iw-20180905t180800-023563"
  std::vector<std::string> polarisations;
  sar::Quantity quantity = sar::Quantity::gamma0_rtc;
  Utc first_line_time;
  std::string pass;        ///< "ascending" or "descending"
  bool simulated = false;  ///< no radar saw it
};

/// The layers of a geocoded scene as Cloud Optimized GeoTIFFs, named as CEOS products are:
/// -vv-g-lin.tif (linear power; g flattened γ⁰, ge γ⁰ of the ellipsoid, s σ⁰, b β⁰), -dm.tif (mask
/// bits), -li.tif (local incidence angle, hundredths of a degree), -line.tif, -pixel.tif, -sr.tif,
/// -az.tif.
class GeocodeLayers {
 public:
  GeocodeLayers(const LayerSet& layers, const LayerInfo& info, const Grid& grid,
                const OutputFolder& out);

  /// From any thread.
  void write(const sar::CorrectedTile& tile);

  /// Completes the files.
  void finish();

  /// Some cell of some tile had data.
  bool any_data() const { return any_data_; }

 private:
  struct FloatLayer {
    std::unique_ptr<geo::CogWriter> file;
    const Image<float>& (*image)(const sar::CorrectedTile& tile);
  };

  std::atomic<bool> any_data_{false};
  std::vector<std::unique_ptr<geo::CogWriter>> backscatter_;
  std::unique_ptr<geo::CogWriter> mask_;
  std::unique_ptr<geo::CogWriter> incidence_;
  std::vector<FloatLayer> others_;
};

}  // namespace scarp::pipeline
