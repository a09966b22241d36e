#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "core/output_folder.h"
#include "core/reporter.h"
#include "core/run_record.h"
#include "core/thread_pool.h"
#include "dataset/scaling.h"
#include "eval/report.h"
#include "model/card.h"
#include "model/predictor.h"
#include "scoring/labelled_patches.h"

namespace scarp::scoring {

/// Where the score comes from that cells are mapped from. Never the patches that are reported on.
enum class ThresholdFrom {
  card,        ///< of each model
  validation,  ///< the best F1 on the validation part
  user,
};

struct EvaluationOptions {
  std::vector<std::filesystem::path> models;  ///< several differ in their seed alone
  ThresholdFrom threshold_from = ThresholdFrom::card;
  double threshold = 0.5;                   ///< the user's
  std::optional<dataset::Scaling> scaling;  ///< else that of each model
  double cell_area_m2 = 100;
  bool calibrate = false;  ///< write the model with a temperature fitted to the patches
  eval::ReportOptions report;
};

/// What models are evaluated on.
struct EvaluationData {
  LabelledPatches patches;
  std::optional<dataset::Part> part;          ///< of a data set; none: held-back arrays
  std::optional<LabelledPatches> validation;  ///< of the same data set
  std::vector<dataset::Band> bands;           ///< empty: unknown
  nlohmann::ordered_json details;             ///< of the data set: sources, split …
};

/// Of the model in the file `path`, whose input will be scaled by `scaling`.
using PredictorMaker = std::function<std::unique_ptr<model::Predictor>(
    const std::string& path, const model::Model& model, const dataset::Scaling& scaling)>;

/// The calibrated model in the result.
inline constexpr const char* kCalibratedFile = "model.safetensors";

/// Scores each model and writes its report into `out`: into sub-folders `model-1` … where there are
/// several, with means and deviations over them. Notes every scoring in `record`. Returns the table
/// to show first. Throws Error.
eval::Table evaluate_models(const EvaluationOptions& options, const EvaluationData& data,
                            const PredictorMaker& make_predictor, const OutputFolder& out,
                            RunRecord& record, ThreadPool& threads, Reporter& reporter);

}  // namespace scarp::scoring
