#include "nn/training_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "core/backscatter.h"
#include "core/error.h"
#include "core/kept_folder.h"
#include "core/sha256.h"
#include "core/version.h"
#include "dataset/json.h"
#include "eval/svg_plot.h"
#include "eval/table.h"
#include "model/layers.h"
#include "nn/predictor.h"
#include "nn/scoring.h"

namespace scarp::nn {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kCheckpoint = "checkpoint.safetensors";

bool holds_landslide(const dataset::Patches& patches) {
  for (std::size_t i = 0; i < patches.y.size(); ++i) {
    if (patches.y[i] > 0 && (patches.valid.empty() || patches.valid[i] != 0)) return true;
  }
  return false;
}

// Bands that some patches go without become optional.
void make_optional(const std::vector<dataset::BandDrop>& drops, const std::string& where,
                   TrainingData& data) {
  for (const dataset::BandDrop& drop : drops) {
    const auto found =
        std::find_if(data.bands.begin(), data.bands.end(),
                     [&](const dataset::Band& band) { return band.name == drop.band; });
    if (found == data.bands.end()) {
      throw Error({fmt::format("has no band {} to drop", drop.band), where,
                   "Name a band that scarp info lists"},
                  Fault::usage);
    }
    found->if_missing = dataset::neutral_value(data.scaling.kind, data.training,
                                               static_cast<int>(found - data.bands.begin()));
  }
}

TrainingData read_data(const TrainingRunOptions& options, const dataset::DataSet& data,
                       Reporter& reporter) {
  TrainingData result{data.read(dataset::Part::train), data.read(dataset::Part::validation),
                      data.bands(), data.scaling()};
  if (result.validation.count == 0) {
    throw Error({"has no validation part, which tells when to stop", data.folder().string(),
                 "Make the data set with one"});
  }
  if (result.training.count == 0) {
    throw Error({"has no patches to train on", data.folder().string(),
                 "Make the data set of more patches"});
  }
  if (!holds_landslide(result.training)) {
    throw Error({"no training patch holds a landslide pixel that is valid", data.folder().string(),
                 "Check the labels that the data set was made of"});
  }
  if (!holds_landslide(result.validation)) {
    reporter.warn("no validation patch holds a landslide: the thresholds stay at 0.5");
  }
  if (options.scaling) {
    result.scaling = dataset::fit_scaling(*options.scaling, result.training, result.bands);
  }
  make_optional(options.training.augmentation.drops, data.folder().string(), result);
  return result;
}

eval::Table curves_table(const std::vector<EpochRecord>& curve) {
  eval::Table table{"curves", "Training", {"epoch", "training_loss", "validation_loss"}, {}};
  for (const char* name : {"precision", "recall", "f1", "iou"}) table.columns.emplace_back(name);
  for (const EpochRecord& record : curve) {
    const eval::Confusion& c = record.validation;
    table.rows.push_back({std::int64_t{record.epoch}, eval::Decimal{record.training_loss, 6},
                          eval::Decimal{record.validation_loss, 6},
                          eval::Decimal{eval::precision(c)}, eval::Decimal{eval::recall(c)},
                          eval::Decimal{eval::f1(c)}, eval::Decimal{eval::iou(c)}});
  }
  return table;
}

eval::Plot curves_plot(const std::vector<EpochRecord>& curve) {
  eval::PlotSeries training{"training loss", {}};
  eval::PlotSeries validation{"validation loss", {}};
  eval::PlotSeries f1{"validation F1", {}, /*dashed=*/true};
  for (const EpochRecord& record : curve) {
    const auto epoch = static_cast<double>(record.epoch);
    training.points.push_back({epoch, record.training_loss});
    validation.points.push_back({epoch, record.validation_loss});
    f1.points.push_back({epoch, eval::f1(record.validation).value_or(0)});
  }
  eval::Plot plot{"curves", "Training", {"epoch", {}, {}}, {"loss, F1", {}, {}}, {}};
  plot.series = {training, validation, f1};
  return plot;
}

// Scaling that undoes a gain, or bands that have none, leave nothing of the augmentation.
void warn_of_idle_augmentation(const dataset::Augmentation& how, const TrainingData& data,
                               Reporter& reporter) {
  if (how.gain_db == 0 && !how.speckle_looks) return;
  const bool backscatter = std::any_of(
      data.bands.begin(), data.bands.end(),
      [](const dataset::Band& band) { return backscatter_unit(band.unit).has_value(); });
  if (!backscatter) {
    reporter.warn("no band is of power, amplitude or dB: speckle and gain change nothing");
    return;
  }
  using Kind = dataset::Scaling::Kind;
  const bool undone =
      data.scaling.kind == Kind::patch_minmax || data.scaling.kind == Kind::patch_standard;
  if (how.gain_db == 0 || !undone) return;
  reporter.warn(fmt::format("the scaling {} undoes what --augment gain does",
                            dataset::name_of(data.scaling.kind)));
}

// What is known before training.
model::Card card_of(const TrainingRunOptions& options, const model::NetworkDescription& network,
                    const TrainingData& data, const dataset::DataSet& files) {
  model::Card card;
  card.network = network;
  card.bands = data.bands;
  card.scaling = data.scaling;
  card.patch_rows = data.training.rows;
  card.patch_cols = data.training.cols;
  card.cell_size_m = files.description().cell_size_m;
  card.training = {{"patches", data.training.count}, {"options", to_json(options.training)}};
  Json& own = card.training["data"];
  for (const dataset::Part part : {dataset::Part::train, dataset::Part::validation}) {
    own["sha256"][name_of(part)] = sha256_of_file(files.files(part).front().string());
  }
  own["details"] = files.description().details;
  card.made_by = fmt::format("scarp {}", kVersion);
  return card;
}

// Chooses the thresholds and measures on validation; measures on test where that is wanted.
void score(model::Model& model, const TrainingRunOptions& options, const TrainingData& data,
           const dataset::DataSet& files, dataset::ScoringLog& log, Reporter& reporter) {
  const Reporter::Stage stage(reporter, "Scoring", 1);
  const auto predictor = make_predictor(model, options.training.device);
  const std::vector<float> probability = probabilities(*predictor, data.scaling, data.validation);
  choose_thresholds(model.card, data.validation, probability);
  model.card.metrics["validation"] = metrics(model.card, data.validation, probability);
  if (!options.test) return;
  const Json test = score_test(model, files, options.training.device, kModelFile, log);
  if (!test.is_null()) model.card.metrics["test"] = test;
}

void tell(RunRecord& record, const TrainingRunOptions& options, const model::Model& model,
          const dataset::DataSet& data, double seconds) {
  record.option("network", model::to_json(model.card.network));  // with what the data tell
  record.option("training", to_json(options.training));
  record.fact("network", model::to_json(model.card.network));
  record.fact("parameters", model::parameter_count(model::layers(model.card.network)));
  record.fact("multiply_adds_per_pixel",
              model::multiply_adds_per_pixel(model::graph(model.card.network)));
  record.fact("scaling", dataset::json_of(model.card.scaling));
  record.fact("device", name_of(resolve(options.training.device)));
  record.fact("library", library_version());
  record.fact("data", data.description().details);
  record.fact("epochs", model.card.training["epochs"]);
  record.fact("training_seconds", seconds);  // of all starts
  record.fact("best_epoch", model.card.training["best_epoch"]);
  record.fact("test_scored", model.card.metrics.contains("test"));
  record.fact("metrics", model.card.metrics);
}

// As asked for, with what the data tell.
model::NetworkDescription network_of(const TrainingRunOptions& options,
                                     const dataset::DataSet& files, Reporter& reporter) {
  model::NetworkDescription network = options.network;
  network.bands = static_cast<int>(files.bands().size());
  if (network.family == model::NetworkDescription::Family::siamese_resunet) {
    network.dates = dates_of(files.bands());
    if (network.dates.empty()) {
      reporter.warn("the names of the bands do not tell the dates apart: no siamese stem");
    }
  }
  model::require_valid(network);
  return network;
}

}  // namespace

