#include "core/json.h"

#include <cstdint>
#include <fstream>
#include <iterator>
#include <system_error>

namespace scarp {

using Json = nlohmann::ordered_json;

namespace {

const Json* member_at(const Json& json, const std::string& pointer) {
  const Json::json_pointer at(pointer);
  return json.contains(at) ? &json.at(at) : nullptr;
}

}  // namespace

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

std::optional<double> number_at(const Json& json, const std::string& pointer) {
  const Json* member = member_at(json, pointer);
  if (member == nullptr || !member->is_number()) return std::nullopt;
  return member->get<double>();
}

std::string text_at(const Json& json, const std::string& pointer) {
  const Json* member = member_at(json, pointer);
  return member != nullptr && member->is_string() ? member->get<std::string>() : std::string();
}

std::vector<std::string> texts_at(const Json& json, const std::string& pointer) {
  std::vector<std::string> texts;
  for (const Json& one : list_at(json, pointer)) {
    if (one.is_string()) texts.push_back(one.get<std::string>());
  }
  return texts;
}

Json list_at(const Json& json, const std::string& pointer) {
  const Json* member = member_at(json, pointer);
  return member != nullptr && member->is_array() ? *member : Json::array();
}

Json object_in(const std::filesystem::path& path) {
  constexpr std::uintmax_t kMost = 64U << 20;  // bytes
  std::error_code error;
  if (const auto bytes = std::filesystem::file_size(path, error); error || bytes > kMost) {
    return Json::object();
  }
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  Json json = parse_json(text);
  return json.is_object() ? json : Json::object();
}

}  // namespace scarp
