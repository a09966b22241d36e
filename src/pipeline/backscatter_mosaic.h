#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/output_folder.h"
#include "geo/cog.h"
#include "pipeline/event_ground.h"

namespace scarp::pipeline {

/// What the tracks saw next to the event, as one image for each polarisation and side: linear
/// power of the last date before and of the first one after. Where tracks overlap the first one is
/// seen, which fades into the next one at its border.
class BackscatterMosaic {
 public:
  /// mosaic/before-vv.tif, mosaic/after-vv.tif and so on in `out`. Throws Error.
  BackscatterMosaic(const std::vector<std::string>& polarisations, const Grid& grid,
                    const OutputFolder& out);

  /// Of one tile, in the order of the files. From any thread, like write().
  std::vector<Image<float>> tile(const EventGround& ground, const std::vector<TrackSight>& sights,
                                 const Window& window) const;
  void write(const std::vector<Image<float>>& tile, const Window& window);

  /// Which image of a tile is shown in pictures: co-polarised, after the event.
  std::size_t shown() const;

  void finish();

 private:
  struct File {
    std::string polarisation;
    Side side;
    std::unique_ptr<geo::CogWriter> writer;
  };

  std::vector<File> files_;
};

}  // namespace scarp::pipeline
