#include "scoring/model_evaluation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "core/error.h"
#include "core/sha256.h"
#include "dataset/scoring_log.h"
#include "eval/report_files.h"
#include "eval/threshold.h"
#include "scoring/calibration.h"
#include "scoring/own_data.h"
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

// Names of the model's optional bands that the data lack.
std::vector<std::string> left_out(const EvaluationData& data, const model::Card& card) {
  std::vector<std::string> names;
  if (data.bands.empty()) return names;
  for (const std::size_t i : dataset::left_out(card.bands, data.bands)) {
    names.push_back(card.bands[i].name);
  }
  return names;
}

// Bands must be those of the model. Units that the data do not tell ("1") are taken on trust.
void require_bands(const EvaluationData& data, const Candidate& candidate, Reporter& reporter) {
  if (data.bands.empty()) return;
  const std::vector<dataset::Band>& wanted = candidate.model.card.bands;
  std::vector<dataset::Band> found = data.bands;
  const std::vector<std::string> absent = left_out(data, candidate.model.card);
  if (!absent.empty()) {
    reporter.warn(fmt::format("{} has no band {}: the model does without", data.patches.name,
                              fmt::join(absent, ", ")));
  }
  bool trusted = false;
  for (std::size_t i = 0, w = 0; i < found.size() && w < wanted.size(); ++w) {
    if (std::find(absent.begin(), absent.end(), wanted[w].name) != absent.end()) continue;
    dataset::Band& one = found[i++];
    if (one.unit != "1" || wanted[w].unit == "1") continue;
    one.unit = wanted[w].unit;
    trusted = true;
  }
  const std::string difference = dataset::difference_in_needed(wanted, found);
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

// What the log is told.
dataset::Scoring scoring_of(const std::string& part, const Json& how,
                            const LabelledPatches& patches, const Candidate& candidate) {
  return {
      part,         how, patches.count, candidate.path, dataset::name_of(candidate.scaling.kind),
      patches.files};
}

class Evaluation {
 public:
  Evaluation(const EvaluationOptions& options, const EvaluationData& data, const OutputFolder& out,
             RunRecord& record, ThreadPool& threads, Reporter& reporter)
      : options_(options),
        data_(data),
        record_(record),
        log_(out, record),
        threads_(threads),
        reporter_(reporter) {}

  // Scores a model, writes its report into `folder` of the result.
  eval::ModelRun run(const Candidate& candidate, model::Predictor& predictor,
                     const OutputFolder& out, const std::string& folder);

  const eval::Table& shown() const { return shown_; }
  std::string part() const { return data_.part ? dataset::name_of(*data_.part) : "held back"; }

 private:
  ScoredData scored_data();
  void warn_of_own_data(const model::Card& card);
  void calibrate(const Candidate& candidate, const eval::ScoreTable& scores,
                 const OutputFolder& out, Json& facts);
  Threshold threshold_of(const Candidate& candidate, model::Predictor& predictor);
  ScoredPatches scores_of(const LabelledPatches& patches, const Candidate& candidate,
                          model::Predictor& predictor);
  Threshold best_on_validation(const Candidate& candidate, model::Predictor& predictor);

  const EvaluationOptions& options_;
  const EvaluationData& data_;
  RunRecord& record_;
  dataset::ScoringLog log_;
  ThreadPool& threads_;
  Reporter& reporter_;
  eval::Table shown_;
};

ScoredData Evaluation::scored_data() {
  ScoredData scored{{}, data_.details};
  for (const auto& file : data_.patches.files) scored.sha256.insert(log_.hash_of(file));
  return scored;
}

// Thresholds of the card stay as they are: they are of scores before the temperature.
void Evaluation::calibrate(const Candidate& candidate, const eval::ScoreTable& scores,
                           const OutputFolder& out, Json& facts) {
  const Calibration calibration = scoring::calibrate(scores, data_.patches.name);
  model::Model model = candidate.model;
  model.card.temperature = calibration.temperature;
  Json& told = model.card.metrics["calibration"];
  told = to_json(calibration);
  told["data"] = data_.patches.name;
  told["patches"] = data_.patches.count;
  told["sha256"] = scored_data().sha256;
  if (data_.details.is_object()) told["details"] = data_.details;
  model::write_model(out.file(kCalibratedFile), model);
  facts["calibration"] = to_json(calibration);
  record_.fact("calibration", facts["calibration"]);
}

void Evaluation::warn_of_own_data(const model::Card& card) {
  for (const std::string& why : too_good(card.training, scored_data())) reporter_.warn(why);
  const bool unknown = options_.threshold_from == ThresholdFrom::card &&
                       data_.part == dataset::Part::validation && !knows_its_data(card.training);
  if (!unknown) return;
  reporter_.warn("the model's threshold may have been chosen on these patches: too good a result");
}

ScoredPatches Evaluation::scores_of(const LabelledPatches& patches, const Candidate& candidate,
                                    model::Predictor& predictor) {
  const model::Card& card = candidate.model.card;
  return score(completed(patches, card.bands, data_.bands), candidate.path.string(), card,
               candidate.scaling, predictor, reporter_);
}

Threshold Evaluation::best_on_validation(const Candidate& candidate, model::Predictor& predictor) {
  if (!data_.validation) {
    throw Error({"there is no validation part to choose the best threshold on", data_.patches.name,
                 "Take the model's with --threshold card, or give a number"},
                Fault::usage);
  }
  const ScoredPatches scored = scores_of(*data_.validation, candidate, predictor);
  log_.add(scoring_of("validation", {{"purpose", "threshold"}}, *data_.validation, candidate));
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
  warn_of_own_data(card);
  const Threshold threshold = threshold_of(candidate, predictor);
  const ScoredPatches scored = scores_of(data_.patches, candidate, predictor);
  log_.add(scoring_of(part(),
                      {{"purpose", "evaluation"},
                       {"threshold", threshold.value},
                       {"threshold_from", threshold.from}},
                      data_.patches, candidate));
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
  const std::vector<std::string> absent = left_out(data_, card);
  if (!absent.empty()) head.facts["bands_left_out"] = absent;
  if (options_.calibrate) calibrate(candidate, tally.scores, out, head.facts);
  eval::write_report(out, folder, head, report);
  shown_ = report.tables.front();
  return eval::run_of(candidate.path.string(), tally, reporting);
}

// One model's own scores on patches that are no test part and of real events.
void require_calibration(const EvaluationOptions& options, const EvaluationData& data) {
  if (!options.calibrate) return;
  if (options.models.size() > 1) {
    throw Error({"one model is calibrated at a time", "--calibrate", ""}, Fault::usage);
  }
  if (options.scaling) {
    throw Error(
        {"a model is calibrated with its own scaling", "--calibrate", "Leave out --scaling"},
        Fault::usage);
  }
  if (data.part != dataset::Part::validation) {
    throw Error({"a temperature is fitted on validation patches, so that those for testing tell "
                 "what it is worth",
                 "--calibrate", "Give --data with --part validation"},
                Fault::usage);
  }
  require_real(data.details, data.patches.name);
}

}  // namespace

