#pragma once

#include <filesystem>
#include <string>

namespace scarp::geo {

/// A file that takes its name whole or not at all. It is written in a folder of its own beside its
/// place, so that the side-car and temporary files of GDAL vanish with that folder.
class OutputFile {
 public:
  /// Throws Error when nothing can be written there.
  explicit OutputFile(std::filesystem::path target);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  const std::filesystem::path& target() const { return target_; }

  /// Where to write: the target's name in the folder aside.
  std::filesystem::path aside() const { return folder_ / target_.filename(); }

  /// Another file in the folder aside, for scratch.
  std::filesystem::path scratch(const std::string& name) const { return folder_ / name; }

  /// Moves the written file to its place and removes the folder aside.
  void commit();

  /// The same for a file that is several: the companions beside it first, itself last.
  void commit_with_companions();

 private:
  std::filesystem::path target_;
  std::filesystem::path folder_;
};

/// The error for a file that could not be written whole; `what` says more.
[[noreturn]] void throw_unwritten(const std::filesystem::path& target, const std::string& what);

/// A name in GDAL's memory for a file to be written there first, by drivers that overlook a full
/// disk.
std::string memory_name(const OutputFile& file);

/// Takes a file out of GDAL's memory; empty when there is none.
std::string taken_from_memory(const std::string& name);

/// Writes the file of that name aside and takes it out of memory.
void write_from_memory(const OutputFile& file);

}  // namespace scarp::geo
