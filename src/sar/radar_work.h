#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "sar/flattening.h"
#include "sar/pass.h"
#include "sar/terrain_correction.h"

namespace scarp::sar {

enum class SpeckleFilter { none, lee, refined_lee };

/// "none", "lee" or "refined-lee".
const char* name_of(SpeckleFilter filter);

struct RadarWorkOptions {
  bool flatten = false;  ///< power is β⁰, to become terrain-flattened γ⁰
  SpeckleFilter filter = SpeckleFilter::none;
  double looks = 4.4;
};

/// What is done to a pass before it is resampled: terrain flattening, then a speckle filter. Safe
/// to use from several threads at once.
class RadarWork {
 public:
  /// The arguments must outlive it. `relief` is that of all ground that `heights` know.
  RadarWork(const Pass& pass, const Grid& grid, const Projection& projection, HeightSource heights,
            const Relief& relief, const RadarWorkOptions& options);

  /// Lines and pixels that a filter needs around those it is wanted for.
  int halo() const;

  /// Changes the power of each polarisation; `window` holds lines of the pass, and pixels.
  void run(std::vector<Image<float>>& power, const Window& window) const;

 private:
  void flatten(std::vector<Image<float>>& power, const Window& window) const;

  const Pass& pass_;
  HeightSource heights_;
  RadarWorkOptions options_;
  std::vector<Flattening> flattenings_;  // of each slice; none when not asked for
};

/// Layover and shadow as each slice of a pass sees them, in large blocks that are kept for a while.
/// Safe to use from several threads at once.
class PassVisibility {
 public:
  /// The arguments must outlive it.
  PassVisibility(const Pass& pass, const Grid& grid, const Projection& projection,
                 const HeightSource& heights, const Relief& relief);
  ~PassVisibility();

  /// The bits of the cells in `window`, as on the lines of a slice counted on before its first and
  /// after its last.
  MaskImage mask(const Window& window, std::size_t slice) const;

 private:
  struct Slices;
  std::unique_ptr<Slices> slices_;
};

/// `heights`, each made once as long as it is likely to be wanted again while a pass is worked on
/// line by line: 300 MB for lines of 25,000 cells.
HeightSource kept(HeightSource heights, const Pass& pass, const Grid& grid);

}  // namespace scarp::sar
