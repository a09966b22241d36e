#include "pipeline/stage_cache.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <utility>

#include "core/error.h"
#include "core/memory.h"
#include "core/sha256.h"

namespace scarp::pipeline {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::ordered_json;

// File names need not be UTF-8, JSON is.
constexpr auto kReplace = Json::error_handler_t::replace;

std::string sha256_of(const std::string& text) {
  Sha256 hash;
  hash.update(text.data(), text.size());
  return hash.hex_digest();
}

Json identity_of_file(const fs::path& path) {
  return {{"path", path.string()},
          {"bytes", fs::file_size(path)},
          {"changed", fs::last_write_time(path).time_since_epoch().count()}};
}

Json read_json(const fs::path& path) {
  std::ifstream file(path);
  Json json = Json::parse(file, nullptr, /*allow_exceptions=*/false);
  return json.is_object() ? json : Json::object();
}

// Entries that are texts.
std::vector<std::string> texts_in(const Json& json, const char* name) {
  std::vector<std::string> texts;
  const auto list = json.find(name);
  if (list == json.end() || !list->is_array()) return texts;
  for (const Json& one : *list) {
    if (one.is_string()) texts.push_back(one.get<std::string>());
  }
  return texts;
}

}  // namespace

Json identity_of(const fs::path& path) {
  std::error_code error;
  const fs::path whole = fs::canonical(path, error);
  if (error) throw Error({"no such file or folder", path.string(), "Check the path"});
  if (!fs::is_directory(whole)) return identity_of_file(whole);
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(whole)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  Json list = Json::array();
  for (const fs::path& file : files) list.push_back(identity_of_file(file));
  return list;
}

Stage StageCache::run(const std::string& name, const Json& depends_on, const Make& make) {
  const Json all{{"build", build_}, {"stage", name}, {"depends_on", depends_on}};
  Stage stage{name, sha256_of(all.dump(-1, ' ', false, kReplace)), folder_ / name, false, 0};
  const auto start = std::chrono::steady_clock::now();
  stage.reused = complete(stage);
  if (stage.reused) {
    clear_up_finished(stage.folder);
    for (const std::string& warning : texts_in(read_json(stage.folder / kStageFile), "warnings")) {
      reporter_.warn(warning);
    }
    reporter_.note(fmt::format("{}: as it was", name));
  } else {
    reporter_.note(fmt::format("{}: to be made", name));
    make_anew(stage, depends_on, make);
  }
  stage.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (const auto made = made_.find(name); made != made_.end() && stage.reused) {
    stage.reused = false;
    stage.seconds = made->second;
  }
  stages_.push_back(stage);
  return stage;
}

bool StageCache::complete(const Stage& stage) const {
  const Json record = read_json(stage.folder / kRunRecordName);  // the last file to be written
  const Json told = read_json(stage.folder / kStageFile);
  if (told.value("key", Json()) != stage.key) return false;
  const std::vector<std::string> outputs = texts_in(record, "outputs");
  std::error_code error;
  return !outputs.empty() && std::all_of(outputs.begin(), outputs.end(), [&](const auto& output) {
    return fs::is_regular_file(stage.folder / output, error);
  });
}

void StageCache::make_anew(const Stage& stage, const Json& depends_on, const Make& make) {
  const std::size_t told = reporter_.times_warned();
  OutputFolder out(stage.folder, /*overwrite=*/true);
  RunRecord record(fmt::format("map, {}", stage.name), depth_);
  make(out, record);
  const Json about{
      {"key", stage.key}, {"depends_on", depends_on}, {"warnings", reporter_.warnings_since(told)}};
  write_text(out.file(kStageFile), about.dump(2, ' ', false, kReplace) + "\n");
  std::vector<std::string> outputs = out.written();
  outputs.emplace_back(kRunRecordName);
  record.write(out.file(kRunRecordName), outputs, reporter_);
  out.commit();
  return_freed_memory();
}

std::vector<std::string> StageCache::unused() const {
  std::vector<std::string> names;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_, error)) {
    const std::string name = entry.path().filename().string();
    const auto same = [&](const Stage& stage) { return stage.name == name; };
    if (std::none_of(stages_.begin(), stages_.end(), same)) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace scarp::pipeline
