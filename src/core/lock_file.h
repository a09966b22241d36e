#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace scarp {

/// A lock between processes on all hosts that see the file system, held on a file. That is there
/// as long as anyone holds it; the system drops the lock when a program dies, and the file that is
/// left then is in nobody's way. Where a file system has no locks everyone gets one.
class LockFile {
 public:
  enum class Mode { shared, exclusive };

  /// Nothing where others hold it. Throws std::system_error when the file cannot be made.
  static std::optional<LockFile> take(const std::filesystem::path& path, Mode mode);

  LockFile(LockFile&& other) noexcept;
  LockFile& operator=(LockFile&& other) = delete;
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;
  ~LockFile();

 private:
  explicit LockFile(const std::filesystem::path& path);

  std::string path_;
  int file_;
};

}  // namespace scarp
