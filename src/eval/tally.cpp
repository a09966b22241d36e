#include "eval/tally.h"

#include <algorithm>
#include <cstddef>
#include <limits>

#include "core/components.h"
#include "core/error.h"

namespace scarp::eval {
namespace {

// Of one patch: 1 where `is` holds for the cell.
template <typename Is>
Image<std::uint8_t> mask_of(const Patches& patches, std::int64_t patch, const Is& is) {
  Image<std::uint8_t> mask(patches.size);
  std::int64_t cell = patch * patches.size.cells();
  for (std::uint8_t& value : mask.values()) value = is(cell++) ? 1 : 0;
  return mask;
}

template <typename T>
Image<T> patch_of(const T* values, const Patches& patches, std::int64_t patch) {
  const std::int64_t cells = patches.size.cells();
  const T* first = values + patch * cells;
  return Image<T>(patches.size, std::vector<T>(first, first + cells));
}

// Connected parts, numbered on from those of earlier patches.
Image<std::int32_t> parts(const Image<std::uint8_t>& mask, std::int32_t& numbered) {
  const Runs runs = runs_of(mask);
  const std::vector<std::int32_t> regions = connect(runs, Connection::corners);
  const std::int32_t before = numbered;
  Image<std::int32_t> labels(mask.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (regions[i] >= std::numeric_limits<std::int32_t>::max() - before) {
      throw Error({"more than two thousand million objects", "", ""});
    }
    const std::int32_t label = before + regions[i] + 1;
    std::fill(labels.row(runs[i].row) + runs[i].first, labels.row(runs[i].row) + runs[i].end,
              label);
    numbered = std::max(numbered, label);
  }
  return labels;
}

ObjectScores tally_objects(const Patches& patches, const Inventory& inventory,
                           const TallyOptions& options) {
  ObjectCounter counter;
  std::int32_t slides = 0;
  std::int32_t objects = 0;
  for (std::int64_t patch = 0; patch < patches.count; ++patch) {
    const auto slide = [&](std::int64_t i) { return patches.known(i) && patches.landslide(i); };
    const auto mapped = [&](std::int64_t i) {
      return patches.known(i) && patches.predicted(i, options.threshold);
    };
    ObjectLayers layers;
    layers.truth = inventory.slide != nullptr ? patch_of(inventory.slide, patches, patch)
                                              : parts(mask_of(patches, patch, slide), slides);
    layers.predicted = parts(mask_of(patches, patch, mapped), objects);
    layers.valid = mask_of(patches, patch, [&](std::int64_t i) { return patches.known(i); });
    if (inventory.visible != nullptr) {
      layers.visible = patch_of(inventory.visible, patches, patch);
    }
    counter.add(layers);
  }
  return counter.scores(inventory.cell_area_m2, options.objects);
}

std::vector<Relaxed> tally_relaxed(const Patches& patches, const TallyOptions& options) {
  std::vector<Relaxed> relaxed;
  for (const double tolerance : options.tolerances_cells) relaxed.push_back({tolerance, {}});
  for (std::int64_t patch = 0; patch < patches.count; ++patch) {
    const auto truth = mask_of(
        patches, patch, [&](std::int64_t i) { return patches.counts(i) && patches.landslide(i); });
    const auto mapped = mask_of(patches, patch, [&](std::int64_t i) {
      return patches.counts(i) && patches.predicted(i, options.threshold);
    });
    for (Relaxed& r : relaxed) r.counts += relaxed_counts(truth, mapped, r.tolerance_cells);
  }
  return relaxed;
}

LeftOut tally_left_out(const Patches& patches) {
  LeftOut left_out;
  for (std::int64_t cell = 0; cell < patches.cells(); ++cell) {
    if (patches.counts(cell)) continue;
    if (!patches.known(cell)) {
      ++left_out.unknown;
    } else {
      ++left_out.unscored;
      left_out.unscored_landslide += patches.landslide(cell) ? 1 : 0;
    }
  }
  return left_out;
}

}  // namespace

Tally tally(const Patches& patches, const Inventory& inventory, const TallyOptions& options) {
  require_binary_truth(patches);
  Tally tally;
  tally.threshold = options.threshold;
  tally.block_cells = options.block_cells;
  tally.units = options.block_cells ? count_blocks(patches, options.threshold, *options.block_cells)
                                    : count_patches(patches, options.threshold);
  tally.left_out = tally_left_out(patches);
  tally.scores = score_table(patches);
  tally.objects = tally_objects(patches, inventory, options);
  tally.visibility_known = inventory.visible != nullptr;
  tally.relaxed = tally_relaxed(patches, options);
  return tally;
}

}  // namespace scarp::eval
