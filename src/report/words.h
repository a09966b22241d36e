#pragma once

#include <string>
#include <vector>

#include "report/page.h"

// What a page says in plain words, by what made the map.
namespace scarp::report {

enum class MapKind {
  first_look,   ///< of scarp change
  score,        ///< of a model
  probability,  ///< of a model calibrated on real events
};

std::string subtitle(MapKind kind);

/// What to know before the map is used.
std::vector<std::string> cautions(MapKind kind);

/// The same of a map that an analyst went through.
std::vector<std::string> cautions_of_edited();

/// The same of a map of scenes that no radar saw.
std::string caution_of_simulated();

/// Method and limits.
std::vector<Section> sections(MapKind kind);

}  // namespace scarp::report
