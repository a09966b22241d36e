#pragma once

#include "core/image.h"
#include "core/thread_pool.h"
#include "pipeline/track_files.h"

namespace scarp::pipeline {

/// Over how many cells a track fades out towards the border of what its scenes show.
inline constexpr int kFadeCells = 64;

/// How much a track counts beside others: 1 well inside of its scenes, 0 at their border. So maps
/// have no seam where another track ends. Holes of a few cells are no border. The reach of the
/// scenes is known to 16 cells.
class EdgeFade {
 public:
  /// 1 everywhere.
  EdgeFade() = default;

  /// Reads the masks of the whole track. Throws Error.
  EdgeFade(const TrackFiles& track, ThreadPool& threads);

  /// Of the cells in `window`; empty where all are 1.
  Image<float> weights(const Window& window) const;

 private:
  Image<float> coarse_;  // of squares of cells; not bounded
};

}  // namespace scarp::pipeline
