#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/output_folder.h"
#include "core/projection.h"
#include "core/reporter.h"
#include "core/thread_pool.h"
#include "core/utc.h"
#include "sim/backscatter.h"
#include "sim/cover.h"
#include "sim/landslides.h"
#include "sim/look.h"

namespace scarp::sim {

struct EventOptions {
  Size size{512, 512};  ///< cells; of real terrain at most
  double cell_m = 10;
  double margin_m = 0;  ///< of ground without landslides on every side of it
  int before = 3;       ///< dates before the event
  int after = 1;
  std::vector<Utc> times;         ///< of all these dates in order; empty: the files tell none
  std::vector<Utc> second_times;  ///< of the second pass; empty: twelve hours from those
  std::optional<Utc> event_time;

  std::string dem;                 ///< file of real terrain; empty: generated
  std::optional<double> dem_void;  ///< heights from here down mean that there is none
  std::optional<LonLat> centre;    ///< of the area; empty: middle of real terrain, else Iburi
  std::optional<double> relief_m;  ///< of generated terrain, from valley floors to ridges
  std::optional<double> ridges_m;  ///< from ridge to ridge
  /// Empty: seen at one incidence angle everywhere. Several: each has a folder of its name.
  std::vector<LookOptions> passes;

  std::string inventory;  ///< file of outlines; empty: generated landslides
  std::string deposits;   ///< file of outlines that belong to those of the inventory; may be empty
  /// Move what the inventory shows to slopes as steep as its own, turned downslope, instead of
  /// leaving it where it lies.
  bool place_matching = false;
  std::string inventory_dem;  ///< terrain the inventory lies on; empty: unknown
  LandslideOptions landslides;
  CoverOptions cover;
  double changed_parcels = 0;
  SceneOptions scene;
  double despeckle_db = 0;  ///< strength of the total variation filter; 0: none
  /// Write Sentinel-1 products, in radar geometry, instead of images on the map; needs passes and
  /// times, and does not despeckle.
  bool products = false;
  std::optional<Size> product_size;  ///< lines and pixels; empty: all of the ground
  std::uint64_t seed = 1;
};

/// Invents an event, in the hills of eastern Iburi or on the terrain given, and writes its images
/// and its truth into `out`: pre_vv.tif, pre_vh.tif, post_vv.tif, post_vh.tif (γ⁰, linear power, a
/// band a date), or a folder of products with an event file for `scarp map`; mask.tif, dem.tif,
/// land_cover.tif and truth.gpkg. Returns how many landslides there are. Throws Error.
std::size_t write_event(const EventOptions& options, const OutputFolder& out, ThreadPool& threads,
                        Reporter& reporter);

}  // namespace scarp::sim
