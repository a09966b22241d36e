#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/grid.h"
#include "dataset/data_set.h"

namespace scarp::dataset {

/// Which patches serve for what: indexes, in the order of the arrays.
struct Split {
  std::array<std::vector<std::int64_t>, kParts.size()> parts;
  std::int64_t dropped = 0;  ///< patches left out, too close to those of another part

  std::vector<std::int64_t>& of(Part part) { return parts[static_cast<std::size_t>(part)]; }
  const std::vector<std::int64_t>& of(Part part) const {
    return parts[static_cast<std::size_t>(part)];
  }
};

/// As published: shuffled, a fifth for testing, and the last fifth of the others for validation,
/// rounded as scikit-learn and Keras do: 941 patches become 601, 151 and 189. Neighbours land on
/// both sides: scores are too good. Throws Error when a part would be empty.
Split split_as_published(std::int64_t count, std::uint64_t seed);

/// Where a patch lies on the ground, in units of the user's choice. Patches of different `frame`
/// (reference system) are never neighbours.
struct Ground {
  Bounds bounds;
  int frame = 0;
  int event = 0;
};

struct BlockOptions {
  double block = 3840;  ///< edge of a block, in the units of the patches' bounds
  double buffer = 640;  ///< least gap between patches of different parts, likewise; 0: no overlap
  std::uint64_t seed = 1;
};

/// Whole blocks of ground are dealt out at random, 64 % of the patches for training, 16 % for
/// validation, 20 % for testing, as near as blocks allow; a patch belongs to the block its centre
/// lies in. Patches nearer than the buffer to one of another part are dropped: training gives way
/// to validation, both give way to testing. Throws Error when a part would be empty.
Split split_by_blocks(const std::vector<Ground>& patches, const BlockOptions& options);

/// All patches of `test_event` for testing, the others by blocks for training (80 %) and
/// validation. The buffer holds between all parts, in case events share ground.
Split split_by_event(const std::vector<Ground>& patches, int test_event,
                     const BlockOptions& options);

/// How many patches share ground with one of another part, which makes scores too good.
std::int64_t sharing_ground(const std::vector<Ground>& patches, const Split& split);

}  // namespace scarp::dataset
