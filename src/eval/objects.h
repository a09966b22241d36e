#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/image.h"

namespace scarp::eval {

struct ObjectOptions {
  double hit_share = 0.3;      ///< of its area that has to be mapped for a landslide to be hit
  double false_share = 0.1;    ///< an object is false with less of its area on landslides
  double visible_share = 0.5;  ///< of its area the radar has to see for a landslide to be visible
  std::vector<double> size_edges_m2{1e3, 1e4, 1e5};  ///< between the size classes, rising
};

/// What was mapped and what is true, of equal size. Where polygons of the inventory overlap, a cell
/// belongs to one of them.
struct ObjectLayers {
  Image<std::int32_t> truth;      ///< id > 0 of the landslide, 0 where there is none
  Image<std::int32_t> predicted;  ///< id > 0 of the mapped object, 0 where there is none
  Image<std::uint8_t> visible;    ///< not 0 where the radar sees the ground; empty: everywhere
  Image<std::uint8_t> valid;      ///< 0 where the truth is not known; empty: known everywhere
};

/// Landslides of the inventory; their area is that of their valid cells.
struct SlideTally {
  std::int64_t slides = 0;
  std::int64_t hit = 0;
  std::int64_t cells = 0;
  std::int64_t hit_cells = 0;  ///< all cells of the slides that were hit
};

/// Objects of the map.
struct MappedTally {
  std::int64_t objects = 0;
  std::int64_t false_objects = 0;
  std::int64_t cells = 0;
  std::int64_t false_cells = 0;  ///< all cells of the false objects
};

struct SizeClass {
  double low_m2 = 0;              ///< this size is in
  std::optional<double> high_m2;  ///< this one is not; none for the last class
  SlideTally all;
  SlideTally visible;  ///< those the radar could see
};

struct ObjectScores {
  double cell_area_m2 = 0;
  std::vector<SizeClass> sizes;
  SlideTally all;
  SlideTally visible;
  MappedTally mapped;
};

/// Share of the landslides that were hit, by number and weighted by area.
std::optional<double> object_recall(const SlideTally& tally);
std::optional<double> area_recall(const SlideTally& tally);

/// Share of the mapped objects that are not false, by number and weighted by area.
std::optional<double> object_precision(const MappedTally& tally);
std::optional<double> area_precision(const MappedTally& tally);

/// Compares landslides and mapped objects one by one, gathered tile by tile: ids are those of the
/// whole map. Cells that are not valid are passed over.
class ObjectCounter {
 public:
  /// Throws Error when the images differ in size or an id is negative.
  void add(const ObjectLayers& layers);

  /// Throws Error when the size classes do not rise.
  ObjectScores scores(double cell_area_m2, const ObjectOptions& options) const;

 private:
  struct Cells {
    std::int64_t all = 0;
    std::int64_t overlap = 0;  // with an object of the other side
    std::int64_t visible = 0;
  };

  std::unordered_map<std::int32_t, Cells> slides_;
  std::unordered_map<std::int32_t, Cells> mapped_;
};

}  // namespace scarp::eval
