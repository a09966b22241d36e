#pragma once

#include <optional>
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

/// The same of a map that an analyst went through; `changed`: and did not leave as it was.
std::vector<std::string> cautions_of_edited(bool changed);

/// The same where less than a tenth of the area could be assessed; nothing elsewhere.
std::optional<std::string> caution_of_blind(double assessed_m2, double blind_m2);

/// The same of a map of scenes that no radar saw.
std::string caution_of_simulated();

/// Of a map of several tracks, or with water that was given or estimated: how these were dealt
/// with.
std::vector<std::string> words_of_ground(std::size_t tracks, const std::string& water_source);

/// Method and limits; of a map that an analyst edited both are told of the program's map.
std::vector<Section> sections(MapKind kind, bool edited);

}  // namespace scarp::report
