#pragma once

#include <string>
#include <vector>

#include "core/reporter.h"
#include "core/run_record.h"
#include "sar/product.h"

namespace scarp::pipeline {

/// The products at `scenes`, slices of one pass, in the order of their time, with the best orbit of
/// `orbits` (a file or folder; empty: the annotated ones). Records and warns of what it took.
/// Throws Error.
std::vector<sar::Product> open_slices(const std::vector<std::string>& scenes,
                                      const std::string& orbits, RunRecord& record,
                                      Reporter& reporter);

/// The polarisations that all slices have an image of; warns of others. Throws Error when there is
/// none.
std::vector<std::string> common_polarisations(const std::vector<sar::Product>& slices,
                                              Reporter& reporter);

}  // namespace scarp::pipeline
