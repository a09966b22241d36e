#pragma once

#include <array>
#include <string>

namespace scarp::safe {

inline constexpr const char* kManifest = "manifest.safe";

/// Co-polarised ones first.
inline constexpr std::array<const char*, 4> kPolarisations{"VV", "HH", "VH", "HV"};

}  // namespace scarp::safe
