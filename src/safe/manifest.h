#pragma once

#include <map>
#include <string>

namespace scarp::safe {

/// Name of the facility that processed products which no radar saw.
inline constexpr const char* kSimulatedBy = "SIMULATED by scarp, no radar saw it";

/// Files of one polarisation, by their paths inside the product; empty where there is none.
struct ChannelFiles {
  std::string annotation;
  std::string calibration;
  std::string noise;
  std::string measurement;
};

/// What the list of contents of a product says.
struct Manifest {
  std::string ipf_version;                       ///< "3.40"; empty when it does not say
  int relative_orbit = 0;                        ///< 0 when it does not say
  bool simulated = false;                        ///< it says that no radar saw it
  std::map<std::string, ChannelFiles> channels;  ///< by polarisation, "VV"
};

/// From the content of a manifest; `folder` and `name` are those of the product. Throws Error when
/// it is broken, or when the product is none of ground range detected Sentinel-1 data: then it says
/// what it is and what is needed.
Manifest read_manifest(const std::string& folder, const std::string& name,
                       const std::string& content);

}  // namespace scarp::safe
