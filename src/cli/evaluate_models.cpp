#include <algorithm>
#include <memory>
#include <string>

#include "cli/choices.h"
#include "cli/evaluate.h"
#include "core/error.h"
#include "dataset/data_set.h"
#include "dataset/data_set_files.h"
#include "scoring/model_evaluation.h"

namespace scarp::cli {
namespace {

[[noreturn]] void wrong_use(const std::string& what, const std::string& advice = "") {
  throw Error({what, "", advice}, Fault::usage);
}

scoring::EvaluationOptions job_of(const EvaluateOptions& options) {
  scoring::EvaluationOptions job;
  job.models.assign(options.models.begin(), options.models.end());
  if (options.threshold == "best") job.threshold_from = scoring::ThresholdFrom::validation;
  if (const auto number = threshold_number(options)) {
    job.threshold_from = scoring::ThresholdFrom::user;
    job.threshold = *number;
  }
  if (options.scaling) {
    job.scaling.emplace();
    job.scaling->kind = dataset::scaling_kind(*options.scaling);
  }
  job.cell_area_m2 = options.cell_size_m * options.cell_size_m;
  job.calibrate = options.calibrate;
  job.report = report_options(options);
  return job;
}

dataset::Part part_of(const EvaluateOptions& options) {
  for (const dataset::Part part : dataset::kParts) {
    if (options.part == dataset::name_of(part)) return part;
  }
  return dataset::Part::test;
}

// `set` must outlive the result.
scoring::EvaluationData data_of(const EvaluateOptions& options, const dataset::DataSet& set) {
  const dataset::Part part = part_of(options);
  scoring::EvaluationData data{
      scoring::part_of(set, part), part, {}, set.bands(), set.description().details};
  if (set.count(dataset::Part::validation) > 0) {
    data.validation = scoring::part_of(set, dataset::Part::validation);
  }
  return data;
}

scoring::EvaluationData data_of_arrays(const EvaluateOptions& options) {
  scoring::ArrayFiles files;
  files.x.assign(options.x.begin(), options.x.end());
  files.y = options.y;
  files.valid = options.valid;
  return {scoring::open_arrays(files), {}, {}, {}, {}};
}

void note(const EvaluateOptions& options, const scoring::EvaluationData& data,
          const EvaluateSession& running) {
  running.record.option("part", data.part ? dataset::name_of(*data.part) : "held back");
  running.record.option("scaling", options.scaling.value_or("model"));
  running.record.option("cell_size_m", options.cell_size_m);
  running.record.option("batch", options.batch);
  running.record.option("calibrate", options.calibrate);
  for (const std::string& model : options.models) {
    running.record.input("model", model);
    running.out.require_not_replaced(model);
  }
  for (const auto& file : data.patches.files) {
    running.record.input("patches", file);
    running.out.require_not_replaced(file);
  }
}

constexpr const char* kModelGroup = "Models on patches";

void add_data_set_options(CLI::App& command, EvaluateOptions& options) {
  command
      .add_option("--data", options.data,
                  "Data set: a folder from scarp dataset, or with testX.npy and testY.npy")
      ->option_text("FOLDER")
      ->group(kModelGroup);
  choose_from(command.add_option("--part", options.part, "Of the data set [test]"),
              {"test", "validation", "train"})
      ->group(kModelGroup);
}

void add_array_options(CLI::App& command, EvaluateOptions& options) {
  command
      .add_option("--x", options.x,
                  "Instead of --data: patches in .npy files, (patches, rows, columns, bands),\n"
                  "not scaled. The bands of several files are put one after the other. Pixels\n"
                  "with a band that is not finite get no score")
      ->option_text("FILE ...")
      ->group(kModelGroup);
  command
      .add_option("--y", options.y,
                  "Their labels, (patches, rows, columns): 1 landslide, 0 none, NaN unknown")
      ->option_text("FILE")
      ->group(kModelGroup);
  command.add_option("--valid", options.valid, "Likewise, 0 where a pixel does not count")
      ->option_text("FILE")
      ->group(kModelGroup);
}

}  // namespace

void require_model_options(const EvaluateOptions& options) {
  const bool arrays = !options.x.empty() || !options.y.empty() || !options.valid.empty();
  if (!options.data.empty() && arrays) wrong_use("--data and --x, --y, --valid exclude each other");
  if (options.data.empty() && (options.x.empty() || options.y.empty())) {
    wrong_use("no labelled patches to score the model on", "Give --data, or both --x and --y");
  }
  for (auto one = options.models.begin(); one != options.models.end(); ++one) {
    if (std::find(options.models.begin(), one, *one) == one) continue;
    wrong_use("--model names " + *one + " twice", "Give each model once");
  }
  if (arrays && options.part) wrong_use("--part is of data sets, and --x of no data set");
  if (arrays && options.threshold == "best") {
    wrong_use("--threshold best is chosen on the validation part of a data set",
              "Give --data, --threshold card or a number");
  }
  const bool word = options.threshold == "best" || options.threshold == "card";
  if (!options.threshold || word || threshold_number(options)) return;
  wrong_use("--threshold '" + *options.threshold + "' is neither card, best nor a number");
}

eval::Table evaluate_models(const EvaluateOptions& options, const EvaluateSession& running) {
  Session& session = running.session;
  const MakePredictor make_predictor = make_predictors(options.network, session, running.record);
  std::optional<dataset::DataSet> set;
  if (!options.data.empty()) set.emplace(options.data);
  const scoring::EvaluationData data = set ? data_of(options, *set) : data_of_arrays(options);
  note(options, data, running);
  return scoring::evaluate_models(job_of(options), data, make_predictor, running.out,
                                  running.record, session.threads, session.reporter);
}

void add_model_options(CLI::App& command, EvaluateOptions& options) {
  command
      .add_option("--model", options.models,
                  "From scarp train or scarp import. Several that differ in their seed alone:\n"
                  "means and deviations over them are told")
      ->option_text("FILE ...")
      ->group(kModelGroup);
  add_data_set_options(command, options);
  add_array_options(command, options);
  choose_from(command.add_option(
                  "--scaling", options.scaling,
                  "Scale the patches another way than the model says; none: they are scaled"),
              dataset::unfitted_scaling_names())
      ->group(kModelGroup);
  command
      .add_option("--batch", options.batch,
                  "Patches in a batch, for the averages over batches that papers print")
      ->check(whole_between(1, 1000000))
      ->capture_default_str()
      ->group(kModelGroup);
  command
      .add_flag("--calibrate", options.calibrate,
                "With --part validation of real events: write the model anew into --out, with the\n"
                "temperature that makes probabilities of its scores")
      ->group(kModelGroup);
  add_network_options(command, options.network);
  for (const char* name : {"--device", "--precision"}) command.get_option(name)->group(kModelGroup);
}

}  // namespace scarp::cli
