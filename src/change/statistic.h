#pragma once

#include <vector>

#include "change/calibration.h"
#include "change/evidence.h"

// From the change of each polarisation to one number that says how clear it is.
namespace scarp::change {

/// The change over its standard deviation: variance moderated by its prior and never below what the
/// looks allow. (rows, cols), NaN where not assessable.
Image<float> standardise(const Evidence& evidence, const Calibration& calibration,
                         std::size_t which);

/// How far cells are from no change, and which way they went: shape (cells).
struct Distance {
  std::vector<float> squared;  ///< Mahalanobis distance over the polarisations, squared
  std::vector<float> sign;     ///< above zero: brighter
};

/// Adds to `sum` a share of what `smoothed` tells: the standardised changes of each polarisation,
/// averaged over the window of `scale`. Shapes: (polarisations, cells).
void add_distance(const Scale& scale, float share, const std::vector<const float*>& smoothed,
                  Distance& sum);

/// The distance over all polarisations, averaged over the scales; NaN where not assessable.
struct Statistic {
  Image<float> distance2;
  Image<float> signed_distance;  ///< below zero: darker
};
Statistic change_statistic(const std::vector<Image<float>>& standardised,
                           const Calibration& calibration);

}  // namespace scarp::change