std::vector<std::vector<int>> dates_of(const std::vector<dataset::Band>& bands) {
  std::vector<std::string> names;
  std::vector<std::vector<int>> dates;
  for (std::size_t i = 0; i < bands.size(); ++i) {
    const dataset::Band& band = bands[i];
    const std::string prefix = band.polarisation + "_";
    if (band.polarisation.empty() || band.name.rfind(prefix, 0) != 0) continue;
    const std::string name = band.name.substr(prefix.size());
    auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      found = names.insert(found, name);
      dates.emplace_back();
    }
    dates[static_cast<std::size_t>(found - names.begin())].push_back(static_cast<int>(i));
  }
  const bool alike = std::all_of(dates.begin(), dates.end(), [&](const std::vector<int>& date) {
    return date.size() == dates.front().size();
  });
  const bool from_before = !names.empty() && names.front().rfind("pre", 0) == 0;
  if (!alike || !from_before || dates.size() < 2) dates.clear();
  return dates;
}

std::filesystem::path checkpoint_of(const OutputFolder& out) { return out.kept(kCheckpoint); }

Json score_test(const model::Model& model, const dataset::DataSet& data, Device device,
                const std::filesystem::path& name, dataset::ScoringLog& log) {
  const dataset::Patches test = data.read(dataset::Part::test);
  if (test.count == 0) return {};
  log.add({"test",
           {{"purpose", "metrics"}, {"threshold", model.card.delineation_threshold}},
           test.count,
           name,
           dataset::name_of(model.card.scaling.kind),
           data.files(dataset::Part::test)});
  const auto predictor = make_predictor(model, device);
  return metrics(model.card, test, probabilities(*predictor, model.card.scaling, test));
}

