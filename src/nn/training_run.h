#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/output_folder.h"
#include "core/reporter.h"
#include "core/run_record.h"
#include "dataset/data_set.h"
#include "dataset/scoring_log.h"
#include "model/card.h"
#include "nn/train.h"

namespace scarp::nn {

inline constexpr const char* kModelFile = "model.safetensors";
inline constexpr const char* kCurvesTable = "curves.csv";
inline constexpr const char* kCurvesPlot = "curves.svg";

/// What `scarp train` runs.
struct TrainingRunOptions {
  std::filesystem::path data;
  model::NetworkDescription network;  ///< bands and dates come from the data
  TrainOptions training;
  std::optional<dataset::Scaling::Kind> scaling;  ///< fitted anew; without it the data set's
  bool test = true;                               ///< score the test part at the end
};

/// Dates of a network's input, by the names of its bands: what comes behind the polarisation
/// ("VV_pre", "VH_pre", "VV_post1" …) names the date. None where the dates are not alike.
std::vector<std::vector<int>> dates_of(const std::vector<dataset::Band>& bands);

/// Trains on a data set and writes model, curves and what is known of them into `out`; goes on with
/// what an earlier run kept there. Adds to `record`; returns the model's metrics. Rank 0 of `ranks`
/// calls it, the others help.
nlohmann::ordered_json run_training(const TrainingRunOptions& options, OutputFolder& out,
                                    RunRecord& record, Reporter& reporter,
                                    Communicator* ranks = nullptr);

/// What ranks other than 0 do of it: the training alone, with the state that rank 0 keeps for
/// `out`.
void help_training(const TrainingRunOptions& options, const std::filesystem::path& out,
                   Communicator& ranks, Reporter& reporter);

/// Scores a model, which has the file `name`, on the test part of a data set and notes that in
/// `log`; null where there is no such part.
nlohmann::ordered_json score_test(const model::Model& model, const dataset::DataSet& data,
                                  Device device, const std::filesystem::path& name,
                                  dataset::ScoringLog& log);

/// Where run_training keeps its state until it is done.
std::filesystem::path checkpoint_of(const OutputFolder& out);

}  // namespace scarp::nn
