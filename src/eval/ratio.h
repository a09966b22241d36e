#pragma once

#include <cstdint>
#include <optional>

namespace scarp::eval {

/// Undefined where there is nothing to be a part of.
inline std::optional<double> ratio(std::int64_t part, std::int64_t all) {
  if (all == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(all);
}

}  // namespace scarp::eval
