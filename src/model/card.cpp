#include "model/card.h"

#include <fmt/format.h>

#include <utility>

#include "core/error.h"
#include "core/json.h"
#include "dataset/data_set.h"
#include "dataset/json.h"
#include "dataset/patches.h"
#include "model/json_members.h"
#include "model/layers.h"

namespace scarp::model {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kCardKey = "scarp";  // of the file's metadata

// One offset and range for each band, where the scaling has them at all.
void require_fitting(const dataset::Scaling& scaling, std::size_t bands,
                     const JsonMembers& members) {
  const std::size_t wanted = dataset::fitted(scaling.kind) ? bands : 0;
  const bool units =
      scaling.kind != dataset::Scaling::Kind::db_clip || scaling.units.size() == bands;
  if (scaling.offset.size() != wanted || scaling.range.size() != wanted || !units) {
    members.fail(fmt::format("the scaling needs numbers for {} bands", wanted));
  }
}

void require_between(const JsonMembers& members, const char* name, std::optional<double> value,
                     double low, double high) {
  if (!value || (*value >= low && *value <= high)) return;
  members.fail(fmt::format("'{}' is not within {} and {}", name, low, high));
}

void read_patch(JsonMembers& members, Card& card, const std::string& where) {
  JsonMembers patch(members.object("patch"), "patch of the model card", where);
  card.patch_rows = patch.whole("rows", 1, dataset::kLongestPatchEdge);
  card.patch_cols = patch.whole("cols", 1, dataset::kLongestPatchEdge);
  const int multiple = card.network.multiple();
  if (card.patch_rows % multiple != 0 || card.patch_cols % multiple != 0) {
    members.fail(fmt::format("the patch is not divisible by {}", multiple));
  }
}

}  // namespace

Json to_json(const Card& card) {
  Json json{{"network", to_json(card.network)},
            {"bands", dataset::json_of(card.bands)},
            {"scaling", dataset::json_of(card.scaling)},
            {"patch", {{"rows", card.patch_rows}, {"cols", card.patch_cols}}},
            {"delineation_threshold", card.delineation_threshold}};
  if (card.cell_size_m) json["cell_size_m"] = *card.cell_size_m;
  if (card.screening_threshold) json["screening_threshold"] = *card.screening_threshold;
  if (card.temperature) json["temperature"] = *card.temperature;
  if (card.int8) json["int8"] = to_json(*card.int8);
  json["training"] = card.training;
  json["metrics"] = card.metrics;
  json["made_by"] = card.made_by;
  if (!card.warning.empty()) json["warning"] = card.warning;
  return json;
}

Card card_from_json(const Json& json, const std::string& where) {
  JsonMembers members(json, "model card", where);
  Card card;
  card.network = network_from_json(members.object("network"), where);
  card.bands = dataset::bands_of(members.array("bands"), where);
  if (card.bands.size() != static_cast<std::size_t>(card.network.bands)) {
    members.fail(fmt::format("{} bands are named, but the network has {}", card.bands.size(),
                             card.network.bands));
  }
  card.scaling = dataset::scaling_of(members.object("scaling"), where);
  require_fitting(card.scaling, card.bands.size(), members);
  read_patch(members, card, where);
  card.cell_size_m = members.optional_number("cell_size_m");
  require_between(members, "cell_size_m", card.cell_size_m, dataset::kLeastCell_m,
                  dataset::kMostCell_m);
  card.delineation_threshold = members.number("delineation_threshold");
  require_between(members, "delineation_threshold", card.delineation_threshold, 0, 1);
  card.screening_threshold = members.optional_number("screening_threshold");
  require_between(members, "screening_threshold", card.screening_threshold, 0, 1);
  card.temperature = members.optional_number("temperature");
  require_between(members, "temperature", card.temperature, 0.01, 100);
  if (members.has("int8")) {
    card.int8 = integer_precision_from_json(members.object("int8"), where);
  }
  card.training = members.object("training");
  card.metrics = members.object("metrics");
  card.made_by = members.text("made_by");
  if (members.has("warning")) card.warning = members.text("warning");
  return card;  // members added by later versions are left alone
}

void require_valid(const Card& card, const std::string& where) {
  card_from_json(to_json(card), where);
}

Model read_model(const std::filesystem::path& path) {
  WeightsFile file = read_weights(path);
  const std::string where = path.string();
  const auto found = file.metadata.find(kCardKey);
  if (found == file.metadata.end()) {
    throw Error({"holds weights but no model card of scarp", where,
                 "Models of other programs have to be imported: scarp import"});
  }
  const Json json = parse_json(found->second);
  Model model{card_from_json(json, where), std::move(file.tensors)};
  require_fit(model.card.network, model.weights, where);
  return model;
}

void write_model(const std::filesystem::path& path, const Model& model) {
  require_valid(model.card, path.string());
  require_fit(model.card.network, model.weights, path.string());
  const std::string card = to_json(model.card).dump(-1, ' ', false, Json::error_handler_t::replace);
  write_weights(path, {{{kCardKey, card}}, model.weights});
}

}  // namespace scarp::model
