#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/output_folder.h"
#include "core/run_record.h"

namespace scarp::dataset {

/// A model scored on patches whose labels are known.
struct Scoring {
  std::string part;            ///< "test"
  nlohmann::ordered_json how;  ///< what the scores are for: purpose, threshold
  std::int64_t patches = 0;
  std::filesystem::path model;  ///< its file; one that is not written yet goes without SHA-256
  std::string scaling;
  std::vector<std::filesystem::path> files;  ///< that hold the patches
};

/// Log of what was scored, by which a test set that was looked at too often can be told. It is kept
/// in the output folder, too: a run that fails after it scored has scored all the same, and the
/// next run into that folder tells so. It also tells, as `replaced`, the scorings of a result that
/// this one replaces.
class ScoringLog {
 public:
  ScoringLog(const OutputFolder& out, RunRecord& record);

  /// Takes over, as `replaced`, what a run into `folder` has scored that is going to be removed.
  void take_over(const std::filesystem::path& folder);

  /// To be called before anything of the scores is told. Throws Error when the log cannot be kept.
  void add(const Scoring& scoring);

  /// SHA-256 of a file, which is read once. Throws Error when it cannot be.
  std::string hash_of(const std::filesystem::path& file);

 private:
  void keep();

  std::filesystem::path kept_;
  RunRecord& record_;
  nlohmann::ordered_json scorings_ = nlohmann::ordered_json::array();
  std::map<std::string, std::string> hashes_;  // data of several models are read for it once
};

}  // namespace scarp::dataset
