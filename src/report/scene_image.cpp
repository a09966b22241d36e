#include "report/scene_image.h"

#include <cmath>
#include <limits>

namespace scarp::report {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

}  // namespace

geo::Resampling resampling_for(const WebGrid& map) {
  return map.shrinking > 1.2 ? geo::Resampling::average : geo::Resampling::nearest;
}

Image<float> mean_db(const std::vector<SceneBand>& bands, const WebGrid& map, geo::Apart apart) {
  Image<float> sum(map.grid.size());
  Image<float> count(sum.size());
  for (const SceneBand& scene : bands) {
    const geo::RasterFile file(scene.path);
    const Image<float> values =
        geo::warp(file, scene.band, map.grid, resampling_for(map), apart).values;
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
