#pragma once

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/reporter.h"

namespace scarp {

inline constexpr const char* kProgram = "scarp";
inline constexpr const char* kRunRecordName = "run.json";

/// How much of an input is read to identify it in the run record.
enum class HashDepth {
  small_files,  ///< SHA-256 of files up to 64 MiB; larger ones by size and time of change alone
  full,
};

/// What was run, with what, on what and for how long: `run.json` beside every output.
class RunRecord {
 public:
  RunRecord(std::string command, HashDepth depth) : command_(std::move(command)), depth_(depth) {}

  /// An effective option, also when it was not given.
  void option(const std::string& name, nlohmann::ordered_json value) {
    options_[name] = std::move(value);
  }

  /// A file that was read. Throws Error when it cannot be.
  void input(const std::string& role, const std::filesystem::path& path);

  /// Anything that was found out on the way: seed, units, estimated looks.
  void fact(const std::string& name, nlohmann::ordered_json value) {
    facts_[name] = std::move(value);
  }

  /// One more of a list of such.
  void add_to_fact(const std::string& name, nlohmann::ordered_json value) {
    facts_[name].push_back(std::move(value));
  }

  /// What `write` writes, as far as it is known by now.
  nlohmann::ordered_json json(const std::vector<std::string>& outputs,
                              const Reporter& reporter) const;

  /// Throws Error when the file cannot be written.
  void write(const std::filesystem::path& path, const std::vector<std::string>& outputs,
             const Reporter& reporter) const;

 private:
  std::string command_;
  HashDepth depth_;
  nlohmann::ordered_json options_ = nlohmann::ordered_json::object();
  nlohmann::ordered_json inputs_ = nlohmann::ordered_json::array();
  nlohmann::ordered_json facts_ = nlohmann::ordered_json::object();
  std::chrono::system_clock::time_point start_ = std::chrono::system_clock::now();
  std::chrono::steady_clock::time_point begun_ =
      std::chrono::steady_clock::now();  // no one sets it
};

/// UTC, as "2018-09-05T18:08:00Z".
std::string utc_text(std::chrono::system_clock::time_point time);

/// Writes `text` to `path` and makes sure that it got there. Throws Error.
void write_text(const std::filesystem::path& path, const std::string& text);

}  // namespace scarp
