#pragma once

#include <filesystem>

#include "geo/count_file.h"
#include "sar/product.h"

namespace scarp::safe {

/// Writes a product as a SAFE folder of its name into `parent` and returns the folder: manifest,
/// annotation, calibration and noise of each polarisation, and a measurement for each that is not
/// null, strip by strip. `open_product` gives the same product back (times to a nanosecond; the
/// orbit counts as annotated). The manifest comes last. Throws Error when the folder is there
/// already or cannot be written.
std::filesystem::path write_product(const std::filesystem::path& parent,
                                    const sar::Product& product,
                                    const geo::CountFileOptions& options = {});

}  // namespace scarp::safe