eval::Table evaluate_models(const EvaluationOptions& options, const EvaluationData& data,
                            const PredictorMaker& make_predictor, const OutputFolder& out,
                            RunRecord& record, ThreadPool& threads, Reporter& reporter) {
  require_calibration(options, data);
  if (options.threshold_from == ThresholdFrom::validation &&
      data.part == dataset::Part::validation) {
    reporter.warn("the threshold is chosen on the patches that are reported on: too good a result");
  }
  std::map<std::string, std::filesystem::path> known;  // models by their SHA-256
  std::optional<Json> network;
  Evaluation evaluation(options, data, out, record, threads, reporter);
  std::vector<eval::ModelRun> runs;
  for (const auto& path : options.models) {
    const Candidate candidate = open(path, options, data, reporter);
    const auto [same, is_new] = known.emplace(sha256_of_file(path.string()), path);
    if (!is_new) {
      throw Error({fmt::format("is the same model as {}", same->second.string()), path.string(),
                   "Give each model once"},
                  Fault::usage);
    }
    const Json own = model::to_json(candidate.model.card.network);
    if (network.value_or(own) != own) {
      reporter.warn("the models' networks differ: means over them are of more than seeds");
    }
    network = own;
    const auto predictor =
        make_predictor(candidate.path.string(), candidate.model, candidate.scaling);
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
