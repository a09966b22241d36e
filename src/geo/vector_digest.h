#pragma once

#include <string>

namespace scarp::geo {

/// SHA-256 of all layers and tables of a vector file but the layer `except`: their names, columns,
/// geometries of whatever kind, and values. Throws Error when it is unreadable.
std::string other_layers_sha256(const std::string& path, const std::string& except);

}  // namespace scarp::geo
