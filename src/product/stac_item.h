#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/grid.h"

namespace scarp::product {

/// A file of a product.
struct Asset {
  std::string key;
  std::string file;  ///< relative to the item
  std::string type;  ///< media type
  std::string title;
  std::vector<std::string> roles;
};

/// What a STAC item says of the map of an event.
struct ItemFacts {
  std::string id;
  std::string title;
  std::string event_time;  ///< UTC; may be empty
  std::string start;       ///< of the first scene, UTC
  std::string end;         ///< of the last scene, UTC
  std::string method;
  std::vector<std::string> satellites;
  std::vector<std::string> polarisations;
  std::vector<std::string> scenes;
  Grid grid;
  nlohmann::ordered_json summary;  ///< becomes properties "scarp:…"
  std::vector<Asset> assets;
};

/// A STAC 1.1 item with the extensions projection, SAR and processing. Throws Error when the grid
/// has no place on the Earth.
nlohmann::ordered_json stac_item(const ItemFacts& facts);

/// Letters, digits, - and _ of `text`, for identifiers and file names; "event" of nothing.
std::string identifier_of(const std::string& text);

}  // namespace scarp::product
