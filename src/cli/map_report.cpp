#include "cli/map_report.h"

#include <fmt/format.h>

#include <string>

#include "core/json.h"
#include "report/folder_page.h"
#include "report/html.h"

namespace scarp::cli {
namespace {

constexpr const char* kReportFile = "report.html";

// The folder is still called otherwise than it will be, and its name is no title.
std::string title_of(const nlohmann::ordered_json& summary) {
  std::string event = text_at(summary, "/event");
  if (!event.empty()) return event;
  const std::string time = text_at(summary, "/event_time");
  return "Landslides of the event " + (time.empty() ? "without a name" : "at " + time);
}

}  // namespace

void write_map_report(const RunRecord& record, const Reporter& reporter, const OutputFolder& out,
                      ThreadPool& threads) {
  const std::filesystem::path file = out.file(kReportFile);
  const report::ResultFolder folder =
      report::result_of(file.parent_path(), record.json(out.written(), reporter));
  report::FolderOptions page;
  page.pictures.threads = &threads;
  page.title = title_of(folder.summary);
  report::write_html(report::page_of_result(folder, page), file);
}

void tell_map(const OutputFolder& out) {
  for (const char* name : {"landslides.gpkg", "landslides.qgs", kReportFile}) {
    fmt::print("{}\n", (out.path() / name).string());
  }
}

}  // namespace scarp::cli
