#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace scarp {

/// The folder a command writes its results into, whole or not at all. Files are written aside, in a
/// sub-folder, and take their places in `commit`, `run.json` last: a folder with a run record is
/// complete. Without `commit` nothing is left behind. One run at a time: a lock is held.
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

  /// Names of the files written so far, sorted.
  std::vector<std::string> written() const;

  /// Moves everything into place. Files of the earlier result that this one lacks are removed;
  /// files that scarp did not make stay.
  void commit();

 private:
  std::filesystem::path path_;
  std::filesystem::path aside_;
  std::vector<std::string> earlier_;  // files of the result that this one replaces
  int lock_ = -1;
  bool created_ = false;  // path_ did not exist before
};

}  // namespace scarp
