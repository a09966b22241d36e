#include "core/lock_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace scarp {
namespace {

// Whether a file system without locks said so.
bool has_no_locks(int error) { return error == ENOLCK || error == ENOSYS || error == EOPNOTSUPP; }

// False where others hold it.
bool lock(int file, int how) {
  while (flock(file, how | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return false;
    if (has_no_locks(errno)) return true;
    if (errno != EINTR) throw std::system_error(errno, std::generic_category());
  }
  return true;
}

// Whether that file is still what `path` names.
bool is_there(const std::string& path, int file) {
  struct stat named{};
  struct stat opened{};
  return stat(path.c_str(), &named) == 0 && fstat(file, &opened) == 0 &&
         named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
}

}  // namespace

// Opened for writing: NFS makes locks of such files known to other hosts, and no others.
LockFile::LockFile(const std::filesystem::path& path)
    : path_(path.string()), file_(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
  if (file_ < 0) throw std::system_error(errno, std::generic_category());
}

LockFile::LockFile(LockFile&& other) noexcept
    : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)) {}

LockFile::~LockFile() {
  if (file_ < 0) return;
  const bool last = flock(file_, LOCK_EX | LOCK_NB) == 0 || has_no_locks(errno);
  if (last && is_there(path_, file_)) unlink(path_.c_str());
  close(file_);
}

std::optional<LockFile> LockFile::take(const std::filesystem::path& path, Mode mode) {
  for (;;) {
    LockFile result(path);
    if (!lock(result.file_, mode == Mode::shared ? LOCK_SH : LOCK_EX)) return std::nullopt;
    if (is_there(result.path_, result.file_)) return result;
    // Its last holder has removed it since it was opened.
  }
}

}  // namespace scarp
