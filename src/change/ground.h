#pragma once

#include <vector>

#include "change/calibration.h"
#include "change/evidence.h"
#include "change/series.h"

// What the ground is like, as far as the dates before the event show it.
namespace scarp::change {

/// Fills in mean, level and texture, and marks cells without data or too dark to tell: water and
/// noise floor are decided from the dates before the event alone.
void describe_ground(Evidence& evidence, const Series& series);

/// How many features describe a cell: 1, and two for each polarisation.
int feature_count(const Series& series);

/// Appends the features of one cell: 1, then level and texture of each polarisation less their
/// medians.
void append_ground_features(const Evidence& evidence, const Calibration& calibration, int row,
                            int col, std::vector<float>& features);

/// What `coefficients` of the ground features predict for a row of cells: shape (columns).
std::vector<float> predict(const std::vector<double>& coefficients, const Evidence& evidence,
                           const Calibration& calibration, int row);

}  // namespace scarp::change
