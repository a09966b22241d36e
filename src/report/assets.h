#pragma once

#include <string_view>

// Files that are built into the program: see cmake/ScarpEmbed.cmake.
namespace scarp::report::assets {

extern const std::string_view kTemplate;      ///< page.html
extern const std::string_view kScript;        ///< page.js
extern const std::string_view kStyle;         ///< page.css
extern const std::string_view kLeaflet;       ///< Leaflet's script
extern const std::string_view kLeafletStyle;  ///< Leaflet's style
extern const std::string_view kLeafletLicence;

}  // namespace scarp::report::assets
