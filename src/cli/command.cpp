#include "cli/command.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string>
#include <system_error>
#include <vector>

#include "cluster/session.h"
#include "core/interrupt.h"
#include "core/memory.h"
#ifdef SCARP_GEO
#include "geo/gdal.h"
#endif

namespace scarp::cli {
namespace {

constexpr int kMostThreads = 1024;

// What maps take at the least, and with each thread.
constexpr double kLeastMemory_gb = 0.6;
constexpr double kThreadMemory_gb = 0.2;

// As many as --threads says, and as --memory has room for.
int threads_for(const CommonOptions& options) {
  if (!options.memory_gb) return options.threads;
  limit_memory(*options.memory_gb * 1e9);
  const int most = 1 + static_cast<int>((*options.memory_gb - kLeastMemory_gb) / kThreadMemory_gb);
  const int wanted = options.threads > 0 ? options.threads : ThreadPool().threads();
  return std::min(wanted, most);
}

}  // namespace

Reporter::Level CommonOptions::level() const {
  if (quiet) return Reporter::Level::quiet;
  return verbose ? Reporter::Level::verbose : Reporter::Level::normal;
}

Session::Session(const CommonOptions& options)
    : threads(threads_for(options)), reporter(options.level()) {
  cluster::require_joined();
  catch_interrupts();
#ifdef SCARP_GEO
  geo::initialise();
  geo::set_threads(threads.threads());
#endif
  // Read by OpenMP when a library that uses it starts.
  setenv("OMP_NUM_THREADS", std::to_string(threads.threads()).c_str(), 1);
}

void finish(OutputFolder& out, const RunRecord& record, const Reporter& reporter) {
  std::vector<std::string> outputs = out.written();
  outputs.emplace_back(kRunRecordName);
  record.write(out.file(kRunRecordName), outputs, reporter);
  out.commit();
}

void finish(ResultFile& out, const RunRecord& record, const Reporter& reporter) {
  record.write(out.record_aside(), {out.path().filename().string()}, reporter);
  out.commit();
}

CLI::Option* add_dem_no_data_option(CLI::App& command, std::optional<double>& no_data_m) {
  return command
      .add_option("--dem-nodata", no_data_m,
                  "Height that means there is none, besides what the file declares")
      ->check(between(-1e6, 1e6))
      ->option_text("HEIGHT");
}

void add_memory_option(CLI::App& command, CommonOptions& options) {
  command
      .add_option("--memory", options.memory_gb,
                  "GB that may be used: with less, fewer threads and smaller buffers [no limit]")
      ->check(between(kLeastMemory_gb, 1e6))
      ->option_text("GB")
      ->group("Running");
}

void add_device_option(CLI::App& command, std::string& device) {
  command.add_option("--device", device, "Where the network runs; auto: on a CUDA device if any")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}))
      ->option_text("auto | cpu | cuda");
}

CLI::Validator between(double low, double high) {
  const std::string range = fmt::format("{} to {}", low, high);
  return {[=](const std::string& text) {
            double value = 0;
            const bool number = CLI::detail::lexical_cast(text, value);
            // Written so that NaN fails.
            if (number && value >= low && value <= high) return std::string();
            return fmt::format("{} is not a number from {}", text, range);
          },
          range};
}

CLI::Validator whole_between(std::uint64_t low, std::uint64_t high) {
  const std::string range = fmt::format("{} to {}", low, high);
  return {[=](const std::string& text) {
            std::uint64_t value = 0;
            const char* end = text.data() + text.size();
            const auto [rest, error] = std::from_chars(text.data(), end, value);
            const bool number = error == std::errc() && rest == end;
            if (number && value >= low && value <= high) return std::string();
            return fmt::format("{} is not a whole number from {}", text, range);
          },
          range};
}

CLI::Validator not_empty() {
  return {[](const std::string& text) { return text.empty() ? "is empty" : std::string(); }, ""};
}

void add_common_options(CLI::App& command, CommonOptions& options) {
  const std::string group = "Running";
  command.add_option("--threads", options.threads, "Threads to use; 0 is one per processor")
      ->check(whole_between(0, kMostThreads))
      ->capture_default_str()
      ->group(group);
  command.add_flag("--overwrite", options.overwrite, "Replace an earlier result in --out")
      ->group(group);
  command
      .add_option_function<std::string>(
          "--hash",
          [&options](const std::string& name) {
            options.hash = name == "full" ? HashDepth::full : HashDepth::small_files;
          },
          "Which inputs run.json identifies by SHA-256: files up to 64 MiB, or all")
      ->check(CLI::IsMember({"small_files", "full"}))
      ->option_text("small_files | full")
      ->group(group);
  command.add_flag("--quiet", options.quiet, "No progress bar")->group(group);
  command.add_flag("--verbose", options.verbose, "Say more on stderr, timings too")->group(group);
}

}  // namespace scarp::cli
