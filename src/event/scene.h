#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/projection.h"
#include "event/finding.h"
#include "sar/product.h"

namespace scarp::event {

enum class Side { before, after };

const char* name_of(Side side);

/// A Sentinel-1 product, as far as its metadata tell.
struct Scene {
  std::string path;
  sar::Identity identity;
  Utc first_line;
  Utc end;                                 ///< when the line after the last would have begun
  std::vector<std::string> polarisations;  ///< with an image
  std::vector<LonLat> outline;             ///< of the image, a ring without its last point
  std::vector<std::string> missing;        ///< files that are not there
  std::optional<Side> told;                ///< side of the event that the user put it on
  std::string orbit_source;                ///< "annotation", "restituted", "precise"
  std::string orbit_file;                  ///< empty: the annotated orbit
};

/// Opens a product and chooses its orbit from `orbits` (file or folder; may be empty), without
/// reading its images. What is wrong with an orbit file becomes a finding. Throws Error for a
/// product that cannot be used.
Scene read_scene(const std::string& path, const std::string& orbits, Findings& findings);

}  // namespace scarp::event
