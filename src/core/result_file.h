#pragma once

#include <filesystem>
#include <optional>

#include "core/lock_file.h"

namespace scarp {

/// A single file that a command writes, with its run record `NAME.run.json` beside it: both whole
/// or not at all. One run at a time: a lock is held. What a run that was killed has left is removed
/// by the next. For results of several files see OutputFolder.
class ResultFile {
 public:
  /// Makes the folder it lies in where that is missing. Throws Error when `path` exists and
  /// `overwrite` is false, is a folder, cannot be written, or is being written by another run.
  ResultFile(const std::filesystem::path& path, bool overwrite);
  ~ResultFile();
  ResultFile(const ResultFile&) = delete;
  ResultFile& operator=(const ResultFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path record_path() const;

  // Where to write until `commit`.
  std::filesystem::path aside() const;
  std::filesystem::path record_aside() const;

  /// Moves the file and its run record into place, the record last.
  void commit();

 private:
  std::filesystem::path path_;
  std::filesystem::path folder_;  // aside
  std::optional<LockFile> lock_;
};

}  // namespace scarp
