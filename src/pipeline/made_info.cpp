#include "pipeline/made_info.h"

#include <cmath>
#include <filesystem>

#include "core/json.h"
#include "core/run_record.h"
#include "core/sha256.h"
#include "dataset/data_set.h"
#include "geo/simulated.h"
#include "model/card.h"
#include "model/graph.h"
#include "model/layers.h"
#include "model/temperature.h"
#include "stack/stack_file.h"

namespace scarp::pipeline {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kYes = "yes, no radar saw it";

std::string name_of(const std::string& path) {
  const fs::path whole = fs::path(path).lexically_normal();
  return (whole.has_filename() ? whole : whole.parent_path()).filename().string();
}

bool holds(const std::string& folder, const char* file) {
  std::error_code unreadable;
  return fs::is_regular_file(fs::path(folder) / file, unreadable);
}

Json bands_json(const std::vector<dataset::Band>& bands) {
  Json all = Json::array();
  for (const dataset::Band& band : bands) {
    Json& one = all.emplace_back(Json{{"band", band.name}, {"unit", band.unit}});
    if (!band.polarisation.empty()) one["polarisation"] = band.polarisation;
    if (!band.pass.empty()) one["pass"] = band.pass;
    if (band.time) one["time"] = band.time->text();
    if (band.if_missing) one["if_missing"] = *band.if_missing;
  }
  return all;
}

std::string size_text(int rows, int cols) {
  return std::to_string(rows) + " × " + std::to_string(cols);
}

Json cell_json(const std::optional<double>& cell_size_m) {
  return cell_size_m ? Json(*cell_size_m) : Json();
}

}  // namespace

bool is_model(const std::string& path) {
  std::error_code unreadable;
  return fs::path(path).extension() == ".safetensors" && !fs::is_directory(path, unreadable);
}

Json model_info(const std::string& path) {
  const model::Card card = model::read_model(path).card;
  const auto tempered = [&](double threshold) {
    return std::round(1e4 * model::tempered_threshold(card, threshold)) / 1e4;
  };
  Json json{{"kind", "model"},
            {"name", name_of(path)},
            {"sha256", sha256_of_file(path)},
            {"made_by", card.made_by},
            {"network", name_of(card.network.family)},
            {"parameters", model::parameter_count(model::layers(card.network))},
            {"patch", size_text(card.patch_rows, card.patch_cols)},
            {"cell_size_m", cell_json(card.cell_size_m)},
            {"scaling", dataset::name_of(card.scaling.kind)},
            {"result", card.temperature ? "probability, calibrated on real events" : "score"},
            {"delineation_threshold", tempered(card.delineation_threshold)}};
  json["screening_threshold"] =
      card.screening_threshold ? Json(tempered(*card.screening_threshold)) : Json();
  json["int8"] = card.int8 && card.int8->passed ? "good enough" : "not tried, or not good enough";
  json["bands"] = bands_json(card.bands);
  if (!card.metrics.empty()) json["metrics"] = card.metrics;
  return json;
}

bool is_stack(const std::string& path) {
  return holds(path, stack::kStackFile) || fs::path(path).filename() == stack::kStackFile;
}

Json stack_info(const std::string& path) {
  const stack::StackFile stack(path);
  Json json{{"kind", "stack"}, {"name", name_of(path)}};
  if (stack.raster().metadata().contains(geo::kSimulatedItem)) json["simulated"] = kYes;
  json["size"] = size_text(stack.grid().rows(), stack.grid().cols());
  json["cell_size_m"] = stack.grid().cell_size_m();
  json["crs"] = stack.grid().crs() ? Json(stack.grid().crs()->name) : Json();
  json["bands"] = bands_json(stack.bands());
  json["mask"] = stack.files().size() > 1;
  return json;
}

bool is_data_set(const std::string& path) {
  return holds(path, "dataset.json") || holds(path, "trainX.npy");
}

Json data_set_info(const std::string& path) {
  const dataset::DataSet set(path);
  Json json{{"kind", "data set"},
            {"name", name_of(path)},
            {"patch", size_text(set.rows(), set.cols())},
            {"cell_size_m", cell_json(set.description().cell_size_m)},
            {"scaling", dataset::name_of(set.scaling().kind)}};
  for (const dataset::Part part : dataset::kParts) {
    json[dataset::name_of(part) + "_patches"] = set.count(part);
  }
  json["bands"] = bands_json(set.bands());
  return json;
}

bool is_result(const std::string& path) { return holds(path, kRunRecordName); }

Json result_info(const std::string& path) {
  const Json record = object_in(fs::path(path) / kRunRecordName);
  Json json{{"kind", "result of scarp"}, {"name", name_of(path)}};
  for (const char* key : {"command", "version", "start", "seconds", "warnings", "outputs"}) {
    if (record.contains(key)) json[key] = record[key];
  }
  const Json summary = object_in(fs::path(path) / "summary.json");
  if (!summary.empty()) json["summary"] = summary;
  return json;
}

}  // namespace scarp::pipeline
