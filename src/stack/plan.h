#pragma once

#include <memory>
#include <vector>

#include "dataset/band.h"
#include "geo/dem.h"
#include "stack/assemble.h"
#include "stack/band_list.h"
#include "stack/scenes.h"

namespace scarp::stack {

/// A scene and how far its features lie down and right of their place.
struct PlannedScene {
  const Scene* scene = nullptr;
  double rows = 0;
  double cols = 0;
};

/// A band of the stack and where its values come from.
struct PlannedBand {
  dataset::Band band;
  BandRequest::Kind kind = BandRequest::Kind::backscatter;
  std::vector<PlannedScene> scenes;  // of backscatter: one, or those whose mean it is
};

struct PlannedMask {
  geo::RasterFile file;
  double rows = 0;  // as of scenes
  double cols = 0;
};

/// Everything opened and decided.
struct Plan {
  Scenes scenes;
  std::unique_ptr<geo::Dem> dem;
  std::vector<PlannedMask> masks;
  Grid grid;
  BackscatterUnit unit = BackscatterUnit::power;
  bool multitemporal_filter = false;
  std::vector<PlannedBand> bands;
};

/// Opens what a stack is made of and decides on its grid and bands. Throws Error.
Plan make_plan(const AssembleOptions& options);

/// Throws Error, naming the file, where one does not touch the grid.
void require_common_ground(const Plan& plan);

}  // namespace scarp::stack
