#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "core/grid.h"
#include "product/map_package.h"

namespace scarp::pipeline {

/// Finds landslides by their outlines. Two are the same when each corner of one has a corner of the
/// other within 15 cm, and the other way round: what programs do to an outline by writing it is
/// less, what people do to it is more. Where an outline was cut at the antimeridian is of no
/// matter.
class OutlineIndex {
 public:
  /// Both in the system of `grid`. `landslides` have to outlive this.
  OutlineIndex(const std::vector<product::MapLandslide>& landslides, const Grid& grid);

  /// The first that is the same; nothing where there is none.
  std::optional<std::size_t> find(const geo::MultiPolygon& outline) const;

 private:
  bool same(const geo::MultiPolygon& a, const geo::MultiPolygon& b) const;
  void drop_cuts(std::vector<Point>& corners) const;

  const std::vector<product::MapLandslide>& landslides_;
  CrsPtr crs_;
  bool across_antimeridian_;
  double near_;                // in units of the coordinates
  std::vector<Bounds> boxes_;  // of the landslides
  std::set<std::pair<double, std::size_t>> by_west_;
};

/// Whether both hold the same outlines, in whatever order.
bool same_outlines(const std::vector<product::MapLandslide>& a,
                   const std::vector<product::MapLandslide>& b, const Grid& grid);

}  // namespace scarp::pipeline
