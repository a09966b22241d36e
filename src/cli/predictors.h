#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>

#include "cli/command.h"
#include "model/card.h"
#include "model/predictor.h"

namespace scarp::cli {

/// Where networks run, and in what numbers.
struct NetworkOptions {
  std::string device = "auto";
  std::string precision = "auto";
};

/// Adds --device and --precision.
void add_network_options(CLI::App& command, NetworkOptions& options);

/// Goes on as the program with libtorch where a CUDA device is to be used and this one lacks it. To
/// be called before anything is done. Throws Error when there is no such program.
void hand_over_to_cuda(const NetworkOptions& options);

/// Of the model in the file `path`, whose input will be scaled by `scaling`, its own or another.
using MakePredictor = std::function<std::unique_ptr<model::Predictor>(
    const std::string& path, const model::Model& model, const dataset::Scaling& scaling)>;

/// Runs models on this machine's processors, or by libtorch on a CUDA device, and notes it in
/// `record`. Throws Error (usage) for what this build or machine lacks, and for integers of eight
/// bits with a scaling that they were not assessed with. `session` has to outlive
/// the predictors.
MakePredictor make_predictors(const NetworkOptions& options, Session& session, RunRecord& record);

}  // namespace scarp::cli
