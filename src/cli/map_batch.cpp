#include "cli/map_batch.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <new>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/interrupt.h"
#include "core/json.h"
#include "core/output_folder.h"
#include "core/run_record.h"

namespace scarp::cli {
namespace fs = std::filesystem;
namespace {

constexpr const char* kRecord = "batch.json";
constexpr const char* kRecordAside = ".batch.json";
constexpr const char* kRecordLock = ".batch.lock";
constexpr const char* kNotes = ".batch";  // what ranks found, until all are done

std::vector<fs::path> event_files(const std::string& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  }
  if (error) {
    throw Error({fmt::format("cannot be read ({})", error.message()), folder, "Check the path"});
  }
  if (files.empty()) throw Error({"holds no event file (.toml)", folder, "Check the path"});
  std::sort(files.begin(), files.end());
  return files;
}

std::string name_of(BatchOutcome outcome) {
  return outcome == BatchOutcome::mapped ? "mapped" : "as it was";
}

/// What is noted of an event.
struct Note {
  std::string outcome;  // empty: nothing
  std::string message;  // why it failed
};

Note map_one(const BatchOptions& options, const fs::path& file) {
  try {
    const fs::path out = fs::path(options.out) / file.stem();
    return {name_of(options.map_event(file.string(), out.string())), ""};
  } catch (const Error& error) {
    return {"failed", error.what()};
  } catch (const Interrupted&) {
    throw;
  } catch (const std::bad_alloc&) {
    return {"failed", "out of memory. Work on a smaller area, or with fewer --threads."};
  } catch (const std::exception& error) {
    return {"failed", error.what()};
  }
}

/// Where ranks leave notes for rank 0, which makes it, and removes it however the run ends.
class NotesFolder {
 public:
  explicit NotesFolder(fs::path path) : path_(std::move(path)) {
    fs::remove_all(path_);  // of a run that was killed
    fs::create_directory(path_);
  }
  ~NotesFolder() {
    std::error_code error;
    fs::remove_all(path_, error);
  }
  NotesFolder(const NotesFolder&) = delete;
  NotesFolder& operator=(const NotesFolder&) = delete;

 private:
  fs::path path_;
};

// Notes go from rank to rank by files, outcome in the first line.
void write_note(const fs::path& path, const Note& note) {
  write_text(path, note.outcome + "\n" + note.message);
}

Note read_note(const fs::path& path) {
  std::ifstream file(path);
  Note note;
  std::getline(file, note.outcome);
  note.message.assign(std::istreambuf_iterator<char>(file), {});
  if (!note.outcome.empty()) return note;
  throw Error({"is not there: all ranks have to see the same folder", path.string(),
               "Choose a folder on a file system that the hosts share"});
}

void write_record(const std::vector<fs::path>& files, const std::vector<Note>& notes,
                  const fs::path& out) {
  auto events = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (notes[i].outcome.empty()) continue;
    nlohmann::ordered_json event{{"event", files[i].filename().string()},
                                 {"outcome", notes[i].outcome}};
    if (!notes[i].message.empty()) event["message"] = notes[i].message;
    events.push_back(std::move(event));
  }
  const nlohmann::ordered_json record{{"program", kProgram}, {"events", events}};
  const fs::path aside = out / kRecordAside;
  write_text(aside,
             record.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
  fs::rename(aside, out / kRecord);
}

// What the record says of events, where that is known.
std::vector<Note> recorded(const std::vector<fs::path>& files, const fs::path& out) {
  std::map<std::string, Note> known;
  for (const auto& event : list_at(object_in(out / kRecord), "/events")) {
    known[text_at(event, "/event")] = {text_at(event, "/outcome"), text_at(event, "/message")};
  }
  std::vector<Note> notes;
  for (const fs::path& file : files) notes.push_back(known[file.filename().string()]);
  return notes;
}

// For the moment in which one of several starts changes the record.
LockFile wait_for_record(const fs::path& out) {
  for (;;) {
    if (auto lock = LockFile::take(out / kRecordLock, LockFile::Mode::exclusive)) {
      return std::move(*lock);
    }
    if (const int signal = interrupt_signal(); signal != 0) throw Interrupted(signal);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void require_all_mapped(const std::vector<fs::path>& files, const std::vector<Note>& notes,
                        const BatchOptions& options) {
  std::size_t failed = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (notes[i].message.empty()) continue;
    ++failed;
    const std::string file = files[i].string();
    const bool named = notes[i].message.starts_with(file);
    fmt::print(stderr, "scarp: {}{}\n", named ? "" : file + ": ", notes[i].message);
  }
  if (failed == 0) return;
  throw Error({fmt::format("{} of {} events could not be mapped", failed, files.size()),
               options.events,
               "Put right what is told above, and run it again: finished maps are kept"});
}

}  // namespace

void map_batch(const BatchOptions& options, Communicator& ranks) {
  const std::vector<fs::path> files = event_files(options.events);
  const fs::path out = options.out;
  const fs::path folder = out / kNotes;
  std::optional<FolderLock> lock;
  std::optional<NotesFolder> notes_folder;
  if (ranks.rank() == 0) {
    fs::create_directories(out);
    lock.emplace(out);
    notes_folder.emplace(folder);
  }
  ranks.barrier();
  const Share share{ranks.new_share(), static_cast<std::int64_t>(files.size())};
  while (const auto i = ranks.next_item(share)) {
    const auto k = static_cast<std::size_t>(*i);
    write_note(folder / std::to_string(k), map_one(options, files[k]));
  }
  ranks.barrier();
  if (ranks.rank() != 0) return;
  std::vector<Note> notes;
  for (std::size_t i = 0; i < files.size(); ++i) {
    notes.push_back(read_note(folder / std::to_string(i)));
  }
  write_record(files, notes, out);
  require_all_mapped(files, notes, options);
}

void map_part(const BatchOptions& options, const Shard& shard) {
  const std::vector<fs::path> files = event_files(options.events);
  const fs::path out = options.out;
  fs::create_directories(out);
  const FolderLock lock(out, LockFile::Mode::shared);
  std::vector<Note> notes(files.size());
  std::vector<std::size_t> mine;
  for (auto i = static_cast<std::size_t>(shard.index - 1); i < files.size();
       i += static_cast<std::size_t>(shard.count)) {
    mine.push_back(i);
    notes[i] = map_one(options, files[i]);
  }
  {
    const LockFile turn = wait_for_record(out);
    std::vector<Note> all = recorded(files, out);
    for (const std::size_t i : mine) all[i] = notes[i];
    write_record(files, all, out);
  }
  require_all_mapped(files, notes, options);
}

}  // namespace scarp::cli
