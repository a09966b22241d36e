#include "report/result_folder.h"

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "core/run_record.h"
#include "dataset/json.h"

namespace scarp::report {
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
namespace {

std::vector<RecordedInput> inputs_of(const Json& record) {
  std::vector<RecordedInput> inputs;
  for (const Json& entry : list_at(record, "/inputs")) {
    RecordedInput input{
        text_at(entry, "/role"), text_at(entry, "/path"), {}, text_at(entry, "/sha256")};
    const auto bytes = entry.is_object() ? entry.find("bytes") : entry.end();
    if (bytes != entry.end() && bytes->is_number_unsigned()) {
      input.bytes = bytes->get<std::uint64_t>();
    }
    inputs.push_back(std::move(input));
  }
  return inputs;
}

bool is_as_it_was(const RecordedInput* input, const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return false;
  return input == nullptr || !input->bytes || fs::file_size(path, error) == *input->bytes;
}

}  // namespace

bool ResultFolder::has(const std::string& name) const {
  std::error_code error;
  return fs::is_regular_file(path / name, error);
}

ResultFolder open_result(const fs::path& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    const bool there = fs::exists(path, error);
    throw Error({there ? "is no folder" : "no such folder", path.string(),
                 "Name the folder that scarp change or scarp predict made"});
  }
  if (!fs::is_regular_file(path / kRunRecordName, error)) {
    throw Error({"holds no run.json: it is no complete result of scarp", path.string(),
                 "Name the folder that scarp change or scarp predict made"});
  }
  Json record = dataset::read_json(path / kRunRecordName);
  if (text_at(record, "/program") != kProgram) {
    throw Error({"is no run record of scarp", (path / kRunRecordName).string(), ""});
  }
  return result_of(path, std::move(record));
}

ResultFolder result_of(const fs::path& path, Json record) {
  ResultFolder folder{path, {}, std::move(record), {}, {}, {}};
  folder.command = text_at(folder.record, "/command");
  folder.inputs = inputs_of(folder.record);
  folder.warnings = texts_at(folder.record, "/warnings");
  // Threads and ranks told them in any order.
  std::sort(folder.warnings.begin(), folder.warnings.end());
  if (folder.has("summary.json")) folder.summary = dataset::read_json(folder.file("summary.json"));
  return folder;
}

std::optional<std::string> find_input(const ResultFolder& folder, const std::string& given) {
  constexpr int kLevelsUp = 3;
  const auto recorded = std::find_if(folder.inputs.begin(), folder.inputs.end(),
                                     [&](const RecordedInput& one) { return one.path == given; });
  const RecordedInput* input = recorded == folder.inputs.end() ? nullptr : &*recorded;
  if (given.empty()) return std::nullopt;
  if (is_as_it_was(input, given)) return given;
  std::error_code error;
  fs::path from = fs::absolute(folder.path, error).lexically_normal();
  for (int i = 0; i <= kLevelsUp && !fs::path(given).is_absolute(); ++i) {
    if (is_as_it_was(input, from / given)) return (from / given).string();
    from = from.parent_path();
  }
  return std::nullopt;
}

}  // namespace scarp::report
