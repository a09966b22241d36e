#pragma once

#include <vector>

#include "change/design.h"

// Statistics that a share of outliers, here the landslides, does not move.
namespace scarp::change {

/// Value below which a share `p` of `values` lies, interpolated between order statistics (Hyndman &
/// Fan 1996, type 7). Needs at least one value and no NaN.
double quantile(std::vector<float> values, double p);

/// Coefficients that minimise the squared residuals of the best-fitting share `coverage` of the
/// samples: least trimmed squares by concentration steps from the median (Rousseeuw & Van Driessen
/// 2006). The first term must be 1. Samples with a NaN in `y` are left out; fewer than 50 samples
/// give their median alone; of more than 100,000 every k-th is used.
std::vector<double> least_trimmed_squares(const Design& design, const std::vector<float>& y,
                                          double coverage);

/// x such that trigamma(x) = y, for y > 0, within [1e-3, 1e6].
double trigamma_inverse(double y);

double digamma(double x);
double trigamma(double x);

/// The value that a χ² variable exceeds with probability `p`.
double chi_squared_upper(double degrees_of_freedom, double p);

}  // namespace scarp::change
