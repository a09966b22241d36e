#include "exchange/model_description.h"

#include <fmt/format.h>

#include "model/graph.h"
#include "model/layers.h"
#include "model/temperature.h"

namespace scarp::exchange {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kHashDigits = 8;  // that name a model

// What the extension MLM wants of an array.
Json array_of(int channels, std::optional<int> tile) {
  const int edge = tile.value_or(-1);
  return {{"shape", {-1, channels, edge, edge}},
          {"dim_order", {"batch", "bands", "height", "width"}},
          {"data_type", "float32"}};
}

Json bands_of(const model::Card& card) {
  Json bands = Json::array();
  for (const dataset::Band& band : card.bands) {
    Json one{{"name", band.name}, {"unit", band.unit}, {"data_type", "float32"}};
    if (!band.polarisation.empty()) one["description"] = "Backscatter in " + band.polarisation;
    bands.push_back(one);
  }
  bands.push_back({{"name", result_name(card)}, {"unit", "1"}, {"data_type", "float32"}});
  return bands;
}

Json names_of(const model::Card& card) {
  Json names = Json::array();
  for (const dataset::Band& band : card.bands) names.push_back(band.name);
  return names;
}

Json input_of(const model::Card& card, std::optional<int> tile) {
  std::string description = fmt::format(
      "Values as they are in the stack, NaN without data; scaling ({}) is part of the graph. Rows "
      "and columns are divisible by {}",
      dataset::name_of(card.scaling.kind), card.network.multiple());
  for (const dataset::Band& band : card.bands) {
    if (!band.if_missing) continue;
    description += fmt::format(". {} is optional: without it give {:.9g} everywhere", band.name,
                               *band.if_missing);
  }
  return {{"name", "stack"},
          {"bands", names_of(card)},
          {"input", array_of(card.network.bands, tile)},
          {"description", description},
          {"value_scaling", nullptr},
          {"resize_type", nullptr}};
}

Json output_of(const model::Card& card, std::optional<int> tile) {
  return {{"name", result_name(card)},
          {"tasks", {"semantic-segmentation"}},
          {"bands", {result_name(card)}},
          {"result", array_of(1, tile)},
          {"description", card.temperature
                              ? "Probability of landslide, calibrated on real events"
                              : "How sure the model is of a landslide: a score, not a probability"},
          {"classification:classes",
           {{{"value", 0}, {"name", "no_landslide"}, {"description", "No landslide"}},
            {{"value", 1}, {"name", "landslide"}, {"description", "Landslide"}}}}};
}

// Members of members as well: "at_threshold f1".
std::string rows_of(const Json& metrics, const std::string& prefix = "") {
  std::string rows;
  for (const auto& [name, value] : metrics.items()) {
    if (value.is_object()) rows += rows_of(value, prefix + name + " ");
    if (value.is_primitive()) rows += fmt::format("| {}{} | {} |\n", prefix, name, value.dump());
  }
  return rows;
}

std::string metrics_of(const model::Card& card) {
  std::string text;
  for (const auto& [part, metrics] : card.metrics.items()) {
    text += fmt::format("\n## Measured on {} patches\n\n| | |\n| --- | --- |\n{}", part,
                        rows_of(metrics));
  }
  return text;
}

std::string precision_of(const model::Card& card) {
  const auto& int8 = card.int8;
  std::string text = "\n## Precision\n\n";
  if (!int8 || !int8->passed)
    return text + "Floats; integers of 8 bits did not pass, or were not tried.\n";
  return text + fmt::format(
                    "Integers of 8 bits are good enough: F1 {:.4g} on validation, {:.4g} in "
                    "floats. ONNX files compute in floats.\n",
                    int8->f1_int8, int8->f1_fp32);
}

std::string description_of(const model::Card& card) {
  const std::string text = "Maps landslides in Sentinel-1 scenes from before and after an event";
  return card.warning.empty() ? text : fmt::format("{}. {}", text, card.warning);
}

}  // namespace

const char* result_name(const model::Card& card) {
  return card.temperature ? "probability" : "score";
}

