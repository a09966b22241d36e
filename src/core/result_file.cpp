#include "core/result_file.h"

#include <cstdlib>
#include <string>

#include "core/error.h"
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

}  // namespace

ResultFile::ResultFile(const fs::path& path, bool overwrite) : path_(path) {
  require_writable_place(path, overwrite);
  const fs::path parent = fs::absolute(path).parent_path();
  std::error_code error;
  fs::create_directories(parent, error);
  std::string name = parent / ".unfinished-XXXXXX";
  if (error || mkdtemp(name.data()) == nullptr) fail(path, "cannot be written");
  folder_ = name;
}

ResultFile::~ResultFile() {
  std::error_code error;
  fs::remove_all(folder_, error);
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
