#pragma once

#include <cstddef>

#include "change/calibration.h"
#include "change/design.h"
#include "change/sample.h"

namespace scarp::change {

/// Whether enough cells have two dates before the event or more, so that these show how much the
/// signal varies anyway.
bool has_repeated_dates(const Sample& sample, std::size_t polarisation);

/// Fits the prior of the variance of one polarisation. Empirical Bayes moderation of variances with
/// a trend (Smyth 2004; Phipson et al. 2016): log s² has mean log σ² + digamma(d/2) − log(d/2) and
/// variance trigamma(d/2) when all cells of like ground share one σ²; what varies beyond that sets
/// the weight of the prior.
VariancePrior fit_variance(const Sample& sample, std::size_t polarisation, const Design& design,
                           bool from_dates);

}  // namespace scarp::change
