#pragma once

#include <vector>

#include "sar/product.h"

namespace scarp::sar {

/// Sorts products of one pass by time, to be put together. Throws Error unless they are slices of
/// one pass: same satellite, orbit, mode, type, pass, polarisations and processor, each beginning
/// where the one before ends. Polynomials of ground range that end before the last line, as those
/// of older processors do, or begin after the first, are continued by those of the neighbour.
std::vector<Product> sorted_slices(std::vector<Product> products);

}  // namespace scarp::sar
