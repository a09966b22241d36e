#include "core/json.h"

namespace scarp {

using Json = nlohmann::ordered_json;

Json parse_json(const std::string& text) {
  constexpr int kDeepest = 64;
  bool too_deep = false;
  const auto keep = [&](int depth, Json::parse_event_t event, Json& /*parsed*/) {
    using Event = Json::parse_event_t;
    const bool opens = event == Event::object_start || event == Event::array_start;
    too_deep = too_deep || (opens && depth >= kDeepest);
    return !too_deep;  // what is left out is not built
  };
  Json json = Json::parse(text, keep, /*allow_exceptions=*/false);
  return too_deep ? Json(Json::value_t::discarded) : json;
}

}  // namespace scarp
