#pragma once

#include <cstdint>

#include "core/image.h"

namespace scarp::test {

/// Area under the ROC curve: the share of pairs of a true and another cell in which the true one
/// has the higher score, ties by half. Cells with a NaN score are left out.
double area_under_roc(const Image<float>& score, const Image<std::uint8_t>& truth);

/// F1 of the cells above zero.
double f1(const Image<std::uint8_t>& found, const Image<std::uint8_t>& truth);

}  // namespace scarp::test
