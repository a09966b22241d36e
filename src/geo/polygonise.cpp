#include "geo/polygonise.h"

#include <ogr_geometry.h>

#include <algorithm>
#include <utility>

#include "geo/gdal_internal.h"
#include "geo/ogr_geometry.h"
#include "geo/outline.h"

namespace scarp::geo {
namespace {

// All regions with their areas, without outlines.
std::vector<Region> measure(const Runs& runs, const std::vector<std::int32_t>& region_of,
                            const Grid& grid) {
  std::vector<Region> regions;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto index = static_cast<std::size_t>(region_of[i]);
    if (index == regions.size()) regions.push_back({runs[i].value, {}, 0});
    regions[index].area_m2 += (runs[i].end - runs[i].first) * grid.cell_area_m2(runs[i].row);
  }
  return regions;
}

// Adds the outlines, in columns and rows, of the regions that are large enough.
void outline(const Runs& runs, const std::vector<std::int32_t>& region_of, double min_area_m2,
             std::vector<Region>& regions) {
  const std::vector<std::int32_t> part_of = connect(runs, Connection::edges);
  std::vector<Region*> region_of_part;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (static_cast<std::size_t>(part_of[i]) < region_of_part.size()) continue;
    region_of_part.push_back(&regions[static_cast<std::size_t>(region_of[i])]);
  }
  std::vector<int> polygon_of(region_of_part.size(), -1);  // within its region
  const auto wanted = [&](std::int32_t part) {
    // A hair of slack: four cells of 99.999 m² reach 400 m².
    return region_of_part[static_cast<std::size_t>(part)]->area_m2 >= min_area_m2 * (1 - 1e-6);
  };
  trace_rings(runs, part_of, wanted, [&](std::int32_t part, Ring ring) {
    MultiPolygon& polygons = region_of_part[static_cast<std::size_t>(part)]->outline;
    int& polygon = polygon_of[static_cast<std::size_t>(part)];
    if (polygon < 0) {
      polygon = static_cast<int>(polygons.size());
      polygons.push_back({std::move(ring), {}});
    } else {
      polygons[static_cast<std::size_t>(polygon)].holes.push_back(std::move(ring));
    }
  });
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

std::vector<Region> polygonise(const Runs& runs, const Grid& grid,
                               const PolygoniseOptions& options) {
  const std::vector<std::int32_t> region_of = connect(runs, options.connection);
  std::vector<Region> regions = measure(runs, region_of, grid);
  outline(runs, region_of, options.min_area_m2, regions);
  std::erase_if(regions, [](const Region& region) { return region.outline.empty(); });
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
