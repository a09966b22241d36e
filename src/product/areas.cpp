#include "product/areas.h"

#include <algorithm>
#include <vector>

#include "core/mask.h"

namespace scarp::product {

double minimum_mapping_unit_m2(const Grid& grid, std::optional<double> min_area_m2) {
  constexpr double kSmallest_m2 = 1000;
  constexpr double kFewestCells = 4;
  if (min_area_m2) return *min_area_m2;
  return std::max(kSmallest_m2, kFewestCells * grid.cell_area_m2(grid.rows() / 2));
}

AssessedArea assessed_area(const Runs& mask, const Grid& grid) {
  struct Cells {
    int blind = 0;
    int outside = 0;
  };
  std::vector<Cells> rows(static_cast<std::size_t>(grid.rows()));
  for (const Run& run : mask) {
    Cells& cells = rows[static_cast<std::size_t>(run.row)];
    const bool outside = has(static_cast<std::uint8_t>(run.value), MaskBit::edited);
    (outside ? cells.outside : cells.blind) += run.end - run.first;
  }
  AssessedArea area;
  for (int row = 0; row < grid.rows(); ++row) {
    const Cells& cells = rows[static_cast<std::size_t>(row)];
    const double cell_m2 = grid.cell_area_m2(row);
    area.assessable_m2 += (grid.cols() - cells.blind - cells.outside) * cell_m2;
    area.blind_m2 += cells.blind * cell_m2;
  }
  return area;
}

}  // namespace scarp::product
