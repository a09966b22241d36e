#include "cli/tune_runs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <map>
#include <thread>

#include "core/error.h"
#include "core/interrupt.h"
#include "core/kept_folder.h"
#include "core/sha256.h"

namespace scarp::cli {
namespace {

namespace fs = std::filesystem;

constexpr auto kLastBatch = std::chrono::seconds(10);  // of a run whose start was killed
constexpr std::size_t kMostNamed = 5;

// Throws Error (usage) when `scarp train` would not take the options of a run.
void require_usable(const std::vector<std::string>& arguments) {
  CLI::App app;
  TrainingArguments training;
  add_training_options(app, training);
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError& error) {
    throw Error({error.what(), "--grid", ""}, Fault::usage);
  }
  static_cast<void>(training.options());
}

std::vector<std::string> training_arguments(const TuneCommand& command,
                                            const nn::GridPoint& point) {
  std::vector<std::string> arguments = command.given;
  for (const auto& [option, value] : point.values) {
    const auto same = std::find(arguments.begin(), arguments.end(), "--" + option);
    if (same != arguments.end()) {
      throw Error({fmt::format("--{} is given beside a grid of it", option), "--grid", ""},
                  Fault::usage);
    }
    arguments.push_back(fmt::format("--{}={}", option, value));
  }
  return arguments;
}

fs::path kept(const TuneCommand& command) { return fs::absolute(command.out) / kKeptFolder; }
fs::path description(const TuneCommand& command) { return kept(command) / "tune.json"; }

// What all runs have in common, whatever the grid: options and data, wherever these lie.
std::string shared_by_runs(const TuneCommand& command) {
  std::vector<std::string> options = command.given;
  const auto data = std::find_if(options.begin(), options.end(), [](const std::string& option) {
    return option == "--data" || option == "--npy";
  });
  if (data != options.end()) options.erase(data, data + 2);
  nlohmann::ordered_json shared{{"options", options}, {"test_all", command.test_all}};
  for (const fs::path& file : data_files(command.training.data)) {
    shared["data"][file.filename().string()] = sha256_of_file(file.string());
  }
  return shared.dump(2) + "\n";
}

// Puts the file there unless another process was first. `writer` tells processes apart.
void claim(const fs::path& file, const std::string& content, const std::string& writer) {
  const fs::path aside = file.string() + writer;
  write_text(aside, content);
  std::error_code error;
  fs::create_hard_link(aside, file, error);  // fails where it is there, and is whole when it is
  const bool impossible = error && !fs::exists(file);
  if (impossible) {  // no links on this file system
    fs::rename(aside, file);
  } else {
    fs::remove(aside);
  }
}

// A run of an earlier start, which ends with that, may still be at its last batch. Whether it is
// over.
bool wait_till_free(const fs::path& run) {
  const auto start = std::chrono::steady_clock::now();
  while (in_use(run)) {
    if (const int signal = interrupt_signal(); signal != 0) throw Interrupted(signal);
    if (std::chrono::steady_clock::now() - start > kLastBatch) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return true;
}

}  // namespace

std::vector<nn::GridPoint> points_of(const TuneCommand& command) {
  std::vector<nn::GridAxis> axes;
  for (const std::string& text : command.grid) axes.push_back(nn::parse_grid_axis(text));
  std::vector<nn::GridPoint> points = nn::grid_points(axes);
  for (const nn::GridPoint& point : points) require_usable(training_arguments(command, point));
  return points;
}

fs::path runs_folder(const TuneCommand& command) { return kept(command) / kRunsFolder / ""; }

nn::Job job_of(const TuneCommand& command, const nn::GridPoint& point, int threads) {
  const fs::path runs = runs_folder(command);
  nn::Job job{point.name, {"train"}, runs / (point.name + ".log")};
  const std::vector<std::string> options = training_arguments(command, point);
  job.arguments.insert(job.arguments.end(), options.begin(), options.end());
  const std::vector<std::string> rest{"--out",     (runs / point.name).string(),
                                      "--resume",  "--quiet",
                                      "--threads", std::to_string(threads)};
  job.arguments.insert(job.arguments.end(), rest.begin(), rest.end());
  if (!command.test_all) job.arguments.emplace_back("--no-test");
  return job;
}

void require_same(const TuneCommand& command, const std::string& writer) {
  const std::string shared = shared_by_runs(command);
  fs::create_directories(runs_folder(command));
  claim(description(command), shared, writer);
  std::ifstream before(description(command));
  if (std::string(std::istreambuf_iterator<char>(before), {}) == shared) return;
  throw Error({"the runs begun there had other options or other data", command.out,
               "Go on with the options of then, or start anew by --overwrite without --resume"});
}

void forget_runs(const TuneCommand& command) {
  fs::remove_all(runs_folder(command));
  fs::remove(description(command));
}

std::vector<double> run_points(const TuneCommand& command, const std::vector<nn::GridPoint>& points,
                               const std::function<std::optional<std::int64_t>()>& next_point,
                               const std::function<void()>& ended, Session& session) {
  const fs::path runs = runs_folder(command);
  const int threads = std::max(1, session.threads.threads() / command.jobs);
  std::vector<double> unfinished(points.size());
  std::map<std::string, std::size_t> numbers;
  const auto leave = [&](std::size_t i, const char* why) {
    unfinished[i] = 1;
    session.reporter.warn(fmt::format("{} {}", points[i].name, why));
  };
  const auto next = [&]() -> std::optional<nn::Job> {
    while (const auto number = next_point()) {
      const auto i = static_cast<std::size_t>(*number);
      const fs::path run = runs / points[i].name;
      const bool free = wait_till_free(run);
      if (fs::exists(run / kRunRecordName)) {
        clear_up_finished(run);
        continue;
      }
      numbers[points[i].name] = i;
      if (free) return job_of(command, points[i], threads);
      leave(i, "is being run by another process");
    }
    return std::nullopt;
  };
  nn::run_jobs(next, command.jobs, [&](const nn::Job& job, nn::JobEnd end) {
    if (end == nn::JobEnd::failed) session.reporter.warn(nn::why_failed(job));
    if (end == nn::JobEnd::stopped) leave(numbers.at(job.name), "was stopped from outside");
    ended();
  });
  return unfinished;
}

void require_all_ended(const std::vector<nn::GridPoint>& points,
                       const std::vector<double>& unfinished, const std::string& out,
                       const char* advice) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (unfinished[i] > 0) names.push_back(points[i].name);
  }
  if (names.empty()) return;
  const std::size_t count = names.size();
  if (count > kMostNamed) names.resize(kMostNamed);
  throw Error({fmt::format("{} of {} runs are not finished ({}{})", count, points.size(),
                           fmt::join(names, ", "), count > kMostNamed ? ", …" : ""),
               out, advice});
}

}  // namespace scarp::cli
