#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sar/orbit.h"

namespace scarp::safe {

/// An orbit file of ESA (.EOF): POEORB, precise, or RESORB, restituted.
struct OrbitFile {
  std::string satellite;  ///< "S1A"
  sar::OrbitSource source = sar::OrbitSource::precise;
  Utc valid_from;
  Utc valid_to;
  std::vector<sar::StateVector> states;
};

/// Whether a path ends like one of an orbit file: in .EOF, or .EOF.zip as archives deliver it.
bool is_orbit_file(const std::string& path);

/// Also out of a zip archive that holds it alone. Throws Error: not an orbit file, predicted
/// orbits, or what in it is missing or broken.
OrbitFile read_orbit_file(const std::string& path);

/// The same from the content of the file; `path` is for messages.
OrbitFile parse_orbit_file(const std::string& path, const std::string& content);

/// Throws Error when the file cannot be written.
void write_orbit_file(const std::filesystem::path& path, const OrbitFile& file);

/// What the name of an orbit file says of it.
struct OrbitFileName {
  std::string satellite;
  sar::OrbitSource source = sar::OrbitSource::precise;
  Utc created;
  Utc valid_from;
  Utc valid_to;
};

/// Of "S1A_OPER_AUX_POEORB_OPOD_20180926T120842_V20180905T225942_20180907T005942.EOF", which
/// .zip may follow; nothing for other names.
std::optional<OrbitFileName> parse_orbit_file_name(const std::string& name);

/// The name of a file of that content, made at its end of validity.
std::string orbit_file_name(const OrbitFile& file);

}  // namespace scarp::safe
