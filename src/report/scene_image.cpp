#include "report/scene_image.h"

#include <cmath>
#include <limits>

#include "geo/overview_band.h"

namespace scarp::report {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr double kFinerThanMap = 2;

}  // namespace

geo::Resampling resampling_for(const WebGrid& map) {
  return map.shrinking > 1.2 ? geo::Resampling::average : geo::Resampling::nearest;
}

Image<float> on_map(const std::string& path, int band, const WebGrid& map,
                    geo::Resampling resampling, geo::Apart apart) {
  const geo::RasterFile file(path);
  file.require_georeference();
  // Two cells of an overview, or more, along the edge of a cell of the map.
  const double most =
      map.grid.cell_width() / map.stretch / (kFinerThanMap * file.grid().cell_size_m());
  if (resampling == geo::Resampling::average) {
    if (const auto overview = geo::OverviewBand::open(file, band, most)) {
      return geo::warp(*overview, 1, path, map.grid, resampling, apart).values;
    }
  }
  return geo::warp(file, band, map.grid, resampling, apart).values;
}

Image<float> mean_db(const std::vector<SceneBand>& bands, const WebGrid& map, geo::Apart apart) {
  Image<float> sum(map.grid.size());
  Image<float> count(sum.size());
  for (const SceneBand& scene : bands) {
    const Image<float> values = on_map(scene.path, scene.band, map, resampling_for(map), apart);
    for (std::size_t i = 0; i < sum.values().size(); ++i) {
      const float power = to_power(values.values()[i], scene.unit, scene.zero);
      if (std::isnan(power)) continue;
      sum.values()[i] += power;
      count.values()[i] += 1;
    }
  }
  for (std::size_t i = 0; i < sum.values().size(); ++i) {
    const float n = count.values()[i];
    sum.values()[i] =
        n > 0 ? static_cast<float>(to_decibel(sum.values()[i] / n, BackscatterUnit::power)) : kNaN;
  }
  return sum;
}

}  // namespace scarp::report
