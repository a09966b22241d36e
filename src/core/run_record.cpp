#include "core/run_record.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <fstream>

#include "core/error.h"
#include "core/sha256.h"
#include "core/version.h"

namespace scarp {
namespace fs = std::filesystem;
namespace {

constexpr std::uintmax_t kSmallFile = std::uintmax_t{64} << 20;

std::chrono::system_clock::time_point change_time(const fs::path& path) {
  // The file clock's epoch is not that of the system clock.
  const auto age = fs::file_time_type::clock::now() - fs::last_write_time(path);
  return std::chrono::system_clock::now() -
         std::chrono::duration_cast<std::chrono::system_clock::duration>(age);
}

}  // namespace

void RunRecord::input(const std::string& role, const fs::path& path) {
  nlohmann::ordered_json entry{{"role", role}, {"path", path.string()}};
  const bool virtual_path = path.string().starts_with("/vsi");  // inside an archive
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!virtual_path && !fs::exists(status))
    throw Error({"no such file", path.string(), "Check the path"});
  if (fs::is_regular_file(status)) {
    const std::uintmax_t size = fs::file_size(path);
    entry["bytes"] = size;
    entry["changed"] = utc_text(change_time(path));
    if (depth_ == HashDepth::full || size <= kSmallFile) entry["sha256"] = sha256_of_file(path);
  }
  inputs_.push_back(std::move(entry));
}

nlohmann::ordered_json RunRecord::json(const std::vector<std::string>& outputs,
                                       const Reporter& reporter) const {
  const auto end = std::chrono::system_clock::now();
  nlohmann::ordered_json stages = nlohmann::ordered_json::object();
  for (const auto& [title, seconds] : reporter.stage_seconds()) stages[title] = seconds;

  return {
      {"program", kProgram},
      {"version", kVersion},
      {"command", command_},
      {"options", options_},
      {"inputs", inputs_},
      {"facts", facts_},
      {"warnings", reporter.warnings()},
      {"outputs", outputs},
      {"start", utc_text(start_)},
      {"end", utc_text(end)},
      {"seconds", std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count()},
      {"stage_seconds", stages},
  };
}

void RunRecord::write(const fs::path& path, const std::vector<std::string>& outputs,
                      const Reporter& reporter) const {
  // File names need not be UTF-8, JSON is.
  constexpr auto kReplace = nlohmann::ordered_json::error_handler_t::replace;
  write_text(path, json(outputs, reporter).dump(2, ' ', false, kReplace) + "\n");
}

std::string utc_text(std::chrono::system_clock::time_point time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

void write_text(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw Error({"cannot be written", path.string(), "Check free space and rights"});
}

}  // namespace scarp
