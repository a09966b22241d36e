#include "model/network.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "core/error.h"
#include "model/json_members.h"

namespace scarp::model {
namespace {

using Family = NetworkDescription::Family;
using ThirdGate = NetworkDescription::ThirdGate;
using Json = nlohmann::ordered_json;

constexpr std::array<std::pair<Family, const char*>, 4> kFamilies{{
    {Family::attention_unet, "attention-unet"},
    {Family::unet, "unet"},
    {Family::unet_dropout, "unet-dropout"},
    {Family::siamese_resunet, "siamese-resunet"},
}};

constexpr int kMostBands = 64;
constexpr int kMostFilters = 256;
constexpr int kMostDepth = 6;

void require(bool condition, const std::string& what) {
  if (!condition) throw Error({what, "", ""}, Fault::usage);
}

void require_dates(const NetworkDescription& description) {
  const auto& dates = description.dates;
  require(dates.size() != 1, "a siamese network needs bands of two dates or more");
  std::set<int> seen;
  for (const std::vector<int>& date : dates) {
    require(!date.empty() && date.size() == dates.front().size(),
            "each date needs the same number of bands");
    for (const int band : date) {
      require(band >= 0 && band < description.bands && seen.insert(band).second,
              fmt::format("band {} of a date is out of range or named twice", band));
    }
  }
}

std::vector<std::vector<int>> dates_from(const Json& json, const JsonMembers& members) {
  std::vector<std::vector<int>> dates;
  for (const Json& date : json) {
    if (!date.is_array()) members.fail("'dates' has the wrong type");
    dates.emplace_back();
    for (const Json& band : date) {
      const bool whole = band.is_number_integer();
      const auto number = whole ? band.get<std::int64_t>() : -1;
      if (number < 0 || number >= kMostBands) members.fail("'dates' holds what is no band");
      dates.back().push_back(static_cast<int>(number));
    }
  }
  return dates;
}

void read_attention(JsonMembers& members, NetworkDescription& description) {
  const std::string gate = members.text("third_gate");
  if (gate != "up1" && gate != "up2") members.fail("'third_gate' is neither up1 nor up2");
  description.third_gate = gate == "up1" ? ThirdGate::up1 : ThirdGate::up2;
  description.convolve_after_concatenation = members.boolean("convolve_after_concatenation");
  description.input_pyramid = members.boolean("input_pyramid");
  description.deep_supervision = members.boolean("deep_supervision");
}

void read_family_members(JsonMembers& members, NetworkDescription& description) {
  if (description.family == Family::attention_unet) read_attention(members, description);
  if (description.family == Family::unet_dropout) description.dropout = members.number("dropout");
  if (description.family == Family::siamese_resunet) {
    description.dates = dates_from(members.array("dates"), members);
  }
}

}  // namespace

std::string name_of(Family family) {
  for (const auto& [known, name] : kFamilies) {
    if (known == family) return name;
  }
  return "";
}

Family network_family(const std::string& name) {
  for (const auto& [family, known] : kFamilies) {
    if (name == known) return family;
  }
  throw Error({fmt::format("'{}' is no network. Known are {}", name,
                           fmt::join(network_family_names(), ", ")),
               "", ""},
              Fault::usage);
}

std::vector<std::string> network_family_names() {
  std::vector<std::string> names;
  for (const auto& [family, name] : kFamilies) names.emplace_back(name);
  return names;
}

void require_valid(const NetworkDescription& description) {
  const auto range = [](const char* name, int value, int most) {
    require(value >= 1 && value <= most,
            fmt::format("{} {}: from 1 to {} are possible", value, name, most));
  };
  range("bands", description.bands, kMostBands);
  range("filters", description.filters, kMostFilters);
  range("halvings", description.depth, kMostDepth);
  require(description.dropout >= 0 && description.dropout < 1,
          "the share of dropout lies outside of 0 to 1");
  const bool attention = description.family == Family::attention_unet;
  const bool other_gate = description.third_gate == NetworkDescription::ThirdGate::up2;
  require(attention || !(description.convolve_after_concatenation || description.input_pyramid ||
                         description.deep_supervision || other_gate),
          "input pyramid, deep supervision, convolution after concatenation and the gating of the "
          "third gate are options of attention-unet alone");
  if (description.family == Family::siamese_resunet) require_dates(description);
}

Json to_json(const NetworkDescription& description) {
  Json json{{"family", name_of(description.family)},
            {"bands", description.bands},
            {"filters", description.filters},
            {"depth", description.depth}};
  if (description.family == Family::attention_unet) {
    json["third_gate"] = description.third_gate == ThirdGate::up1 ? "up1" : "up2";
    json["convolve_after_concatenation"] = description.convolve_after_concatenation;
    json["input_pyramid"] = description.input_pyramid;
    json["deep_supervision"] = description.deep_supervision;
  }
  if (description.family == Family::unet_dropout) json["dropout"] = description.dropout;
  if (description.family == Family::siamese_resunet) json["dates"] = description.dates;
  return json;
}

NetworkDescription network_from_json(const Json& json, const std::string& where) {
  JsonMembers members(json, "network description", where);
  NetworkDescription description;
  const std::string family = members.text("family");
  description.bands = members.whole("bands", 1, kMostBands);
  description.filters = members.whole("filters", 1, kMostFilters);
  description.depth = members.whole("depth", 1, kMostDepth);
  try {
    description.family = network_family(family);
    read_family_members(members, description);
    require_valid(description);
  } catch (const Error& error) {
    if (error.fault() == Fault::usage) members.fail(error.problem().what);
    throw;
  }
  members.require_none_left();
  return description;
}

}  // namespace scarp::model
