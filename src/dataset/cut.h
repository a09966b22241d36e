#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/image.h"
#include "core/raster_source.h"
#include "dataset/patches.h"

namespace scarp::dataset {

/// Which squares of a stack become patches.
enum class Keep {
  positive,  ///< those with a landslide pixel that is valid
  all,       ///< and those without, when at least half of their pixels are valid
  ratio,     ///< of the latter only so many for each of the former, drawn at random
};

struct CutOptions {
  int patch = 64;   ///< edge in cells
  int stride = 64;  ///< from one patch to the next; patches overlap where it is smaller
  Keep keep = Keep::positive;
  double ratio = 1;  ///< for Keep::ratio: patches without landslides to each with
  std::uint64_t seed = 1;
};

/// Labels of a stack's cells, whole.
struct Labels {
  Image<std::uint8_t> landslide;  ///< 1 landslide, 0 none
  Image<std::uint8_t> valid;      ///< 1 where there is data, someone looked, and no mask says no
};

/// A square to be cut.
struct Place {
  int row = 0;
  int col = 0;
  double landslide_share = 0;  ///< of all pixels: landslide and valid
  double valid_share = 0;
};

/// The squares to keep, row by row; those that reach beyond the raster are none. Throws Error when
/// the raster is smaller than one patch, or nothing is left.
std::vector<Place> choose_places(const Labels& labels, const CutOptions& options);

/// One patch: values of every band of `stack`, labels (0 where not valid) and validity. Pixels
/// where a band has no data must not be valid.
Patches cut(const RasterSource& stack, const Labels& labels, const Place& place, int patch);

}  // namespace scarp::dataset
