#pragma once

#include "core/output_folder.h"
#include "core/thread_pool.h"
#include "pipeline/event_ground.h"

namespace scarp::pipeline {

/// Writes mosaic/before-vv.tif, mosaic/after-vv.tif and so on into `out`: what the tracks saw next
/// to the event, as one image (EventGround::power). Throws Error.
void write_backscatter_mosaics(const EventGround& ground, const FusionJob& job,
                               const OutputFolder& out, ThreadPool& threads);

}  // namespace scarp::pipeline
