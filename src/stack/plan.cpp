#include "stack/plan.h"

#include <fmt/format.h>

#include "core/error.h"
#include "geo/warp.h"

namespace scarp::stack {
namespace {

PlannedBand plan_band(const BandRequest& request, const Plan& plan) {
  const std::string unit = request.kind == BandRequest::Kind::height ? "m" : "degree";
  PlannedBand planned{{request.name, unit, "", "", std::nullopt}, request.kind};
  if (request.kind != BandRequest::Kind::backscatter) {
    if (plan.dem) return planned;
    throw Error({fmt::format("{} is asked for, but there is no terrain model", request.name),
                 "--bands", "Give it with --dem"},
                Fault::usage);
  }
  for (const Scene* scene : find_scenes(plan.scenes, request)) planned.scenes.push_back({scene});
  const Scene& scene = *planned.scenes.back().scene;
  planned.band = {request.name, name_of(plan.unit), scene.polarisation, scene.pass, scene.time};
  if (planned.scenes.size() > 1) planned.band.time.reset();
  return planned;
}

geo::RasterFile open_georeferenced(const std::string& path) {
  geo::RasterFile file(path);
  file.require_georeference();
  return file;
}

template <typename File>
void require_touch(const File& file, const Grid& grid) {
  if (geo::touch(file.grid(), grid)) return;
  throw Error({"does not cover any of the area wanted", file.path(),
               "Choose a raster of that area, or check its coordinate reference system"});
}

}  // namespace

Plan make_plan(const AssembleOptions& options) {
  Plan plan;
  plan.scenes = open_scenes(options.before, options.after, options.units);
  if (!options.dem.empty()) {
    plan.dem = std::make_unique<geo::Dem>(options.dem, options.dem_no_data);
  }
  for (const std::string& mask : options.masks) plan.masks.push_back({open_georeferenced(mask)});
  plan.grid = target_grid(plan.scenes, options.grid);
  plan.unit = options.as;
  plan.multitemporal_filter = options.multitemporal_filter;
  const std::vector<BandRequest> requests =
      options.bands.empty() ? every_band(count_dates(plan.scenes), plan.dem != nullptr)
                            : parse_band_list(options.bands);
  for (const BandRequest& request : requests) plan.bands.push_back(plan_band(request, plan));
  return plan;
}

void require_common_ground(const Plan& plan) {
  for (const auto& file : plan.scenes.files) require_touch(*file, plan.grid);
  if (plan.dem) require_touch(*plan.dem, plan.grid);
  for (const PlannedMask& mask : plan.masks) require_touch(mask.file, plan.grid);
}

}  // namespace scarp::stack