void help_training(const TrainingRunOptions& options, const std::filesystem::path& out,
                   Communicator& ranks, Reporter& reporter) {
  const dataset::DataSet files(options.data);
  const model::NetworkDescription network = network_of(options, files, reporter);
  const TrainingData data = read_data(options, files, reporter);
  ranks.barrier();
  train(network, data, options.training, out / kKeptFolder / kCheckpoint, reporter, &ranks);
}

Json run_training(const TrainingRunOptions& options, OutputFolder& out, RunRecord& record,
                  Reporter& reporter, Communicator* ranks) {
  const dataset::DataSet files(options.data);
  const model::NetworkDescription network = network_of(options, files, reporter);
  const TrainingData data = read_data(options, files, reporter);
  require_possible(network, data, options.training);
  warn_of_idle_augmentation(options.training.augmentation, data, reporter);
  model::Model model{card_of(options, network, data, files), {}};
  model::require_valid(model.card, options.data.string());  // sooner than when all is learned
  if (ranks != nullptr) ranks->barrier();                   // what was kept is settled
  TrainingResult result =
      train(network, data, options.training, checkpoint_of(out), reporter, ranks);
  if (result.diverged) reporter.warn("training ended by a loss that is no number");
  write_text(out.file(kCurvesTable), eval::to_csv(curves_table(result.curve)));
  write_text(out.file(kCurvesPlot), eval::to_svg(curves_plot(result.curve)));
  model.weights = std::move(result.weights);
  model.card.training["epochs"] = result.curve.size();
  model.card.training["best_epoch"] = result.best_epoch;
  dataset::ScoringLog log(out, record);
  score(model, options, data, files, log, reporter);
  model::write_model(out.file(kModelFile), model);
  tell(record, options, model, files, result.seconds);
  return model.card.metrics;
}

}  // namespace scarp::nn
