#include "core/output_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <iterator>
#include <system_error>
#include <thread>
#include <utility>

#include "core/error.h"
#include "core/json.h"
#include "core/kept_folder.h"
#include "core/run_record.h"

namespace scarp {
namespace fs = std::filesystem;
namespace {

constexpr const char* kAside = ".unfinished";
constexpr const char* kJournal = ".unfinished.json";  // while files are moved into place

[[noreturn]] void fail(const fs::path& path, const std::string& what) {
  throw Error({what, path.string(), "Choose another folder with --out"});
}

// The outputs listed in the run record of an earlier result, or in a journal; nothing where that is
// neither.
std::optional<std::vector<std::string>> listed_outputs(const fs::path& record) {
  std::ifstream file(record);
  const auto json = parse_json({std::istreambuf_iterator<char>(file), {}});
  if (!json.is_object() || json.value("program", nlohmann::ordered_json()) != kProgram) return {};
  std::vector<std::string> names;
  for (const auto& entry : json.value("outputs", nlohmann::ordered_json::array())) {
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

// What other programs keep beside a file of ours is about its old content: a write-ahead log left
// by a reader of the old GeoPackage would damage the new one.
void remove_sidecars(const fs::path& folder, const std::string& name) {
  for (const char* ending : {"-wal", "-shm", "-journal", ".aux.xml"}) {
    remove_earlier(folder, name + ending);
  }
}

bool holds_foreign_files(const fs::path& folder) {
  return std::any_of(fs::directory_iterator(folder), fs::directory_iterator(),
                     [](const fs::directory_entry& entry) {
                       const fs::path name = entry.path().filename();
                       return name != kAside && name != kKeptFolder && name != kJournal &&
                              name != kLockName && name != kStagesFolder;
                     });
}

// The outputs of the earlier result that may be replaced; none where there is no result.
std::vector<std::string> replaceable(const fs::path& path, bool overwrite) {
  if (!fs::exists(path / kRunRecordName)) {
    // A run that was killed on its last metres: what it left is neither the old result nor the new.
    if (const auto outputs = listed_outputs(path / kJournal)) return *outputs;
    if (holds_foreign_files(path)) fail(path, "holds files that are not a result of scarp");
    return {};
  }
  if (!overwrite) {
    throw Error({"holds an earlier result", path.string(),
                 "Try --overwrite, or choose another folder with --out"});
  }
  if (const auto outputs = listed_outputs(path / kRunRecordName)) return *outputs;
  fail(path, fmt::format("its {} is not one of scarp", kRunRecordName));
}

// Others hold a lock for a moment to see whether it is free, or as they let go of it.
LockFile lock_of(const fs::path& folder, LockFile::Mode mode) {
  constexpr int kTries = 10;
  constexpr auto kMoment = std::chrono::milliseconds(20);
  try {
    for (int i = 0; i < kTries; ++i) {
      if (i > 0) std::this_thread::sleep_for(kMoment);
      if (auto lock = LockFile::take(folder / kLockName, mode)) return std::move(*lock);
    }
  } catch (const std::system_error& error) {
    fail(folder, "cannot be written (" + error.code().message() + ")");
  }
  throw Error({"another run of scarp is writing to this folder", folder.string(),
               "Wait for it to end, or choose another folder with --out"});
}

// Makes `path` and the folders above it; returns those that were not there, the innermost first.
std::vector<fs::path> make_folders(const fs::path& path) {
  if (path.empty()) fail(path, "cannot be made (it has no name)");
  std::vector<fs::path> made;
  std::error_code error;
  for (fs::path folder = fs::absolute(path).lexically_normal(); !fs::exists(folder, error);
       folder = folder.parent_path()) {
    made.push_back(folder);
  }
  fs::create_directories(path, error);
  if (error) fail(path, "cannot be made (" + error.message() + ")");
  return made;
}

}  // namespace

FolderLock::FolderLock(const fs::path& folder, LockFile::Mode mode)
    : lock_(lock_of(folder, mode)) {}

bool in_use(const fs::path& folder) {
  const fs::path lock = folder / kLockName;
  return fs::exists(lock) && !LockFile::take(lock, LockFile::Mode::exclusive);
}

void clear_up_finished(const fs::path& folder) {
  const std::array left{kLockName, kJournal, kAside, kKeptFolder};
  const auto is_there = [&](const char* name) { return fs::exists(folder / name); };
  if (std::none_of(left.begin(), left.end(), is_there)) return;
  const auto lock = LockFile::take(folder / kLockName, LockFile::Mode::exclusive);
  if (!lock) return;
  std::error_code error;
  for (const char* name : {kJournal, kAside, kKeptFolder}) fs::remove_all(folder / name, error);
}

OutputFolder::OutputFolder(const fs::path& path, bool overwrite)
    : path_(path), aside_(path / kAside) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::exists(status) && !fs::is_directory(status)) fail(path, "is not a folder");
  made_ = make_folders(path);
  lock_.emplace(path);
  earlier_ = replaceable(path, overwrite);
  fs::remove_all(aside_, error);  // of a run that was killed
  fs::create_directory(aside_, error);
  if (error) fail(path, "cannot be written (" + error.message() + ")");
}

OutputFolder::~OutputFolder() {
  if (lock_) close();
}

// From here on another run may use the folder.
void OutputFolder::close() {
  std::error_code error;
  fs::remove_all(aside_, error);
  fs::remove(path_ / kKeptFolder, error);  // where it is empty
  lock_.reset();
  for (const fs::path& folder : made_) fs::remove(folder, error);  // only where they are empty
}

fs::path OutputFolder::file(const std::string& name) const {
  const fs::path path = aside_ / name;
  fs::create_directories(path.parent_path());
  return path;
}

fs::path OutputFolder::kept(const std::string& name) const {
  const fs::path path = path_ / kKeptFolder / name;
  fs::create_directories(path.parent_path());
  return path;
}

void OutputFolder::forget() const {
  std::error_code error;
  fs::remove_all(path_ / kKeptFolder, error);
}

std::vector<std::string> OutputFolder::written() const {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(aside_)) {
    if (entry.is_directory() || entry.path().filename() == kLockName) continue;
    names.push_back(entry.path().lexically_relative(aside_));
  }
  std::sort(names.begin(), names.end());
  return names;
}

