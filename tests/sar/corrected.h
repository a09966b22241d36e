#pragma once

#include <functional>
#include <mutex>
#include <optional>

#include "core/grid.h"
#include "made_product.h"
#include "sar/radar_work.h"
#include "sar/terrain_correction.h"

namespace scarp::sar::test {

/// The whole result in memory.
struct Corrected {
  Image<float> power;
  MaskImage mask;
  Image<float> incidence_deg;
  Image<float> line;
  Image<float> pixel;
};

struct CorrectOptions {
  GeometryOptions geometry;
  Resampling resampling = Resampling::bilinear;
  HeightSource heights = [](const Window& window) { return Image<float>(window.size(), 300.0F); };
  int threads = 2;
  /// Of the terrain, for what its relief does: bits of layover and shadow are added then.
  std::optional<Relief> relief;
  RadarWorkOptions work;  ///< with a relief only
};

Corrected correct(const std::vector<Product>& products, const Grid& grid,
                  const CorrectOptions& options = {});

}  // namespace scarp::sar::test
