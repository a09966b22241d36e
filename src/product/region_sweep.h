#pragma once

#include <functional>

#include "core/grid.h"
#include "product/regions.h"

namespace scarp::product {

/// Finds connected regions, corners included, while their raster comes from top to bottom, and
/// hands them over as soon as no further row can belong to them. In memory are the runs of those
/// that may go on, and of a few more.
class RegionSweep {
 public:
  using Use = std::function<void(const Regions&)>;

  /// `use` gets some regions of at least `min_area_m2` at a time; numbers begin anew each time.
  RegionSweep(Grid grid, double min_area_m2, Use use);

  /// Adds what there is in the next rows, up to before `end_row`.
  void add(const MeasuredRuns& rows, int end_row);

  /// Hands over the rest.
  void finish();

 private:
  void hand_over(int end_row);

  Grid grid_;
  double min_area_m2_;
  Use use_;
  MeasuredRuns open_;
  std::size_t next_sweep_ =
      0;  // when there are as many runs: so that all sweeps together are short
};

}  // namespace scarp::product
