#pragma once

#include <string>

namespace scarp::sar {

/// Whether a version of the Instrument Processing Facility, such as "2.36" or "003.40", lies before
/// major.minor. A version that cannot be read counts as a new one.
bool ipf_before(const std::string& version, int major, int minor);

/// Before IPF 2.90 processors left noise in the no-data borders of their images.
inline bool has_border_noise(const std::string& version) { return ipf_before(version, 2, 90); }

}  // namespace scarp::sar