Json stac_item(const model::Model& model, const ModelFile& file, std::optional<int> tile) {
  const model::Card& card = model.card;
  const Json properties{
      {"description", description_of(card)},
      {"datetime", nullptr},
      {"start_datetime", "2014-10-03T00:00:00Z"},  // the first Sentinel-1 in service
      {"end_datetime", "9999-12-31T23:59:59Z"},
      {"mlm:name", fmt::format("scarp {} {}", name_of(card.network.family),
                               file.sha256.substr(0, kHashDigits))},
      {"bands", bands_of(card)},  // for MLM; STAC wants them in the asset too
      {"mlm:architecture", name_of(card.network.family)},
      {"mlm:tasks", {"semantic-segmentation"}},
      {"mlm:framework", "ONNX"},
      {"mlm:total_parameters", model::parameter_count(model::layers(card.network))},
      {"mlm:pretrained", true},
      {"mlm:input", {input_of(card, tile)}},
      {"mlm:output", {output_of(card, tile)}},
      {"mlm:hyperparameters", {{"network", to_json(card.network)}, {"training", card.training}}}};
  const Json asset{{"href", "./" + file.name},
                   {"type", "application/octet-stream; framework=onnx; profile=onnx"},
                   {"title", "ONNX model"},
                   {"roles", {"mlm:model", "mlm:weights", "data"}},
                   {"mlm:artifact_type", "onnx"},
                   {"file:checksum", "1220" + file.sha256},  // a multihash
                   {"bands", bands_of(card)}};
  return {{"type", "Feature"},
          {"stac_version", "1.1.0"},
          {"stac_extensions",
           {"https://stac-extensions.github.io/mlm/v1.5.2/schema.json",
            "https://stac-extensions.github.io/classification/v2.0.0/schema.json",
            "https://stac-extensions.github.io/file/v2.1.0/schema.json"}},
          {"id", file.name},
          {"geometry", nullptr},
          {"properties", properties},
          {"links", Json::array()},
          {"assets", {{"model", asset}}}};
}

std::string markdown_card(const model::Model& model, const ModelFile& file) {
  const model::Card& card = model.card;
  std::string text = fmt::format(
      "# {}\n\nMaps landslides in Sentinel-1 scenes from before and after an event. Made by {}.\n\n"
      "SHA-256 `{}`\n\n",
      file.name, card.made_by, file.sha256);
  if (!card.warning.empty()) text += fmt::format("**{}**\n\n", card.warning);
  text += card.temperature
              ? "Calibrated on real events: its results are probabilities.\n"
              : "**Not calibrated on real events: its results are scores, not probabilities.**\n";
  text += "\n## Input\n\n| band | unit | polarisation |\n| --- | --- | --- |\n";
  for (const dataset::Band& band : card.bands) {
    text += fmt::format("| {} | {} | {} |\n", band.name, band.unit, band.polarisation);
  }
  for (const dataset::Band& band : card.bands) {
    if (!band.if_missing) continue;
    text +=
        fmt::format("\n`{}` is optional: where it is not given, {:.9g} stands for it everywhere.\n",
                    band.name, *band.if_missing);
  }
  text += fmt::format("\nPatches of {} × {} cells", card.patch_rows, card.patch_cols);
  if (card.cell_size_m) text += fmt::format(" of {:.3g} m", *card.cell_size_m);
  text += fmt::format(", scaling `{}`.\n", dataset::name_of(card.scaling.kind));
  text += fmt::format(
      "\n## Network\n\n`{}`: {} parameters, {:.0f} multiply-adds per pixel.\n\n```json\n{}\n```\n",
      name_of(card.network.family), model::parameter_count(model::layers(card.network)),
      model::multiply_adds_per_pixel(model::graph(card.network)), to_json(card.network).dump(2));
  text += fmt::format("\n## Thresholds\n\nDelineation {:.4g} ({})",
                      model::tempered_threshold(card, card.delineation_threshold),
                      card.metrics.contains("validation") ? "best F1 on validation"
                                                          : "the default, which nobody chose");
  if (card.screening_threshold) {
    text += fmt::format(", screening {:.4g} (high recall)",
                        model::tempered_threshold(card, *card.screening_threshold));
  }
  text += ".\n" + precision_of(card) + metrics_of(card);
  if (!card.training.empty()) {
    text += fmt::format("\n## Training\n\n```json\n{}\n```\n", card.training.dump(2));
  }
  return text;
}

}  // namespace scarp::exchange
