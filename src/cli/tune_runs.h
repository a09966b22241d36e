#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/training_arguments.h"
#include "nn/grid_search.h"

// Private to this folder: the runs of a grid, as far as one process sees to them.
namespace scarp::cli {

/// Folder of the runs, in that of the result.
inline constexpr const char* kRunsFolder = "runs";

/// What `scarp tune` was asked for.
struct TuneCommand {
  CommonOptions common;
  TrainingArguments training;
  std::vector<std::string> grid{"filters=2,4,8,16,32", "lr=1e-2,5e-4,1e-3,5e-5,1e-4",
                                "batch=2,4,8,16,32"};
  std::string out;
  int jobs = 1;
  bool resume = false;
  bool test_all = false;
  std::string shard;               // "2/5"
  std::vector<std::string> given;  // options of training on the command line, as they are there
};

/// The runs of the grid. Throws Error (usage) when `scarp train` would not take one.
std::vector<nn::GridPoint> points_of(const TuneCommand& command);

/// The same for all processes that work for these results.
std::filesystem::path runs_folder(const TuneCommand& command);

/// What a run is started with, by `threads`.
nn::Job job_of(const TuneCommand& command, const nn::GridPoint& point, int threads);

/// Runs of an earlier start are gone on with only when they differ in nothing but the grid: throws
/// Error when they do. `writer` tells processes apart that ask at once.
void require_same(const TuneCommand& command, const std::string& writer);

/// Leaves no trace of an earlier start.
void forget_runs(const TuneCommand& command);

/// Runs what of the grid is not done yet and falls to this process: what `next_point` says. For
/// each run 1 where it did not come to its end, be it by an error, and can be gone on with; else 0.
std::vector<double> run_points(const TuneCommand& command, const std::vector<nn::GridPoint>& points,
                               const std::function<std::optional<std::int64_t>()>& next_point,
                               const std::function<void()>& ended, Session& session);

/// Throws Error with `advice` when there are unfinished runs: a result without them could not be
/// completed any more.
void require_all_ended(const std::vector<nn::GridPoint>& points,
                       const std::vector<double>& unfinished, const std::string& out,
                       const char* advice);

}  // namespace scarp::cli
