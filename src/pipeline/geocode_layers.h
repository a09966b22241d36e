#pragma once

#include <atomic>
#include <filesystem>
#include <list>
#include <string>
#include <utility>
#include <vector>

#include "core/grid.h"
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

/// Where files are made. Ranks share the tiles; then each completes some of the files.
struct LayerPlaces {
  std::filesystem::path folder;
  std::filesystem::path parts;  ///< with a folder for each rank; not used by one alone
  int rank = 0;
  int ranks = 1;

  std::filesystem::path parts_of(int one) const { return parts / std::to_string(one); }
};

/// The layers of a geocoded scene as Cloud Optimized GeoTIFFs, named as CEOS products are:
/// -vv-g-lin.tif (linear power; g flattened γ⁰, ge γ⁰ of the ellipsoid, s σ⁰, b β⁰), -dm.tif (mask
/// bits), -li.tif (local incidence angle, hundredths of a degree), -line.tif, -pixel.tif, -sr.tif,
/// -az.tif.
class GeocodeLayers {
 public:
  GeocodeLayers(const LayerSet& layers, const LayerInfo& info, const Grid& grid,
                const LayerPlaces& places);

  /// From any thread.
  void write(const sar::CorrectedTile& tile);

  /// Leaves the parts that other ranks complete: see geo::CogWriter.
  void finish_parts();

  /// Completes the files that fall to this rank, once all have left their parts.
  void finish();

  /// Some cell of some tile had data.
  bool any_data() const { return any_data_; }

 private:
  struct File {
    std::string name;
    bool own;  // to be completed here
    geo::CogWriter writer;
    File(const LayerPlaces& places, std::string file, bool is_own, const geo::CogSpec& spec)
        : name(std::move(file)),
          own(is_own),
          writer((own ? places.folder : places.parts_of(places.rank)) / name, spec) {}
  };
  struct FloatLayer {
    geo::CogWriter* writer;
    const Image<float>& (*image)(const sar::CorrectedTile& tile);
  };

  LayerPlaces places_;
  std::atomic<bool> any_data_{false};
  std::list<File> files_;
  std::vector<geo::CogWriter*> backscatter_;
  geo::CogWriter* mask_ = nullptr;
  geo::CogWriter* incidence_ = nullptr;
  std::vector<FloatLayer> others_;
};

}  // namespace scarp::pipeline
