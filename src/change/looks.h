#pragma once

#include "change/sample.h"
#include "core/thread_pool.h"

namespace scarp::change {

/// Equivalent number of looks of the sample: the variance of log power over 7 × 7 cells, after the
/// mean over all dates has taken the texture out, is trigamma(looks) where nothing changed; the
/// mode of its distribution gives that value (after Anfinsen et al. 2009). Needs two dates; within
/// 1–1000.
double estimate_looks(const Sample& sample, ThreadPool& threads);

}  // namespace scarp::change
