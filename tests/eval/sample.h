#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/image.h"
#include "core/random.h"
#include "eval/patches.h"

namespace scarp::eval {

/// Patches that own their memory.
struct Sample {
  Size size;
  std::vector<float> score;
  std::vector<float> truth;
  std::vector<std::uint8_t> valid;

  Patches patches() const;
};

/// One patch of one row.
Sample row_of(std::vector<float> score, std::vector<float> truth);

struct SampleOptions {
  std::int64_t patches = 3;
  Size size{5, 7};
  int levels = 0;  ///< distinct scores; 0: as many as there are cells
  double landslide_share = 0.3;
  double hole_share = 0;  ///< of cells that are invalid, of NaN truths, and of NaN scores
};

/// Scores between 0 and 1 that tend to be higher on landslides.
Sample random_sample(const SampleOptions& options, Random& random);

/// A value that must be there; throws, and so fails the test, where it is not.
template <typename T>
T defined(const std::optional<T>& value) {
  if (!value) throw std::runtime_error("undefined");
  return *value;
}

/// '#' is 1, anything else 0.
Image<std::uint8_t> mask_of(const std::vector<std::string>& rows);

/// '1' to '9' are ids, anything else 0.
Image<std::int32_t> ids_of(const std::vector<std::string>& rows);

}  // namespace scarp::eval
