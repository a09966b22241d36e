#include "pipeline/inventory_layers.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/error.h"
#include "geo/crs.h"
#include "geo/raster_file.h"
#include "geo/rasterise.h"
#include "geo/warp.h"

namespace scarp::pipeline {
namespace {

Bounds bounds_of(const geo::VectorLayer& layer) {
  Bounds bounds{HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
  for (const geo::Feature& feature : layer.features) {
    for (const geo::Polygon& polygon : feature.geometry) {
      for (const Point& point : polygon.outer) {
        bounds.min_x = std::min(bounds.min_x, point.x);
        bounds.max_x = std::max(bounds.max_x, point.x);
        bounds.min_y = std::min(bounds.min_y, point.y);
        bounds.max_y = std::max(bounds.max_y, point.y);
      }
    }
  }
  return bounds;
}

// Polygons that own a cell that counts.
std::int64_t with_cell(const InventoryLayers& layers, const Image<std::uint8_t>& valid) {
  std::vector<bool> seen(static_cast<std::size_t>(layers.polygons) + 1, false);
  for (std::size_t i = 0; i < layers.slide.values().size(); ++i) {
    if (valid.empty() || valid.values()[i] != 0) {
      seen[static_cast<std::size_t>(layers.slide.values()[i])] = true;
    }
  }
  return std::count(seen.begin() + 1, seen.end(), true);
}

}  // namespace

InventoryLayers rasterise_inventory(const geo::VectorLayer& inventory, const Grid& grid,
                                    const Image<std::uint8_t>& valid) {
  InventoryLayers layers;
  layers.slide = geo::rasterise_ids(inventory, grid);
  layers.truth = Image<float>(grid.size());
  std::transform(layers.slide.values().begin(), layers.slide.values().end(),
                 layers.truth.values().begin(),
                 [](std::int32_t slide) { return slide != 0 ? 1.0F : 0.0F; });
  layers.polygons = static_cast<std::int64_t>(inventory.features.size());
  layers.without_cell = layers.polygons - with_cell(layers, valid);
  return layers;
}

Image<std::uint8_t> rasterise_area(const std::string& path, const Grid& grid) {
  Image<std::uint8_t> inside = geo::rasterise(geo::read_polygons(path), grid);
  if (extent(inside).empty()) {
    throw Error({"no cell of the map lies in the interpreted area", path,
                 "Check that both are of the same place"});
  }
  return inside;
}

Window extent(const Image<std::uint8_t>& cells) {
  int first_row = cells.rows();
  int last_row = -1;
  int first_col = cells.cols();
  int last_col = -1;
  for (int row = 0; row < cells.rows(); ++row) {
    for (int col = 0; col < cells.cols(); ++col) {
      if (cells(row, col) == 0) continue;
      first_row = std::min(first_row, row);
      last_row = row;
      first_col = std::min(first_col, col);
      last_col = std::max(last_col, col);
    }
  }
  if (last_row < 0) return {};
  return {first_row, first_col, last_row - first_row + 1, last_col - first_col + 1};
}

Image<std::uint8_t> read_visibility(const std::string& path, const Grid& grid) {
  const geo::RasterFile file(path);
  const Raster<float> mask = geo::warp(file, 1, grid, geo::Resampling::nearest);
  Image<std::uint8_t> visible(grid.size());
  std::transform(mask.values.values().begin(), mask.values.values().end(), visible.values().begin(),
                 [](float bits) { return bits == 0 ? 1 : 0; });
  return visible;
}

Grid grid_over(const geo::VectorLayer& layer, double cell_size_m) {
  if (!layer.crs || layer.features.empty()) {
    throw Error({"outlines without a reference system, or none at all, tell no grid", layer.name,
                 "Give --visibility or --interpreted-area"});
  }
  if (!layer.crs->geographic) {
    return snapped_grid(bounds_of(layer), cell_size_m / layer.crs->metres_per_unit, layer.crs);
  }
  const Bounds degrees = bounds_of(layer);
  const CrsPtr utm =
      geo::utm_crs((degrees.min_x + degrees.max_x) / 2, (degrees.min_y + degrees.max_y) / 2);
  return snapped_grid(bounds_of(geo::transform(layer, utm)), cell_size_m, utm);
}

}  // namespace scarp::pipeline
