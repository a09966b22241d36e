#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/run_record.h"
#include "nn/training_run.h"

namespace scarp::cli {

/// The options that `scarp train` and `scarp tune` share, as texts where they name one of several.
struct TrainingArguments {
  std::string data;
  bool authors_arrays = false;  ///< that `data` was given as --npy
  std::string recipe;           ///< empty, or "paper"
  std::string network = "attention-unet";
  std::vector<std::string> network_options;
  std::string loss = "dice";
  std::string optimiser = "adam";
  std::string schedule = "none";
  std::vector<std::string> augment;
  std::vector<std::string> drop_band;  ///< "NAME=SHARE"
  std::string scaling = "data-set";
  std::string device = "auto";
  nn::TrainingRunOptions run;

  /// Throws Error (usage).
  nn::TrainingRunOptions options() const;
};

/// The group they are listed in.
inline constexpr const char* kTrainingGroup = "Training";

void add_training_options(CLI::App& command, TrainingArguments& arguments);

/// The files of a data set that are there.
std::vector<std::filesystem::path> data_files(const std::filesystem::path& folder);

/// Records the effective options and the data set.
void record_training(RunRecord& record, const TrainingArguments& arguments);

}  // namespace scarp::cli