void OutputFolder::require_not_replaced(const fs::path& input) const {
  std::error_code error;
  for (const std::string& name : earlier_) {
    if (!fs::equivalent(path_ / name, input, error)) continue;
    throw Error({"is read by this run, and would be replaced by it", input.string(),
                 "Choose another folder with --out"});
  }
}

void OutputFolder::require_own(const std::vector<std::string>& names) const {
  for (const std::string& name : names) {
    const bool ours = name == kRunRecordName ||
                      std::find(earlier_.begin(), earlier_.end(), name) != earlier_.end();
    if (!ours && fs::exists(fs::symlink_status(path_ / name))) {
      fail(path_, "holds a file '" + name + "' that scarp did not make");
    }
  }
}

void OutputFolder::commit() {
  const std::vector<std::string> names = written();
  require_own(names);
  try {
    std::vector<std::string> all = names;
    all.insert(all.end(), earlier_.begin(), earlier_.end());
    const fs::path journal = aside_ / kJournal;
    write_text(journal, nlohmann::json{{"program", kProgram}, {"outputs", all}}.dump());
    fs::rename(journal, path_ / kJournal);  // whole, or not there
    fs::remove(path_ / kRunRecordName);     // from here on the folder counts as incomplete
    for (const std::string& name : earlier_) remove_sidecars(path_, name);
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
    fs::remove(path_ / kJournal);
    forget();
    made_.clear();
    close();
  } catch (const fs::filesystem_error& error) {
    throw Error({"moving the results into place failed (" + error.code().message() + ")",
                 path_.string(), "Check the free space and the rights of the folder"});
  }
}

}  // namespace scarp
