#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/reporter.h"
#include "pipeline/mapped_event.h"

namespace scarp::pipeline {

/// The landslides of an event after an analyst went through them.
struct EditedLandslides {
  /// In the grid's system; no ground is in two of them. Those as the machine drew them keep what it
  /// measured, with texts as the analyst wrote them; nothing is measured of the others yet, and
  /// what the analyst did not write of direction and tracks is empty.
  std::vector<product::MapLandslide> landslides;
  std::vector<bool> drawn;  ///< by landslide: not as the machine drew it
  std::vector<geo::Field> other_fields;
  std::size_t kept = 0;             ///< as the machine drew them
  std::size_t removed = 0;          ///< of the machine's
  std::size_t joined = 0;           ///< outlines that shared ground with others
  std::size_t repaired = 0;         ///< outlines that were not valid
  std::size_t without_polygon = 0;  ///< features left out
  std::size_t renumbered = 0;       ///< whose measured numbers were changed by hand
  std::size_t not_numbers = 0;      ///< ids that are no whole number
  std::size_t numbered_anew = 0;    ///< whose id was taken, or out of range
};

/// Reads the edited layer: `observed_event` (or as Copernicus EMS calls it), else the only layer of
/// polygons in `path`. Tells of all that had to be put right. Throws Error when the file is
/// unreadable, has no reference system, or nothing of it lies in the map.
EditedLandslides read_edited(const std::string& path, const MappedEvent& map, Reporter& reporter);

}  // namespace scarp::pipeline
