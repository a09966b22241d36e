#include "dataset/scoring_log.h"

#include <fstream>
#include <iterator>

#include "core/json.h"
#include "core/sha256.h"

namespace scarp::dataset {
namespace fs = std::filesystem;

using Json = nlohmann::ordered_json;

ScoringLog::ScoringLog(const OutputFolder& out, RunRecord& record)
    : kept_(out.kept("scorings.json")), record_(record) {
  std::ifstream file(kept_);
  Json before = parse_json({std::istreambuf_iterator<char>(file), {}});
  if (!before.is_array() || before.empty()) return;
  scorings_ = std::move(before);
  record_.fact("scorings", scorings_);
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
  record_.fact("scorings", scorings_);
  write_text(kept_, scorings_.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

std::string ScoringLog::hash_of(const fs::path& file) {
  std::string& hash = hashes_[file.string()];
  if (hash.empty()) hash = sha256_of_file(file.string());
  return hash;
}

}  // namespace scarp::dataset
