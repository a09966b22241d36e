#pragma once

#include <cstdint>
#include <string>

#include "core/grid.h"
#include "core/image.h"
#include "geo/vector_file.h"

namespace scarp::pipeline {

/// An inventory on the grid of a map.
struct InventoryLayers {
  Image<float> truth;             ///< 1 in landslides, else 0
  Image<std::int32_t> slide;      ///< number of the landslide, from 1; 0 where there is none
  std::int64_t polygons = 0;      ///< of the inventory, a multi-polygon being one
  std::int64_t without_cell = 0;  ///< of these, without a cell of their own that counts
};

/// `valid` says where cells count; empty: everywhere.
InventoryLayers rasterise_inventory(const geo::VectorLayer& inventory, const Grid& grid,
                                    const Image<std::uint8_t>& valid);

/// Where on `grid` someone looked for landslides: 1 inside the polygons of a file. Throws Error
/// when no cell is.
Image<std::uint8_t> rasterise_area(const std::string& path, const Grid& grid);

/// The least window that holds every cell that is not 0.
Window extent(const Image<std::uint8_t>& cells);

/// Where the radar sees the ground: 1 where the mask of a product has no bit (core/mask.h), 0
/// elsewhere and beyond its edges.
Image<std::uint8_t> read_visibility(const std::string& path, const Grid& grid);

/// A grid in metres over all polygons of `layer`, for outlines that come without one.
Grid grid_over(const geo::VectorLayer& layer, double cell_size_m);

}  // namespace scarp::pipeline
