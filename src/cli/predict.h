#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/predictors.h"

// Private to this folder: the two uses of `scarp predict`.
namespace scarp::cli {

struct PredictOptions {
  CommonOptions common;
  NetworkOptions network;
  std::vector<std::string> models;
  std::string patches;
  std::string out;
  std::optional<std::string> scaling;  // else the model's

  // Of maps.
  std::string stack;
  double overlap = 0.5;
  std::string blend = "hann";
  std::string augmentation = "none";
  std::string type = "float";
  std::optional<int> patch;
  std::optional<double> threshold;
  std::optional<double> screening_threshold;
  std::optional<double> min_area_ha;
  bool cell_edges = false;
};

void add_map_options(CLI::App& command, PredictOptions& options);

/// Throws Error (usage) for options of maps where none is to be made.
void require_map_options(const CLI::App& command, const PredictOptions& options);

/// The one asked for, or the model's.
dataset::Scaling scaling_of(const PredictOptions& options, const model::Card& card);

void predict_map(const PredictOptions& options, const MakePredictor& make_predictor,
                 RunRecord& record, Session& session);

}  // namespace scarp::cli
