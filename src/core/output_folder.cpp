#include "core/output_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/run_record.h"

namespace scarp {
namespace fs = std::filesystem;
using nlohmann::literals::operator""_json_pointer;
namespace {

constexpr const char* kAside = ".unfinished";
constexpr const char* kLock = ".lock";

[[noreturn]] void fail(const fs::path& path, const std::string& what) {
  throw Error({what, path.string(), "Choose another folder with --out"});
}

// The outputs listed in the run record of an earlier result.
std::vector<std::string> earlier_outputs(const fs::path& record) {
  std::ifstream file(record);
  const auto json = nlohmann::json::parse(file, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || json.value("/program"_json_pointer, nlohmann::json()) != kProgram) {
    fail(record.parent_path(), "its run.json is not one of scarp");
  }
  std::vector<std::string> names;
  for (const auto& entry : json.value("/outputs"_json_pointer, nlohmann::json::array())) {
    if (entry.is_string()) names.push_back(entry);
  }
  return names;
}

// Removes a file of an earlier result. The name comes from a file anyone may have written: what is
// no plain file, or lies outside of the folder, is not ours to touch.
void remove_earlier(const fs::path& folder, const std::string& name) {
  const fs::path file = folder / name;
  std::error_code error;
  if (!fs::is_regular_file(fs::symlink_status(file, error))) return;
  const fs::path inside = fs::relative(fs::canonical(file), fs::canonical(folder));
  if (inside.empty() || *inside.begin() == "..") return;
  fs::remove(file);
}

bool holds_foreign_files(const fs::path& folder) {
  return std::any_of(fs::directory_iterator(folder), fs::directory_iterator(),
                     [](const fs::directory_entry& entry) {
                       return entry.path().filename() != kAside && entry.path().filename() != kLock;
                     });
}

int lock_folder(const fs::path& folder) {
  const int file = open((folder / kLock).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file < 0) fail(folder, std::string("cannot be written (") + std::strerror(errno) + ")");
  if (flock(file, LOCK_EX | LOCK_NB) != 0) {
    close(file);
    throw Error({"another run of scarp is writing to this folder", folder.string(),
                 "Wait for it to end, or choose another folder with --out"});
  }
  return file;
}

}  // namespace

OutputFolder::OutputFolder(const fs::path& path, bool overwrite)
    : path_(path), aside_(path / kAside) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::exists(status) && !fs::is_directory(status)) fail(path, "is not a folder");
  created_ = fs::create_directories(path, error);
  if (error) fail(path, "cannot be made (" + error.message() + ")");

  if (fs::exists(path / kRunRecordName)) {
    if (!overwrite) {
      throw Error({"holds an earlier result", path.string(),
                   "Try --overwrite, or choose another folder with --out"});
    }
    earlier_ = earlier_outputs(path / kRunRecordName);
  } else if (holds_foreign_files(path)) {
    fail(path, "holds files that are not a result of scarp");
  }

  lock_ = lock_folder(path);
  fs::remove_all(aside_, error);  // of a run that was killed
  fs::create_directory(aside_, error);
  if (error) fail(path, "cannot be written (" + error.message() + ")");
}

OutputFolder::~OutputFolder() {
  std::error_code ignored;
  fs::remove_all(aside_, ignored);
  fs::remove(path_ / kLock, ignored);
  if (lock_ >= 0) close(lock_);
  if (created_) fs::remove(path_, ignored);  // does nothing unless it is empty
}

fs::path OutputFolder::file(const std::string& name) const {
  const fs::path path = aside_ / name;
  fs::create_directories(path.parent_path());
  return path;
}

std::vector<std::string> OutputFolder::written() const {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(aside_)) {
    if (!entry.is_directory()) names.push_back(entry.path().lexically_relative(aside_));
  }
  std::sort(names.begin(), names.end());
  return names;
}

void OutputFolder::commit() {
  const std::vector<std::string> names = written();
  try {
    fs::remove(path_ / kRunRecordName);  // from here on the folder counts as incomplete
    for (const std::string& name : earlier_) {
      if (!std::binary_search(names.begin(), names.end(), name)) remove_earlier(path_, name);
    }
    for (const std::string& name : names) {
      if (name == kRunRecordName) continue;
      fs::create_directories((path_ / name).parent_path());
      fs::rename(aside_ / name, path_ / name);
    }
    if (fs::exists(aside_ / kRunRecordName)) {
      fs::rename(aside_ / kRunRecordName, path_ / kRunRecordName);
    }
  } catch (const fs::filesystem_error& error) {
    throw Error({"moving the results into place failed (" + error.code().message() + ")",
                 path_.string(), "Check the free space and the rights of the folder"});
  }
}

}  // namespace scarp
