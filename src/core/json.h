#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace scarp {

/// Reads JSON that anyone may have written: discarded (see `is_discarded`) where it is broken or
/// nested more than 64 levels deep, since copies and texts of it take the stack's room for each.
nlohmann::ordered_json parse_json(const std::string& text);

}  // namespace scarp
