#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/lock_file.h"

namespace scarp {

/// A sub-folder of results in which a command keeps what it need not make twice. Nobody but that
/// command touches it.
inline constexpr const char* kStagesFolder = "stages";

/// The file that says that a run of scarp writes into its folder: core/lock_file.h.
inline constexpr const char* kLockName = ".lock";

/// One run of scarp at a time writes into a folder, or several that share it.
class FolderLock {
 public:
  /// Throws Error when another run holds it, or the folder cannot be written.
  explicit FolderLock(const std::filesystem::path& folder,
                      LockFile::Mode mode = LockFile::Mode::exclusive);

 private:
  LockFile lock_;
};

/// Whether a run of scarp is writing into the folder.
bool in_use(const std::filesystem::path& folder);

/// Removes what a run left in the folder that was killed after its result was complete; not while
/// another is at work there.
void clear_up_finished(const std::filesystem::path& folder);

/// The folder a command writes its results into, whole or not at all. Files are written aside, in a
/// sub-folder, and take their places in `commit`, `run.json` last: a folder with a run record is
/// complete. Without `commit` nothing is left behind but what is `kept`. One run at a time: a lock
/// is held.
class OutputFolder {
 public:
  /// Throws Error when `path` is a file, cannot be written, holds files but no run record of scarp,
  /// is in use by another run, or holds an earlier result and `overwrite` is false.
  OutputFolder(const std::filesystem::path& path, bool overwrite);
  ~OutputFolder();
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// Where to write the file that is to be called `name`, which may lie in a sub-folder.
  std::filesystem::path file(const std::string& name) const;

  /// Where to keep a file for the case that this run is killed: what is kept stays without
  /// `commit`, and the next run finds it; `commit` removes it all.
  std::filesystem::path kept(const std::string& name) const;

  /// Removes what is kept.
  void forget() const;

  /// Names of the files written so far, sorted.
  std::vector<std::string> written() const;

  /// Throws Error when `input` is one of the files that this result will replace.
  void require_not_replaced(const std::filesystem::path& input) const;

  /// Moves everything into place. Files of the earlier result that this one lacks are removed;
  /// files that scarp did not make stay, and one in the way of an output is an Error before
  /// anything is touched.
  void commit();

 private:
  void require_own(const std::vector<std::string>& names) const;
  void close();

  std::filesystem::path path_;
  std::filesystem::path aside_;
  std::vector<std::filesystem::path> made_;  // folders that were not there, the innermost first
  std::optional<FolderLock> lock_;
  std::vector<std::string> earlier_;  // files of the result that this one replaces
};

}  // namespace scarp
