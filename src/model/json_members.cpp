#include "model/json_members.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "core/error.h"

namespace scarp::model {

using Json = nlohmann::ordered_json;

JsonMembers::JsonMembers(const Json& json, std::string what, std::string where)
    : what_(std::move(what)), where_(std::move(where)) {
  if (!json.is_object()) fail("it is not an object");
  rest_ = json;
}

void JsonMembers::fail(const std::string& problem) const {
  throw Error({fmt::format("{}: {}", what_, problem), where_, ""});
}

Json JsonMembers::take(const char* name) {
  if (!has(name)) fail(fmt::format("'{}' is missing", name));
  Json value = rest_[name];
  rest_.erase(name);
  return value;
}

Json JsonMembers::take(const char* name, bool right_type(const Json&)) {
  Json value = take(name);
  if (!right_type(value)) fail(fmt::format("'{}' has the wrong type", name));
  return value;
}

Json JsonMembers::object(const char* name) {
  return take(name, [](const Json& json) { return json.is_object(); });
}

Json JsonMembers::array(const char* name) {
  return take(name, [](const Json& json) { return json.is_array(); });
}

std::string JsonMembers::text(const char* name) {
  return take(name, [](const Json& json) { return json.is_string(); });
}

bool JsonMembers::boolean(const char* name) {
  return take(name, [](const Json& json) { return json.is_boolean(); });
}

double JsonMembers::number(const char* name) {
  const double value = take(name, [](const Json& json) { return json.is_number(); });
  if (!std::isfinite(value)) fail(fmt::format("'{}' is not finite", name));
  return value;
}

int JsonMembers::whole(const char* name, int low, int high) {
  const auto value =
      take(name, [](const Json& json) { return json.is_number_integer(); }).get<std::int64_t>();
  if (value < low || value > high) {
    fail(fmt::format("'{}' is {}, but from {} to {} are possible", name, value, low, high));
  }
  return static_cast<int>(value);
}

std::optional<double> JsonMembers::optional_number(const char* name) {
  if (!has(name)) return std::nullopt;
  return number(name);
}

void JsonMembers::require_none_left() const {
  if (!rest_.empty()) fail(fmt::format("'{}' is unknown", rest_.begin().key()));
}

}  // namespace scarp::model
