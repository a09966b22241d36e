#include "core/result_file.h"

#include <string>
#include <system_error>
#include <utility>

#include "core/error.h"
#include "core/output_folder.h"
#include "core/run_record.h"

namespace scarp {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void fail(const fs::path& path, const std::string& what) {
  throw Error({what, path.string(), "Choose another file with --out"});
}

void require_writable_place(const fs::path& path, bool overwrite) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status) || path.filename().empty()) fail(path, "is a folder");
  if (fs::exists(status) && !overwrite) {
    throw Error({"exists already", path.string(), "Try --overwrite, or choose another file"});
  }
}

// Of a run that was killed.
void remove_all_but_lock(const fs::path& folder) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().filename() != kLockName) fs::remove_all(entry.path(), error);
  }
}

}  // namespace

ResultFile::ResultFile(const fs::path& path, bool overwrite) : path_(path) {
  require_writable_place(path, overwrite);
  const fs::path absolute = fs::absolute(path);
  folder_ = absolute.parent_path() / (".unfinished-" + absolute.filename().string());
  try {
    fs::create_directories(folder_);
    if (auto lock = LockFile::take(folder_ / kLockName, LockFile::Mode::exclusive)) {
      lock_.emplace(std::move(*lock));
    }
  } catch (const std::system_error&) {
    fail(path, "cannot be written");
  }
  if (!lock_) {
    throw Error({"another run of scarp is writing this file", path.string(),
                 "Wait for it to end, or choose another file with --out"});
  }
  remove_all_but_lock(folder_);
}

ResultFile::~ResultFile() {
  remove_all_but_lock(folder_);
  lock_.reset();
  std::error_code error;
  fs::remove(folder_, error);
}

fs::path ResultFile::record_path() const { return path_.string() + "." + kRunRecordName; }
fs::path ResultFile::aside() const { return folder_ / path_.filename(); }
fs::path ResultFile::record_aside() const { return folder_ / kRunRecordName; }

void ResultFile::commit() {
  std::error_code error;
  fs::remove(record_path(), error);  // of an earlier result
  fs::rename(aside(), path_);
  if (fs::exists(record_aside())) fs::rename(record_aside(), record_path());
}

}  // namespace scarp
