#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/predictors.h"
#include "eval/report.h"

// The two forms of `scarp evaluate`; a build has those that it has the libraries for.
namespace scarp::cli {

struct EvaluateOptions {
  CommonOptions common;
  std::string out;
  std::optional<std::string> threshold;
  double cell_size_m = 10;
  std::uint64_t seed = eval::BootstrapOptions{}.seed;

  // Models on patches.
  std::vector<std::string> models;
  std::string data;
  std::optional<std::string> part;
  std::vector<std::string> x;
  std::string y;
  std::string valid;
  std::optional<std::string> scaling;
  NetworkOptions network{"auto", "fp32"};
  int batch = eval::BatchOptions{}.batch;
  bool calibrate = false;

  // A map against an inventory.
  std::string map;
  std::string inventory;
  std::string inventory_layer;
  std::string interpreted_area;
  std::string visibility;
  std::optional<std::string> scores_are;
  int block_cells = 64;
};

/// What a running evaluation works with.
struct EvaluateSession {
  Session& session;
  RunRecord& record;
  OutputFolder& out;
};

void add_model_options(CLI::App& command, EvaluateOptions& options);
void add_map_options(CLI::App& command, EvaluateOptions& options);

/// Throw Error (usage) when options are missing or at odds.
void require_model_options(const EvaluateOptions& options);
void require_map_options(const EvaluateOptions& options);

/// Return the table to show first.
eval::Table evaluate_models(const EvaluateOptions& options, const EvaluateSession& running);
eval::Table evaluate_map(const EvaluateOptions& options, const EvaluateSession& running);

/// How reports are made.
eval::ReportOptions report_options(const EvaluateOptions& options);

/// The number that --threshold gives; nothing when it is a word or not given.
std::optional<double> threshold_number(const EvaluateOptions& options);

}  // namespace scarp::cli
