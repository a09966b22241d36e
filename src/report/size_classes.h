#pragma once

#include <string>
#include <vector>

#include "eval/table.h"
#include "report/page.h"

namespace scarp::report {

/// Landslides from `low_m2` up to `high_m2`.
struct SizeClass {
  double low_m2 = 0;
  double high_m2 = 0;
  std::size_t count = 0;
  double area_m2 = 0;  ///< of all of them
};

/// Classes that double in size, at 0.1 ha times powers of two, from the smallest to the largest
/// landslide. Areas below 1 m² and above a million km² are passed over.
std::vector<SizeClass> size_classes(const std::vector<double>& areas_m2);

/// Bars of how many landslides are in each class, and a table. There must be a class.
Figure size_figure(const std::vector<SizeClass>& classes);

}  // namespace scarp::report
