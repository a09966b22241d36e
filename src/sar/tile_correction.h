#pragma once

#include <vector>

#include "sar/line_buffer.h"
#include "sar/pass.h"
#include "sar/resampling.h"
#include "sar/solved_window.h"
#include "sar/terrain_correction.h"
#include "sar/tile_plan.h"

namespace scarp::sar {

/// What tiles are filled from.
struct TileSource {
  const Pass& pass;
  const std::vector<LineBuffer>& lines;  ///< of each polarisation
  const TerrainCorrectionOptions& options;
  const SamplingMethod& method;
};

/// One tile of the result, from heights of its cells and those around them (kFacetHalo). Throws
/// Error when lines that it needs are not there.
CorrectedTile correct_tile(const TileSource& source, const PlannedTile& plan,
                           const HeightTile& heights);

}  // namespace scarp::sar
