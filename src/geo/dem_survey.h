#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "core/reporter.h"
#include "core/thread_pool.h"
#include "geo/dem.h"

namespace scarp::geo {

/// What there is to know of some heights before they are used.
struct DemSurvey {
  float lowest_m = std::numeric_limits<float>::infinity();
  float highest_m = -std::numeric_limits<float>::infinity();
  std::int64_t known = 0;   ///< cells with a height
  std::int64_t zeros = 0;   ///< of exactly 0
  std::int64_t shores = 0;  ///< pairs of neighbours of which one is 0
  std::int64_t cliffs = 0;  ///< of these: steeper than 45° and higher than 50 m

  DemSurvey& operator+=(const DemSurvey& other);

  /// Whether the zeros seem to be gaps that the file does not declare. The sea is 0 too, but even
  /// around a volcano that rises 2000 m from it 0.6 % of the shore are such cliffs (Copernicus
  /// DEM of São Tomé and Príncipe), and around undeclared gaps in mountains 96 % are
  /// (Jiuzhaigou): more than half makes them gaps.
  bool zeros_are_gaps() const;
};

DemSurvey survey(const Raster<float>& heights);

/// Of the cells of the model within `around_m` of `area`; of all of them where those cannot be
/// told. Throws Error when the model cannot be read.
DemSurvey survey(const Dem& dem, const Grid& area, double around_m, ThreadPool& threads);

/// Warns where zeros_are_gaps().
void warn_of_gaps(const DemSurvey& survey, const std::string& path, Reporter& reporter);

}  // namespace scarp::geo
