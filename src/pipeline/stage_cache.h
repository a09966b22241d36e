#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/output_folder.h"
#include "core/reporter.h"
#include "core/run_record.h"
#include "pipeline/build_id.h"

namespace scarp::pipeline {

/// The file in which a stage keeps its key, beside its run record.
inline constexpr const char* kStageFile = "stage.json";

/// A step of a long job whose results lie in a folder of their own.
struct Stage {
  std::string name;
  std::string key;  ///< SHA-256 of all that its results depend on
  std::filesystem::path folder;
  bool reused = false;
  double seconds = 0;
};

/// Path, size and time of change of a file, or of every file in a folder: what tells inputs apart
/// without reading them. Throws Error when there is no such thing.
nlohmann::ordered_json identity_of(const std::filesystem::path& path);

/// Keeps the results of stages. A stage is complete or not there: a run that was killed goes on
/// after the last complete one. What a program of another `build` made counts for nothing.
class StageCache {
 public:
  StageCache(std::filesystem::path folder, HashDepth depth, Reporter& reporter,
             std::string build = build_id())
      : folder_(std::move(folder)), depth_(depth), reporter_(reporter), build_(std::move(build)) {}

  using Make = std::function<void(OutputFolder& out, RunRecord& record)>;

  /// Runs `make` unless the stage is there, made of the same. `depends_on` holds options,
  /// identities of inputs and keys of other stages. Warnings of a stage are told again when it is
  /// reused.
  Stage run(const std::string& name, const nlohmann::ordered_json& depends_on, const Make& make);

  /// Stages that were made for this run, though not here, and how many seconds each took: they do
  /// not count as reused.
  void set_made(std::map<std::string, double> seconds) { made_ = std::move(seconds); }

  const std::vector<Stage>& stages() const { return stages_; }

  /// Names of folders that this run had no use for.
  std::vector<std::string> unused() const;

 private:
  bool complete(const Stage& stage) const;
  void make_anew(const Stage& stage, const nlohmann::ordered_json& depends_on, const Make& make);

  std::filesystem::path folder_;
  HashDepth depth_;
  Reporter& reporter_;
  std::string build_;
  std::vector<Stage> stages_;
  std::map<std::string, double> made_;
};

}  // namespace scarp::pipeline
