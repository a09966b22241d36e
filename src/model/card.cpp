#include "model/card.h"

#include <fmt/format.h>

#include <utility>

#include "core/error.h"
#include "core/utc.h"
#include "model/json_members.h"
#include "model/layers.h"

namespace scarp::model {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kCardKey = "scarp";  // of the file's metadata
constexpr int kLongestEdge = 65536;

Json json_of(const dataset::Band& band) {
  Json json{{"name", band.name}, {"unit", band.unit}};
  if (!band.polarisation.empty()) json["polarisation"] = band.polarisation;
  if (!band.pass.empty()) json["pass"] = band.pass;
  if (band.time) json["time"] = band.time->text();
  return json;
}

dataset::Band band_from(const Json& json, const std::string& where) {
  JsonMembers members(json, "band of the model card", where);
  dataset::Band band;
  band.name = members.text("name");
  band.unit = members.text("unit");
  if (members.has("polarisation")) band.polarisation = members.text("polarisation");
  if (members.has("pass")) band.pass = members.text("pass");
  if (members.has("time")) {
    band.time = Utc::parse(members.text("time"));
    if (!band.time) members.fail("'time' is no time");
  }
  members.require_none_left();
  return band;
}

Json json_of(const dataset::Scaling& scaling) {
  Json json{{"kind", dataset::name_of(scaling.kind)}};
  if (!scaling.offset.empty()) json["offset"] = scaling.offset;
  if (!scaling.range.empty()) json["range"] = scaling.range;
  if (!scaling.units.empty()) json["units"] = scaling.units;
  return json;
}

std::vector<double> numbers(JsonMembers& members, const char* name, std::size_t count) {
  std::vector<double> values;
  for (const Json& value : members.array(name)) {
    if (!value.is_number()) members.fail(fmt::format("'{}' holds what is no number", name));
    values.push_back(value);
  }
  if (values.size() != count) members.fail(fmt::format("'{}' needs one number a band", name));
  return values;
}

dataset::Scaling scaling_from(const Json& json, std::size_t bands, const std::string& where) {
  using Kind = dataset::Scaling::Kind;
  JsonMembers members(json, "scaling of the model card", where);
  dataset::Scaling scaling;
  const std::string kind = members.text("kind");
  try {
    scaling.kind = dataset::scaling_kind(kind);
  } catch (const Error&) {
    members.fail(fmt::format("'{}' is unknown", kind));
  }
  const bool by_patch = scaling.kind == Kind::none || scaling.kind == Kind::patch_minmax ||
                        scaling.kind == Kind::patch_minmax_all;
  if (!by_patch) {
    scaling.offset = numbers(members, "offset", bands);
    scaling.range = numbers(members, "range", bands);
    for (const double range : scaling.range) {
      if (!(range > 0)) members.fail("'range' is not above zero");
    }
  }
  if (scaling.kind == Kind::db_clip) {
    for (const Json& unit : members.array("units")) {
      if (!unit.is_string()) members.fail("'units' holds what is no text");
      scaling.units.push_back(unit);
    }
    if (scaling.units.size() != bands) members.fail("'units' needs one text a band");
  }
  members.require_none_left();
  return scaling;
}

void read_patch(JsonMembers& members, Card& card, const std::string& where) {
  JsonMembers patch(members.object("patch"), "patch of the model card", where);
  card.patch_rows = patch.whole("rows", 1, kLongestEdge);
  card.patch_cols = patch.whole("cols", 1, kLongestEdge);
  const int multiple = card.network.multiple();
  if (card.patch_rows % multiple != 0 || card.patch_cols % multiple != 0) {
    members.fail(fmt::format("the patch is not divisible by {}", multiple));
  }
}

}  // namespace

Json to_json(const Card& card) {
  Json bands = Json::array();
  for (const dataset::Band& band : card.bands) bands.push_back(json_of(band));
  Json json{{"network", to_json(card.network)},
            {"bands", bands},
            {"scaling", json_of(card.scaling)},
            {"patch", {{"rows", card.patch_rows}, {"cols", card.patch_cols}}},
            {"delineation_threshold", card.delineation_threshold}};
  if (card.screening_threshold) json["screening_threshold"] = *card.screening_threshold;
  if (card.temperature) json["temperature"] = *card.temperature;
  json["training"] = card.training;
  json["metrics"] = card.metrics;
  json["made_by"] = card.made_by;
  return json;
}

Card card_from_json(const Json& json, const std::string& where) {
  JsonMembers members(json, "model card", where);
  Card card;
  card.network = network_from_json(members.object("network"), where);
  for (const Json& band : members.array("bands")) card.bands.push_back(band_from(band, where));
  if (card.bands.size() != static_cast<std::size_t>(card.network.bands)) {
    members.fail(fmt::format("{} bands are named, but the network has {}", card.bands.size(),
                             card.network.bands));
  }
  card.scaling = scaling_from(members.object("scaling"), card.bands.size(), where);
  read_patch(members, card, where);
  card.delineation_threshold = members.number("delineation_threshold");
  card.screening_threshold = members.optional_number("screening_threshold");
  card.temperature = members.optional_number("temperature");
  if (card.temperature && !(*card.temperature > 0)) members.fail("'temperature' is not above zero");
  card.training = members.object("training");
  card.metrics = members.object("metrics");
  card.made_by = members.text("made_by");
  return card;  // members added by later versions are left alone
}

Model read_model(const std::filesystem::path& path) {
  WeightsFile file = read_weights(path);
  const std::string where = path.string();
  const auto found = file.metadata.find(kCardKey);
  if (found == file.metadata.end()) {
    throw Error({"holds weights but no model card of scarp", where,
                 "Models of other programs have to be imported: scarp import"});
  }
  const Json json = Json::parse(found->second, nullptr, /*allow_exceptions=*/false);
  Model model{card_from_json(json, where), std::move(file.tensors)};
  require_fit(model.card.network, model.weights, where);
  return model;
}

void write_model(const std::filesystem::path& path, const Model& model) {
  require_fit(model.card.network, model.weights, path.string());
  const std::string card = to_json(model.card).dump(-1, ' ', false, Json::error_handler_t::replace);
  write_weights(path, {{{kCardKey, card}}, model.weights});
}

}  // namespace scarp::model
