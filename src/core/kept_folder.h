#pragma once

#include <filesystem>
#include <string>

#include "core/output_folder.h"

namespace scarp {

/// The sub-folder of results in which OutputFolder keeps what an interrupted run is gone on with.
inline constexpr const char* kKeptFolder = ".kept";

/// What is kept for the results of `out`, for processes of which several work for them at once.
/// While there are any, none can write the results: a shared lock is held.
class SharedKeptFolder {
 public:
  /// Throws Error when `out` cannot be made, is being written by another run, or holds a result.
  explicit SharedKeptFolder(const std::filesystem::path& out);

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  FolderLock lock_;
};

}  // namespace scarp
