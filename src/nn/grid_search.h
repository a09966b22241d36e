#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "eval/table.h"

namespace scarp::nn {

/// An option of training and the values to try.
struct GridAxis {
  std::string option;  ///< "filters"
  std::vector<std::string> values;
};

/// "filters=2,4,8". Throws Error (usage) for anything else, and for a value named twice.
GridAxis parse_grid_axis(const std::string& text);

/// One run of a grid: the values of its options.
struct GridPoint {
  std::string name;  ///< "filters=4_lr=1e-3", also of its folder
  std::vector<std::pair<std::string, std::string>> values;
};

/// Every combination, the last axis fastest. Throws Error (usage) for an option named twice or more
/// than 10,000 runs.
std::vector<GridPoint> grid_points(const std::vector<GridAxis>& axes);

/// A program to run, with the file its messages go to.
struct Job {
  std::string name;
  std::vector<std::string> arguments;
  std::filesystem::path log;
};

enum class JobEnd {
  done,
  failed,   ///< by itself: with a message, or it crashed
  stopped,  ///< from outside, by a signal: another start may come to its end
};

/// How a process ended, from what waitpid(2) says of it.
JobEnd job_end(int wait_status);

/// Runs jobs of this program side by side, `at_once` at a time, each in a process of its own, which
/// ends when this one does. `next` gives them until there are no more; `ended` hears of each how.
/// Throws Interrupted, with all of them ended, when a signal asks for it.
void run_jobs(const std::function<std::optional<Job>()>& next, int at_once,
              const std::function<void(const Job&, JobEnd)>& ended);

/// What to tell of a job that failed: the last line of its messages.
std::string why_failed(const Job& job);

/// What is known of a finished run, from its run record and curves.
struct GridResult {
  GridPoint point;
  std::filesystem::path folder;
  nlohmann::ordered_json record;
  std::optional<double> validation_f1;  ///< at the threshold 0.5
};

/// Throws Error when the run record is missing or broken.
GridResult read_result(const GridPoint& point, const std::filesystem::path& folder);

/// The run with the highest F1 on validation, the first of equals; null where no run has any.
const GridResult* best_of(const std::vector<GridResult>& results);

/// Names of the runs that were scored on the test part.
std::vector<std::string> scored_on_test(const std::vector<GridResult>& results);

/// A line for each run. The first columns are those of the authors' table, averaged over batches as
/// theirs are, but of the validation part; where runs were scored on the test part it comes behind.
eval::Table results_table(const std::vector<GridResult>& results);

}  // namespace scarp::nn
