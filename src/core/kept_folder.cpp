#include "core/kept_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "core/error.h"
#include "core/run_record.h"

namespace scarp {
namespace fs = std::filesystem;

SharedKeptFolder::SharedKeptFolder(const fs::path& out) : path_(out / kKeptFolder) {
  std::error_code error;
  fs::create_directories(path_, error);
  if (!error) file_ = open(out.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file_ < 0) {
    throw Error(
        {std::string("cannot be made (") + (error ? error.message() : std::strerror(errno)) + ")",
         out.string(), "Choose another folder with --out"});
  }
  const bool locked = flock(file_, LOCK_SH | LOCK_NB) == 0;
  if (locked && !fs::exists(out / kRunRecordName)) return;
  close(file_);
  if (locked) {
    throw Error({"holds an earlier result", out.string(), "Choose another folder with --out"});
  }
  throw Error({"another run of scarp is writing to this folder", out.string(),
               "Wait for it to end, or choose another folder with --out"});
}

SharedKeptFolder::~SharedKeptFolder() { close(file_); }

}  // namespace scarp
