#pragma once

#include <string_view>

namespace scarp {

/// VH or HV.
inline bool cross_polarised(std::string_view name) {
  return name.size() == 2 && name[0] != name[1];
}

}  // namespace scarp
