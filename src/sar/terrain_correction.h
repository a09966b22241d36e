#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "core/communicator.h"
#include "core/grid.h"
#include "core/mask.h"
#include "core/projection.h"
#include "core/reporter.h"
#include "core/thread_pool.h"
#include "sar/line_feed.h"
#include "sar/pass_reader.h"
#include "sar/resampling.h"

namespace scarp::sar {

/// Heights above the ellipsoid in m of the cells in a window, which may reach beyond the grid; NaN
/// where unknown. Called from several threads at once.
using HeightSource = std::function<Image<float>(const Window&)>;

/// Local incidence angles outside of these are poor geometry: layover and shadow are near.
inline constexpr double kSteepestIncidence_deg = 20;
inline constexpr double kMostGrazingIncidence_deg = 75;

/// Which images to make besides power and mask.
struct ExtraLayers {
  bool incidence = false;
  bool radar_coordinates = false;  ///< line, pixel, slant range and azimuth time
};

struct TerrainCorrectionOptions {
  RadiometryOptions radiometry;
  Resampling resampling = Resampling::bilinear;
  /// Cells for which takes_area_mean holds get the mean of their extent in the image, not a sample.
  bool area_means = true;
  ExtraLayers layers;
  /// Before lines are sampled.
  RadarStage in_radar;
  /// Layover and shadow of the cells in a window of the grid, as a slice of the pass sees them:
  /// what it says of cells that the slice does not show is left out. May be empty.
  std::function<MaskImage(const Window& window, std::size_t slice)> visibility;
  /// Share the tiles, if there are several: each part of the grid is given to one of them.
  Communicator* ranks = nullptr;
};

/// A piece of the result; NaN where there is none.
struct CorrectedTile {
  Window window;
  bool outside = false;             ///< nothing to see: the images are empty
  std::vector<Image<float>> power;  ///< linear, of each polarisation
  /// MaskBit::outside alone where the image does not show the ground (where its height is unknown:
  /// ground of height 0); else MaskBit::no_data and what is known of the terrain.
  MaskImage mask;
  Image<float> incidence_deg;  ///< between the ground's normal and the direction to the radar
  Image<float> line;           ///< of the pass
  Image<float> pixel;
  Image<float> slant_range_m;
  Image<float> azimuth_time_s;  ///< after the first line of the pass
};

/// What `tile` is given does not depend on the grid's extent, on tiles or threads.
using TileSink = std::function<void(const CorrectedTile& tile)>;

/// Puts a pass onto a north-up grid. Power is resampled as it is, signed, and clipped at zero last.
/// `tile` is called from several threads, in any order, once for each part of the grid. Memory:
/// some thousand lines of the pass. Throws Error when grid and pass do not touch.
void correct_terrain(const Pass& pass, const Grid& grid, const Projection& projection,
                     const HeightSource& heights, const TerrainCorrectionOptions& options,
                     const TileSink& tile, ThreadPool& threads, Reporter& reporter);

/// Whether cells of the grid are so much larger than pixels that they get the mean of their extent.
bool takes_area_mean(const Pass& pass, const Grid& grid);

}  // namespace scarp::sar
