#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "eval/boundary.h"
#include "eval/confusion.h"
#include "eval/objects.h"
#include "eval/patches.h"
#include "eval/scores.h"

namespace scarp::eval {

/// What is known of each cell of the patches beyond its label, in their order.
struct Inventory {
  /// Which landslide it belongs to, 0 for none; null: each connected part of a patch's truth is
  /// one.
  const std::int32_t* slide = nullptr;
  const std::uint8_t* visible = nullptr;  ///< not 0 where the radar sees the ground; null: unknown
  double cell_area_m2 = 100;
};

struct TallyOptions {
  double threshold = 0.5;  ///< chosen beforehand, on other data; cells with this score are mapped
  std::optional<int>
      block_cells;  ///< edge of the blocks a map is drawn in; none: patches are drawn
  std::vector<double> tolerances_cells{0, 1, 2, 3};
  ObjectOptions objects;
};

/// Cells that the metrics by cells say nothing about.
struct LeftOut {
  std::int64_t unknown = 0;             ///< not valid, or without truth
  std::int64_t unscored = 0;            ///< truth is known, but there is no score
  std::int64_t unscored_landslide = 0;  ///< of these
};

struct Relaxed {
  double tolerance_cells = 0;
  RelaxedCounts counts;
};

/// Everything that is counted in an evaluation. For a map that is too large for memory, fill it
/// tile by tile with what `tally` is made of: `count_blocks`, ScoreHistogram, ObjectCounter,
/// `relaxed_counts`.
struct Tally {
  double threshold = 0.5;
  std::optional<int> block_cells;
  std::vector<Confusion> units;  ///< patches or blocks
  LeftOut left_out;
  ScoreTable scores;
  ObjectScores objects;
  bool visibility_known = false;
  std::vector<Relaxed> relaxed;
};

/// Throws Error when a label is neither 0 nor 1. An object is a connected part of what is mapped in
/// one patch; cells without a score are not mapped there, and do not take part elsewhere.
Tally tally(const Patches& patches, const Inventory& inventory, const TallyOptions& options);

}  // namespace scarp::eval
