#pragma once

#include <string>

#include "sar/product.h"

namespace scarp::safe {

/// Whether `path` is or looks like a Sentinel-1 product, so that `open_product` can say more.
bool is_product(const std::string& path);

/// Opens a Sentinel-1 GRD product: a .SAFE folder, the manifest.safe in one, or a .zip that holds
/// one, which is read as it is. Polarisations without annotation or calibration are left out and
/// listed as missing, as is a measurement that is not there (null then). Throws Error: which file,
/// which element, what to do.
sar::Product open_product(const std::string& path);

}  // namespace scarp::safe
