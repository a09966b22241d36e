#pragma once

#include "change/calibration.h"
#include "change/evidence.h"

// Dates before the event against dates after it.
namespace scarp::change {

/// Cells around each over which dates are averaged before their variance is taken: 3 × 3.
inline constexpr int kVarianceRadius = 1;

/// Takes from each date what its calibration predicts of it. Cells that are not assessable become
/// NaN in every date.
void adjust_dates(Evidence& evidence, const Calibration& calibration);

/// Fills in change, variance, its degrees of freedom and inverse_dates from the adjusted dates, and
/// forgets the dates. With `variance_from_dates` the variance is that of the dates before the event
/// (averaged over 3 × 3 cells), else the square of the likewise averaged change stands in.
void compare_dates(PolarisationEvidence& evidence, bool variance_from_dates);

}  // namespace scarp::change
