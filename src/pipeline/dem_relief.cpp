#include "pipeline/dem_relief.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "geo/crs.h"

namespace scarp::pipeline {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Cubic convolution overshoots by this share of a step, at most.
constexpr double kOvershoot = 0.08;

constexpr double kGeoidMargin_m = 5;

sar::Relief united(const sar::Relief& a, const sar::Relief& b) {
  return {std::min(a.lowest_m, b.lowest_m), std::max(a.highest_m, b.highest_m)};
}

sar::Relief undulation(const Grid& grid, geo::VerticalDatum model) {
  if (model == geo::VerticalDatum::ellipsoid) return {};
  constexpr int kParts = 8;
  const Bounds box = geo::transform_bounds(grid, geo::wgs84());
  sar::Relief result{kInfinity, -kInfinity};
  for (int i = 0; i <= kParts; ++i) {
    for (int j = 0; j <= kParts; ++j) {
      const double longitude_deg = box.min_x + (box.max_x - box.min_x) * i / kParts;
      const double latitude_deg = box.min_y + (box.max_y - box.min_y) * j / kParts;
      const double n = geo::geoid_undulation_m(longitude_deg, latitude_deg, model);
      result = united(result, {n - kGeoidMargin_m, n + kGeoidMargin_m});
    }
  }
  return result;
}

}  // namespace

geo::DemSurvey survey_around(const geo::Dem& dem, const Grid& grid, ThreadPool& threads) {
  return geo::survey(dem, grid, kAround_m, threads);
}

sar::Relief dem_relief(const geo::DemSurvey& survey, const Grid& grid, geo::VerticalDatum model) {
  if (survey.known == 0) return {};
  const double overshoot_m = kOvershoot * (double{survey.highest_m} - survey.lowest_m);
  const sar::Relief geoid = undulation(grid, model);
  return {survey.lowest_m - overshoot_m + geoid.lowest_m,
          survey.highest_m + overshoot_m + geoid.highest_m};
}

}  // namespace scarp::pipeline
