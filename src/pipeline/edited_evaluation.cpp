#include "pipeline/edited_evaluation.h"

#include "eval/table.h"
#include "pipeline/event_products.h"
#include "pipeline/first_look_rasters.h"
#include "pipeline/map_evaluation.h"

namespace scarp::pipeline {
namespace {

using Json = nlohmann::ordered_json;

// The first two columns of a table of figures, as name and value.
Json figures_of(const eval::Table& table) {
  Json figures = Json::object();
  for (const Json& row : eval::to_json(table)) {
    const Json& name = row.at(table.columns[0]);
    if (name.is_string()) figures[name.get<std::string>()] = row.at(table.columns[1]);
  }
  return figures;
}

}  // namespace

Json evaluate_edited(const KnownLandslides& known, const product::LayerNames& names,
                     OutputFolder& out, RunRecord& record, ThreadPool& threads,
                     Reporter& reporter) {
  MapEvaluationOptions options;
  options.map = out.file(kPackageFile).string();
  options.inventory = known.inventory;
  options.interpreted_area = known.interpreted_area;
  options.visibility = out.file(kMaskFile).string();
  options.visibility_label = kMaskFile;
  options.report.kind = eval::ScoreKind::classes;
  const auto compare = [&](const std::string& layer, const char* folder) {
    options.map_layer = layer;
    options.map_label = std::string(kPackageFile) + ", " + layer;
    options.folder = folder;
    return figures_of(evaluate_map(options, out, record, threads, reporter));
  };
  Json figures;
  figures["edited"] = compare(names.landslides, "evaluation");
  figures["machine"] = compare(names.machine, "evaluation/machine");
  return figures;
}

}  // namespace scarp::pipeline
