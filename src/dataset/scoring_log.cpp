#include "dataset/scoring_log.h"

#include <fstream>
#include <iterator>

#include "core/json.h"
#include "core/sha256.h"

namespace scarp::dataset {
namespace fs = std::filesystem;

using Json = nlohmann::ordered_json;

namespace {

constexpr const char* kFile = "scorings.json";

Json read(const fs::path& path) {
  std::ifstream file(path);
  return parse_json({std::istreambuf_iterator<char>(file), {}});
}

// Null where there is no such member.
Json member(const Json& json, const char* name) {
  return json.is_object() ? json.value(name, Json()) : Json();
}

// What the run record of a folder tells.
Json recorded(const fs::path& folder) {
  Json scorings = member(member(read(folder / kRunRecordName), "facts"), "scorings");
  if (!scorings.is_array()) return Json::array();
  for (Json& scoring : scorings) {
    if (scoring.is_object()) scoring["replaced"] = true;
  }
  return scorings;
}

}  // namespace

ScoringLog::ScoringLog(const OutputFolder& out, RunRecord& record)
    : kept_(out.kept(kFile)), record_(record) {
  const Json before = read(kept_);  // with those of the result that is replaced
  scorings_ = before.is_array() ? before : recorded(out.path());
  if (!scorings_.empty()) record_.fact("scorings", scorings_);
}

void ScoringLog::take_over(const fs::path& folder) {
  const Json before = read(folder / kept_.parent_path().filename() / kFile);
  Json found = before.is_array() ? before : recorded(folder);
  if (found.empty()) return;
  for (Json& scoring : found) {
    if (scoring.is_object()) scoring["replaced"] = true;
    scorings_.push_back(std::move(scoring));
  }
  keep();
}

void ScoringLog::add(const Scoring& scoring) {
  Json json{{"part", scoring.part}};
  json.update(scoring.how);
  json["patches"] = scoring.patches;
  json["model"] = scoring.model.string();
  if (fs::exists(scoring.model)) json["model_sha256"] = hash_of(scoring.model);
  json["scaling"] = scoring.scaling;
  for (const fs::path& file : scoring.files) json["data_sha256"][file.string()] = hash_of(file);
  scorings_.push_back(std::move(json));
  keep();
}

void ScoringLog::keep() {
  record_.fact("scorings", scorings_);
  write_text(kept_, scorings_.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

std::string ScoringLog::hash_of(const fs::path& file) {
  std::string& hash = hashes_[file.string()];
  if (hash.empty()) hash = sha256_of_file(file.string());
  return hash;
}

}  // namespace scarp::dataset
