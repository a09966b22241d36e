#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "core/output_folder.h"
#include "core/reporter.h"
#include "core/result_file.h"
#include "core/run_record.h"
#include "core/thread_pool.h"

// One command, one file: `add_<verb>` declares its options and does no I/O; its callback works.
namespace scarp::cli {

/// Options that every command has.
struct CommonOptions {
  int threads = 0;
  bool quiet = false;
  bool verbose = false;
  bool overwrite = false;
  std::optional<double> memory_gb;
  HashDepth hash = HashDepth::small_files;

  Reporter::Level level() const;
};

/// What a running command works with.
struct Session {
  explicit Session(const CommonOptions& options);

  ThreadPool threads;
  Reporter reporter;
};

/// Writes the run record beside the results and takes all into place.
void finish(OutputFolder& out, const RunRecord& record, const Reporter& reporter);
void finish(ResultFile& out, const RunRecord& record, const Reporter& reporter);

/// Adds --threads, --quiet, --verbose, --overwrite and --hash to a command.
void add_common_options(CLI::App& command, CommonOptions& options);

/// Adds --memory, to commands that can do with less.
void add_memory_option(CLI::App& command, CommonOptions& options);

/// Adds --device, where the network runs.
void add_device_option(CLI::App& command, std::string& device);

/// Adds --dem-nodata, a height that --dem has where it has none.
CLI::Option* add_dem_no_data_option(CLI::App& command, std::optional<double>& no_data_m);

/// A number from `low` to `high`; refuses NaN too.
CLI::Validator between(double low, double high);

/// A whole number from `low` to `high`, in decimal digits.
CLI::Validator whole_between(std::uint64_t low, std::uint64_t high);

/// Anything but an empty text, which an unset variable of a script leaves behind.
CLI::Validator not_empty();

// Also said by the program that hands them over.
inline constexpr const char* kTrainDescription = "Train a network to map landslides";
inline constexpr const char* kTuneDescription =
    "Train with every combination of options and choose the best";

/// Every command of this build.
void add_commands(CLI::App& app);

void add_change(CLI::App& app);
void add_dataset(CLI::App& app);
void add_evaluate(CLI::App& app);
void add_export(CLI::App& app);
void add_geocode(CLI::App& app);
void add_import(CLI::App& app);
void add_info(CLI::App& app);
void add_map(CLI::App& app);
void add_predict(CLI::App& app);
void add_report(CLI::App& app);
void add_simulate(CLI::App& app);
void add_stack(CLI::App& app);
void add_train(CLI::App& app);
void add_tune(CLI::App& app);

}  // namespace scarp::cli
