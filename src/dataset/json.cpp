#include "dataset/json.h"

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <string>

#include "core/error.h"
#include "core/json.h"
#include "core/plausible_value.h"

namespace scarp::dataset {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void throw_broken(const fs::path& where, const std::string& what) {
  throw Error({what, where.string(), "The file is damaged, or was not made by scarp"});
}

// The text under `key`; empty where there is none.
std::string text(const Json& json, const char* key, const fs::path& where) {
  const auto found = json.find(key);
  if (found == json.end()) return {};
  if (!found->is_string()) throw_broken(where, fmt::format("\"{}\" is not a text", key));
  return found->get<std::string>();
}

std::vector<double> numbers(const Json& json, const char* key, const fs::path& where) {
  const auto found = json.find(key);
  if (found == json.end()) return {};
  if (!found->is_array()) throw_broken(where, fmt::format("\"{}\" is not a list", key));
  std::vector<double> result;
  for (const Json& one : *found) {
    if (!one.is_number()) throw_broken(where, fmt::format("\"{}\" holds no numbers", key));
    result.push_back(one.get<double>());
    if (!std::isfinite(result.back())) throw_broken(where, fmt::format("\"{}\" overflows", key));
  }
  return result;
}

std::vector<std::string> texts(const Json& json, const char* key, const fs::path& where) {
  const auto found = json.find(key);
  if (found == json.end()) return {};
  if (!found->is_array()) throw_broken(where, fmt::format("\"{}\" is not a list", key));
  std::vector<std::string> result;
  for (const Json& one : *found) {
    if (!one.is_string()) throw_broken(where, fmt::format("\"{}\" holds no texts", key));
    result.push_back(one.get<std::string>());
  }
  return result;
}

std::optional<double> number(const Json& json, const char* key, const fs::path& where) {
  const auto found = json.find(key);
  if (found == json.end()) return std::nullopt;
  if (!found->is_number() || std::abs(found->get<double>()) > kLargestValue) {
    throw_broken(where, fmt::format("\"{}\" is no number that a band can have", key));
  }
  return found->get<double>();
}

Band band_of(const Json& json, const fs::path& where) {
  if (!json.is_object()) throw_broken(where, "a band is not described");
  Band band;
  band.name = text(json, "name", where);
  band.unit = text(json, "unit", where);
  band.polarisation = text(json, "polarisation", where);
  band.pass = text(json, "pass", where);
  band.if_missing = number(json, "if_missing", where);
  const std::string time = text(json, "time", where);
  if (!time.empty()) band.time = Utc::parse(time);
  if (band.name.empty()) throw_broken(where, "a band has no name");
  if (!time.empty() && !band.time) throw_broken(where, fmt::format("'{}' is no time", time));
  return band;
}

bool usable(const Scaling& scaling) {
  const auto above_zero = [](double range) { return range >= std::numeric_limits<float>::min(); };
  return scaling.offset.size() == scaling.range.size() &&
         std::all_of(scaling.range.begin(), scaling.range.end(), above_zero);
}

}  // namespace

Json json_of(const Band& band) {
  Json json{{"name", band.name}};
  if (!band.unit.empty()) json["unit"] = band.unit;
  if (!band.polarisation.empty()) json["polarisation"] = band.polarisation;
  if (!band.pass.empty()) json["pass"] = band.pass;
  if (band.time) json["time"] = band.time->text();
  if (band.if_missing) json["if_missing"] = *band.if_missing;
  return json;
}

Json json_of(const std::vector<Band>& bands) {
  Json list = Json::array();
  for (const Band& band : bands) list.push_back(json_of(band));
  return list;
}

Json json_of(const Scaling& scaling) {
  Json json{{"kind", name_of(scaling.kind)}};
  if (scaling.offset.empty()) return json;
  json["offset"] = scaling.offset;
  json["range"] = scaling.range;
  json["units"] = scaling.units;
  return json;
}

std::vector<Band> bands_of(const Json& json, const fs::path& where) {
  if (!json.is_array() || json.empty()) throw_broken(where, "it describes no bands");
  std::vector<Band> bands;
  for (const Json& one : json) bands.push_back(band_of(one, where));
  return bands;
}

Scaling scaling_of(const Json& json, const fs::path& where) {
  if (!json.is_object()) throw_broken(where, "it describes no scaling");
  Scaling scaling;
  try {
    scaling.kind = scaling_kind(text(json, "kind", where));
  } catch (const Error& error) {  // a wrong file is no wrong use
    throw Error({error.problem().what, where.string(), error.problem().advice});
  }
  scaling.offset = numbers(json, "offset", where);
  scaling.range = numbers(json, "range", where);
  scaling.units = texts(json, "units", where);
  if (!usable(scaling)) throw_broken(where, "its scaling has offsets without ranges above zero");
  return scaling;
}

Json read_json(const fs::path& path) {
  constexpr std::uintmax_t kLargest = std::uintmax_t{64} << 20U;
  std::error_code error;
  if (!fs::is_regular_file(path, error)) throw Error({"no such file", path.string(), ""});
  if (fs::file_size(path, error) > kLargest || error) throw_broken(path, "is too large");
  std::ifstream file(path);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  Json json = parse_json(bytes);
  if (!json.is_object()) throw_broken(path, "is no JSON object");
  return json;
}

}  // namespace scarp::dataset
