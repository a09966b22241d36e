#pragma once

#include <vector>

#include "core/image.h"

namespace scarp::product {

/// What is below and above all but 2 % of some images' values, at least 1 apart.
struct Stretch {
  float low = 0;
  float high = 1;
};
Stretch stretch_of(const std::vector<const Image<float>*>& images);

}  // namespace scarp::product
