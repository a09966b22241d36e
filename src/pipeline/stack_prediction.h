#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/output_folder.h"
#include "core/reporter.h"
#include "core/run_record.h"
#include "core/thread_pool.h"
#include "map/predict_area.h"
#include "model/card.h"
#include "model/predictor.h"
#include "pipeline/prediction_files.h"

namespace scarp::pipeline {

/// A model that is ready to predict.
struct ModelInUse {
  std::string path;
  model::Card card;
  model::Predictor* predictor = nullptr;
};

/// What their cards warn of, each once.
std::vector<std::string> warnings_of(const std::vector<ModelInUse>& models);

struct StackPredictionOptions {
  std::filesystem::path stack;  ///< see stack::StackFile
  double overlap = 0.5;
  map::Blend blend = map::Blend::hann;
  map::TestAugmentation augmentation = map::TestAugmentation::none;
  std::optional<int> patch;  ///< edge in cells; empty: what the models were trained with
  std::optional<double> delineation_threshold;  ///< empty: the mean of the models'
  std::optional<double> screening_threshold;    ///< likewise
  std::optional<double> min_area_m2;            ///< empty: four cells, 1000 m² at least
  bool smooth_outlines = true;
  ScoreType type = ScoreType::f32;
  bool warn_of_simulated = true;  ///< unless that was said already
};

/// Maps a stack with one model, or with the mean of several: writes score.tif (probability.tif if
/// all models were calibrated on real events), class.tif, mask.tif, landslides.gpkg, quicklook.png
/// and summary.json. This is what `scarp predict --stack` runs. Throws Error, also when a model was
/// made for other bands. Of several `ranks` rank 0 calls it; the same bytes come out.
void run_stack_prediction(const StackPredictionOptions& options,
                          const std::vector<ModelInUse>& models, OutputFolder& out,
                          RunRecord& record, ThreadPool& threads, Reporter& reporter,
                          Communicator* ranks = nullptr);

/// What ranks other than 0 do of it: predict some of the rows.
void help_stack_prediction(const StackPredictionOptions& options,
                           const std::vector<ModelInUse>& models, Communicator& ranks,
                           ThreadPool& threads, Reporter& reporter);

}  // namespace scarp::pipeline
