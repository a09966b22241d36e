#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/communicator.h"
#include "core/raster_source.h"
#include "core/reporter.h"
#include "core/thread_pool.h"
#include "dataset/scaling.h"
#include "map/blend.h"
#include "map/patch_lattice.h"
#include "map/stack_rows.h"
#include "model/predictor.h"

namespace scarp::map {

/// A model at work.
struct Member {
  std::string name;  ///< of its file
  model::Predictor* predictor = nullptr;
  dataset::Scaling scaling;
  std::optional<double> temperature;  ///< that its logits are divided by
};

/// Ways to lay a patch on itself that are predicted too, and averaged.
enum class TestAugmentation {
  none,
  flips,  ///< left to right, top to bottom, both: 4 predictions
  d4      ///< and quarter turns: 8 predictions; square patches only
};

/// What is in memory at a time; the result does not depend on it.
struct PredictTile {
  int rows = 512;  ///< read at once: the height of a block in most tiled files
  std::int64_t batch_floats = std::int64_t{12} << 20;  ///< of the network's input at once
};

struct PredictOptions {
  PredictTile tile;
  PatchLattice lattice;
  Blend blend = Blend::hann;
  TestAugmentation augmentation = TestAugmentation::none;
  bool deviation = false;       ///< spread over models, augmentations and overlapping patches
  std::vector<int> kept_bands;  ///< of the stack, handed over with the result; first is 0
};

/// Some rows of the result.
struct PredictedRows {
  int first_row = 0;
  Image<float> score;              ///< 0 … 1; NaN where not assessable
  Image<float> deviation;          ///< standard deviation; empty if not asked for
  MaskImage mask;                  ///< why not
  std::vector<Image<float>> kept;  ///< see PredictOptions
  std::int64_t undeclared = 0;     ///< values of the stack that cannot be any: taken for no data
};

/// Predicts every cell of `stack` by patches and hands the result over from top to bottom, one part
/// after the other, while the next ones are predicted. A patch reaches beyond the area as into a
/// mirror; its cells that cannot be assessed are 0 to the network, and have no result. Needs memory
/// for some hundred rows. The result depends neither on threads nor, where patches overlap and the
/// scaling is not that of each patch, on where the area is cut.
///
/// Throws Error, naming the model, where one gives no number for a cell that can be assessed.
///
/// Several `ranks` share the rows of patches: each hands over its own rows, in runs from top to
/// bottom.
void predict_area(const RasterSource& stack, const ReadMask& mask,
                  const std::vector<Member>& members, const PredictOptions& options,
                  ThreadPool& threads, Reporter& reporter,
                  const std::function<void(const PredictedRows&)>& use,
                  Communicator* ranks = nullptr);

}  // namespace scarp::map
