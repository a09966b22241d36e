#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "safe/orbit_file.h"
#include "sar/product.h"

namespace scarp::pipeline {

/// What `scarp info` says of a Sentinel-1 product (docs/info.md): identity, image, polarisations,
/// what is missing, and how well the geometry meets the product's own tie points.
nlohmann::ordered_json product_info(const sar::Product& product);

/// The same of an orbit file.
nlohmann::ordered_json orbit_file_info(const std::string& path, const safe::OrbitFile& file);

/// For reading: a line for each entry, lists and tables indented.
std::string info_text(const nlohmann::ordered_json& info);

}  // namespace scarp::pipeline
