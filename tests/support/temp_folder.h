#pragma once

#include <filesystem>
#include <set>
#include <string>

namespace scarp::test {

/// An empty folder of its own for a test, removed at the end.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// The path of `name` inside.
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// Writes `text` into a file, making the folders it lies in.
void write_file(const std::filesystem::path& path, const std::string& text);

/// The content of a file; throws when it cannot be read.
std::string read_file(const std::filesystem::path& path);

/// Paths of all files and folders below `folder`, from there.
std::set<std::string> all_below(const std::filesystem::path& folder);

}  // namespace scarp::test
