#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace scarp {

/// Reads JSON that anyone may have written: discarded (see `is_discarded`) where it is broken or
/// nested more than 64 levels deep, since copies and texts of it take the stack's room for each.
nlohmann::ordered_json parse_json(const std::string& text);

// Members by pointer ("/options/pre"); nothing, or empty, where they are missing or of another
// kind.
std::optional<double> number_at(const nlohmann::ordered_json& json, const std::string& pointer);
std::string text_at(const nlohmann::ordered_json& json, const std::string& pointer);
std::vector<std::string> texts_at(const nlohmann::ordered_json& json, const std::string& pointer);

/// The array there, or an empty one.
nlohmann::ordered_json list_at(const nlohmann::ordered_json& json, const std::string& pointer);

/// The object in a file; an empty one where there is none, and for files beyond 64 MiB.
nlohmann::ordered_json object_in(const std::filesystem::path& path);

}  // namespace scarp
