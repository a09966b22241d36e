#pragma once

#include "core/output_folder.h"
#include "core/reporter.h"
#include "core/thread_pool.h"
#include "sim/event_series.h"
#include "sim/radar_view.h"

namespace scarp::sim {

/// Writes a Sentinel-1 product of each date into the folder "scenes" of `out`. Throws Error.
void write_products(const OutputFolder& out, const Series& series, const RadarView& view,
                    ThreadPool& threads, Reporter& reporter);

/// Writes event.toml, which `scarp map` maps these products by. `truth` is the file of the
/// landslides.
void write_event_file(const OutputFolder& out, const EventOptions& options,
                      const EventGround& event, const std::string& truth);

}  // namespace scarp::sim
