#pragma once

#include <cstdint>
#include <string>

namespace scarp::model {

/// Throws Error, naming the file `model`, where a pixel that has data got a score that is no
/// number. `valid` is 1 where it has.
void require_numbers(const float* score, const std::uint8_t* valid, std::int64_t count,
                     const std::string& model);

}  // namespace scarp::model
