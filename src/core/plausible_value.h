#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>

namespace scarp {

/// Beyond it no quantity of a stack can be: what lies there stands for no data that the file does
/// not declare, such as −3.4e38.
inline constexpr float kLargestValue = 1e30F;

/// NaN is not.
inline bool plausible_value(float value) {
  return value >= -kLargestValue && value <= kLargestValue;
}

/// What to say of `count` finite values of a file that are not.
inline std::string undeclared_values(std::int64_t count, const std::string& file) {
  return fmt::format(
      "{} of the values of {} lie beyond ±1e30, where nothing is measured: taken for "
      "no data",
      count, file);
}

}  // namespace scarp
