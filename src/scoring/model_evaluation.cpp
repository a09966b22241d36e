#include "scoring/model_evaluation.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "core/error.h"
#include "core/sha256.h"
#include "eval/report_files.h"
#include "eval/threshold.h"
#include "scoring/scored_patches.h"

namespace scarp::scoring {
namespace {

using Json = nlohmann::ordered_json;

struct Threshold {
  double value = 0.5;
  std::string from;
};

// A model and how its patches are scaled.
struct Candidate {
  std::filesystem::path path;
  model::Model model;
  dataset::Scaling scaling;
};

// Bands must be those of the model. Units that the data do not tell ("1") are taken on trust.
void require_bands(const EvaluationData& data, const Candidate& candidate, Reporter& reporter) {
  if (data.bands.empty()) return;
  const std::vector<dataset::Band>& wanted = candidate.model.card.bands;
  std::vector<dataset::Band> found = data.bands;
  bool trusted = false;
  for (std::size_t i = 0; i < std::min(found.size(), wanted.size()); ++i) {
    if (found[i].unit != "1" || wanted[i].unit == "1") continue;
    found[i].unit = wanted[i].unit;
    trusted = true;
  }
  const std::string difference = dataset::difference(wanted, found);
  if (!difference.empty()) throw Error({difference, candidate.path.string(), ""});
  if (!trusted) return;
  reporter.warn("the data set does not tell the units of its bands: the model's are taken as its");
}

Candidate open(const std::filesystem::path& path, const EvaluationOptions& options,
               const EvaluationData& data, Reporter& reporter) {
  Candidate candidate{path, model::read_model(path), {}};
  candidate.scaling = options.scaling.value_or(candidate.model.card.scaling);
  require_bands(data, candidate, reporter);
  return candidate;
}

// Log of what was scored, by which a test set that was looked at too often can be told.
class ScoringLog {
 public:
  explicit ScoringLog(RunRecord& record) : record_(record) {}

  // `how` tells what the scores were for.
  void add(const std::string& part, const Json& how, const LabelledPatches& patches,
           const Candidate& candidate) {
    Json scoring{{"part", part}};
    scoring.update(how);
    scoring["patches"] = patches.count;
    scoring["model"] = candidate.path.string();
    scoring["model_sha256"] = hash_of(candidate.path);
    scoring["scaling"] = dataset::name_of(candidate.scaling.kind);
    for (const auto& file : patches.files) scoring["data_sha256"][file.string()] = hash_of(file);
    scorings_.push_back(std::move(scoring));
    record_.fact("scorings", scorings_);
  }

 private:
  // Data of several models is read for it once.
  std::string hash_of(const std::filesystem::path& file) {
    std::string& hash = hashes_[file.string()];
    if (hash.empty()) hash = sha256_of_file(file.string());
    return hash;
  }

  RunRecord& record_;
  Json scorings_ = Json::array();
  std::map<std::string, std::string> hashes_;
};

class Evaluation {
 public:
  Evaluation(const EvaluationOptions& options, const EvaluationData& data, RunRecord& record,
             ThreadPool& threads, Reporter& reporter)
      : options_(options), data_(data), log_(record), threads_(threads), reporter_(reporter) {}

  // Scores a model, writes its report into `folder` of the result.
  eval::ModelRun run(const Candidate& candidate, model::Predictor& predictor,
                     const OutputFolder& out, const std::string& folder);

  const eval::Table& shown() const { return shown_; }
  std::string part() const { return data_.part ? dataset::name_of(*data_.part) : "held back"; }

 private:
  Threshold threshold_of(const Candidate& candidate, model::Predictor& predictor);
  Threshold best_on_validation(const Candidate& candidate, model::Predictor& predictor);

