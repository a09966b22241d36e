#pragma once

#include "core/mask.h"
#include "core/raster.h"
#include "core/reporter.h"
#include "core/thread_pool.h"
#include "sar/product.h"
#include "sim/backscatter.h"
#include "sim/event.h"

namespace scarp::sim {

/// Where an event happens.
struct EventGround {
  Raster<float> dem;
  Ground ground;
  MaskImage mask;
  Window area;  ///< of the grid, without its margin
};

/// Terrain, land cover and landslides as `options` have them, seen at the reference incidence
/// angle. Throws Error.
EventGround make_ground(const EventOptions& options, ThreadPool& threads, Reporter& reporter);

/// Shows it to a pass instead: local incidence angles and the mask are its. Throws Error.
void see_from(const LookOptions& pass, EventGround& event, ThreadPool& threads);

/// The same to the pass of `product`.
void see_by(const sar::Product& product, EventGround& event, ThreadPool& threads);

/// The outlines of `slides` as a layer.
geo::VectorLayer outlines_of(const std::vector<Landslide>& slides, const CrsPtr& crs);

}  // namespace scarp::sim
