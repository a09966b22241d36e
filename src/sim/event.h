#pragma once

#include <cstddef>
#include <cstdint>

#include "core/output_folder.h"
#include "core/reporter.h"
#include "core/thread_pool.h"

namespace scarp::sim {

struct EventOptions {
  int size = 512;  ///< rows and columns, cells
  double cell_m = 10;
  int before = 3;  ///< dates before the event
  int after = 1;
  int landslides = 40;
  double looks = 4.4;
  std::uint64_t seed = 1;
};

/// Invents an event in the hills of eastern Iburi and writes its images and its truth into `out`:
/// pre_vv.tif, pre_vh.tif, post_vv.tif, post_vh.tif (γ⁰, linear power, a band a date), dem.tif and
/// truth.gpkg. Returns how many landslides found room. Throws Error.
std::size_t write_event(const EventOptions& options, const OutputFolder& out, ThreadPool& threads,
                        Reporter& reporter);

}  // namespace scarp::sim