  const EvaluationOptions& options_;
  const EvaluationData& data_;
  ScoringLog log_;
  ThreadPool& threads_;
  Reporter& reporter_;
  eval::Table shown_;
};

Threshold Evaluation::best_on_validation(const Candidate& candidate, model::Predictor& predictor) {
  if (!data_.validation) {
    throw Error({"there is no validation part to choose the best threshold on", data_.patches.name,
                 "Take the model's with --threshold card, or give a number"},
                Fault::usage);
  }
  log_.add("validation", {{"purpose", "threshold"}}, *data_.validation, candidate);
  const ScoredPatches scored =
      score(*data_.validation, candidate.model.card, candidate.scaling, predictor, reporter_);
  const auto best = eval::best_f1_threshold(eval::score_table(scored.patches()));
  if (!best) {
    throw Error({"holds no landslide to choose the best threshold by", data_.validation->name, ""});
  }
  return {best->threshold, fmt::format("best F1 on the {}", data_.validation->name)};
}

Threshold Evaluation::threshold_of(const Candidate& candidate, model::Predictor& predictor) {
  switch (options_.threshold_from) {
    case ThresholdFrom::card:
      return {candidate.model.card.delineation_threshold, "the model's card"};
    case ThresholdFrom::validation:
      return best_on_validation(candidate, predictor);
    case ThresholdFrom::user:
      break;
  }
  return {options_.threshold, "given"};
}

eval::ModelRun Evaluation::run(const Candidate& candidate, model::Predictor& predictor,
                               const OutputFolder& out, const std::string& folder) {
  const model::Card& card = candidate.model.card;
  const Threshold threshold = threshold_of(candidate, predictor);
  log_.add(part(),
           {{"purpose", "evaluation"},
            {"threshold", threshold.value},
            {"threshold_from", threshold.from}},
           data_.patches, candidate);
  const ScoredPatches scored = score(data_.patches, card, candidate.scaling, predictor, reporter_);
  eval::TallyOptions counting;
  counting.threshold = threshold.value;
  eval::Inventory inventory;
  inventory.cell_area_m2 = options_.cell_area_m2;
  const eval::Tally tally = eval::tally(scored.patches(), inventory, counting);
  eval::ReportOptions reporting = options_.report;
  reporting.temperature = card.temperature;
  const eval::Report report = eval::report(tally, reporting, threads_);
  eval::ReportHead head{"Evaluation of a model"};
  head.facts = {{"model", candidate.path.string()},
                {"data", data_.patches.name},
                {"part", part()},
                {"patches", data_.patches.count},
                {"scaling", dataset::name_of(candidate.scaling.kind)},
                {"threshold", threshold.value},
                {"threshold_from", threshold.from}};
  eval::write_report(out, folder, head, report);
  shown_ = report.tables.front();
  return eval::run_of(candidate.path.string(), tally, reporting);
}

}  // namespace

eval::Table evaluate_models(const EvaluationOptions& options, const EvaluationData& data,
                            const PredictorMaker& make_predictor, const OutputFolder& out,
                            RunRecord& record, ThreadPool& threads, Reporter& reporter) {
  if (options.threshold_from == ThresholdFrom::validation &&
      data.part == dataset::Part::validation) {
    reporter.warn("the threshold is chosen on the patches that are reported on: too good a result");
  }
  Evaluation evaluation(options, data, record, threads, reporter);
  std::vector<eval::ModelRun> runs;
  for (const auto& path : options.models) {
    const Candidate candidate = open(path, options, data, reporter);
    const auto predictor = make_predictor(candidate.model);
    const bool one = options.models.size() == 1;
    runs.push_back(evaluation.run(candidate, *predictor, out,
                                  one ? "" : fmt::format("model-{}", runs.size() + 1)));
  }
  if (runs.size() == 1) return evaluation.shown();
  const eval::Report over_models{{eval::seeds_table(runs), eval::runs_table(runs)}, {}};
  eval::write_report(out, "",
                     {"Evaluation of several models",
                      {{"data", data.patches.name},
                       {"part", evaluation.part()},
                       {"patches", data.patches.count},
                       {"models", runs.size()}}},
                     over_models);
  return over_models.tables.front();
}

}  // namespace scarp::scoring
