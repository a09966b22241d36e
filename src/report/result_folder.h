#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/json.h"

namespace scarp::report {

/// What the run record says of a file that was read.
struct RecordedInput {
  std::string role;
  std::string path;  ///< as it was given to that run
  std::optional<std::uint64_t> bytes;
  std::string sha256;  ///< empty where it was too large to be hashed
};

/// A folder of results and what its run record and summary say. Any member of the files may be
/// missing or of the wrong kind: they are asked for by the functions below.
struct ResultFolder {
  std::filesystem::path path;
  std::string command;  ///< that made it
  nlohmann::ordered_json record;
  nlohmann::ordered_json summary;  ///< null without summary.json
  std::vector<RecordedInput> inputs;
  std::vector<std::string> warnings;

  /// Whether it holds a file.
  bool has(const std::string& name) const;
  std::string file(const std::string& name) const { return (path / name).string(); }
};

/// Throws Error when there is no such folder, or no run record of scarp in it, or a broken one.
ResultFolder open_result(const std::filesystem::path& path);

/// The same of a result in `path` whose run record is not written yet.
ResultFolder result_of(const std::filesystem::path& path, nlohmann::ordered_json record);

/// Where an input of the run lies now: as it was given, from here, or from one of the folders above
/// the result. Nothing when it is gone or has another size than it had.
std::optional<std::string> find_input(const ResultFolder& folder, const std::string& given);

}  // namespace scarp::report
