#include "geo/polygonise.h"

#include <ogr_geometry.h>

#include <algorithm>
#include <utility>

#include "geo/components.h"
#include "geo/gdal_internal.h"
#include "geo/ogr_geometry.h"
#include "geo/outline.h"

namespace scarp::geo {
namespace {

std::vector<double> region_areas_m2(const Components& components, const Grid& grid) {
  std::vector<double> areas(components.label.size());
  for (int row = 0; row < grid.rows(); ++row) {
    const double cell_m2 = grid.cell_area_m2(row);
    for (int col = 0; col < grid.cols(); ++col) {
      const std::int32_t part = components.part(row, col);
      if (part < 0) continue;
      areas[static_cast<std::size_t>(components.region[static_cast<std::size_t>(part)])] += cell_m2;
    }
  }
  return areas;
}

// The regions that are large enough, with outlines in columns and rows.
std::vector<Region> trace_regions(const Components& components, const std::vector<double>& areas_m2,
                                  double min_area_m2) {
  std::vector<Region> regions(components.label.size());
  std::vector<int> polygon_of(components.region.size(), -1);  // within its region
  const auto region_of = [&](std::int32_t part) {
    return static_cast<std::size_t>(components.region[static_cast<std::size_t>(part)]);
  };
  const auto wanted = [&](std::int32_t part) { return areas_m2[region_of(part)] >= min_area_m2; };
  trace_rings(components.part, wanted, [&](std::int32_t part, Ring ring) {
    MultiPolygon& outline = regions[region_of(part)].outline;
    int& polygon = polygon_of[static_cast<std::size_t>(part)];
    if (polygon < 0) {
      polygon = static_cast<int>(outline.size());
      outline.push_back({std::move(ring), {}});
    } else {
      outline[static_cast<std::size_t>(polygon)].holes.push_back(std::move(ring));
    }
  });
  for (std::size_t i = 0; i < regions.size(); ++i) {
    regions[i].value = components.label[i];
    regions[i].area_m2 = areas_m2[i];
  }
  std::erase_if(regions, [](const Region& region) { return region.outline.empty(); });
  return regions;
}

// The parts of a region together, so that they do not come to overlap.
MultiPolygon simplified(const MultiPolygon& outline, double tolerance) {
  constexpr std::size_t kRectangle = 5;
  const bool plain = outline.size() == 1 && outline[0].holes.empty();
  if (plain && outline[0].outer.size() <= kRectangle) return outline;
  const GeometryPtr simple(to_ogr(outline)->SimplifyPreserveTopology(tolerance));
  if (!simple || !simple->IsValid()) return outline;
  MultiPolygon result = polygons_of(*simple);
  return result.size() == outline.size() ? result : outline;
}

void to_world(Ring& ring, const Grid& grid) {
  for (Point& p : ring) p = grid.to_world({p.y, p.x});
  // On a grid that is not mirrored like a map with north up, rings come out the other way round.
  if (grid.affine().determinant() > 0) std::reverse(ring.begin(), ring.end());
}

}  // namespace

std::vector<Region> polygonise(const Image<std::int32_t>& labels, const Grid& grid,
                               const PolygoniseOptions& options) {
  const Components components = connect(labels, options.eight_connected);
  const std::vector<double> areas_m2 = region_areas_m2(components, grid);
  std::vector<Region> regions = trace_regions(components, areas_m2, options.min_area_m2);
  std::stable_sort(regions.begin(), regions.end(),
                   [](const Region& a, const Region& b) { return a.value < b.value; });
  const Complaints quiet;
  for (Region& region : regions) {
    if (options.simplify_cells > 0) {
      region.outline = simplified(region.outline, options.simplify_cells);
    }
    for (Polygon& polygon : region.outline) {
      to_world(polygon.outer, grid);
      for (Ring& hole : polygon.holes) to_world(hole, grid);
    }
  }
  return regions;
}

}  // namespace scarp::geo
