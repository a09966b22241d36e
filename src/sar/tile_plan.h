#pragma once

#include <vector>

#include "core/projection.h"
#include "core/thread_pool.h"
#include "sar/grid_geometry.h"
#include "sar/pass.h"
#include "sar/resampling.h"

namespace scarp::sar {

/// A piece of the output grid, and what it takes to fill it.
struct PlannedTile {
  Window window;
  int first_line = 0;  ///< of the pass, first to be in memory
  int end_line = 0;
  int first_slice = 0;
  std::vector<SolvedWindow> slices;  ///< as seen from consecutive slices
};

/// How a pass is turned into a grid: lines are read once, in order, and each tile is filled as soon
/// as its last line is there.
struct TilePlan {
  std::vector<PlannedTile> tiles;  ///< by end_line
  std::vector<Window> outside;     ///< pieces of the grid that the pass does not show
  Window lines;                    ///< of the pass, that are needed: lines and pixels
};

/// `geometries` are those of the pass's slices over `grid`. Which tile a cell belongs to cannot be
/// seen in its value.
TilePlan plan_tiles(const Pass& pass, const Grid& grid, const std::vector<GridGeometry>& geometries,
                    const SamplingMethod& method, ThreadPool& threads);

}  // namespace scarp::sar
