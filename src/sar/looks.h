#pragma once

#include <optional>

#include "sar/product.h"

namespace scarp::sar {

/// Equivalent number of looks of a product's pixels, by its mode and type: Sentinel-1 Product
/// Definition (S1-RS-MDA-52-7440), table 5-1. Nothing for products that it does not name.
std::optional<double> equivalent_looks(const Identity& product);

}  // namespace scarp::sar
