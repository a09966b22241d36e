#include "product/regions.h"

#include "core/components.h"

namespace scarp::product {

Regions large_regions(const MeasuredRuns& measured, const Grid& grid, double min_area_m2) {
  const Runs& runs = measured.runs;
  const std::vector<std::int32_t> region_of = connect(runs, Connection::corners);
  std::vector<double> areas_m2;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto region = static_cast<std::size_t>(region_of[i]);
    if (region == areas_m2.size()) areas_m2.push_back(0);
    areas_m2[region] += (runs[i].end - runs[i].first) * grid.cell_area_m2(runs[i].row);
  }
  Regions large;
  std::vector<std::int32_t> number(areas_m2.size(), 0);
  for (std::size_t i = 0; i < areas_m2.size(); ++i) {
    // A hair of slack: four cells of 99.999 m² reach 400 m².
    if (areas_m2[i] >= min_area_m2 * (1 - 1e-6)) number[i] = ++large.count;
  }
  const std::size_t quantities = runs.empty() ? 0 : measured.summaries.size() / runs.size();
  large.summaries.resize(static_cast<std::size_t>(large.count) * quantities);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    Run run = runs[i];
    run.value = number[static_cast<std::size_t>(region_of[i])];
    if (run.value == 0) continue;
    large.runs.push_back(run);
    const std::size_t first = (static_cast<std::size_t>(run.value) - 1) * quantities;
    for (std::size_t q = 0; q < quantities; ++q) {
      large.summaries[first + q].add(measured.summaries[i * quantities + q]);
    }
  }
  return large;
}

}  // namespace scarp::product
