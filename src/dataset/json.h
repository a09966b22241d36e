#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

#include "dataset/band.h"
#include "dataset/scaling.h"

// How bands and scalings are written into data sets, run records and model cards.
namespace scarp::dataset {

/// An object of the band's fields; those that are empty are left out.
nlohmann::ordered_json json_of(const Band& band);
nlohmann::ordered_json json_of(const std::vector<Band>& bands);
nlohmann::ordered_json json_of(const Scaling& scaling);

/// The other way round. Throw Error for what is not what `json_of` makes; `where` names the file.
std::vector<Band> bands_of(const nlohmann::ordered_json& json, const std::filesystem::path& where);
Scaling scaling_of(const nlohmann::ordered_json& json, const std::filesystem::path& where);

/// Throws Error when the file is missing, larger than 64 MiB or no JSON object.
nlohmann::ordered_json read_json(const std::filesystem::path& path);

}  // namespace scarp::dataset
