#include "cli/map_report.h"

#include <fmt/format.h>

#include "core/json.h"
#include "core/version.h"
#include "report/folder_page.h"
#include "report/html.h"

namespace scarp::cli {
namespace {

constexpr const char* kReportFile = "report.html";

}  // namespace

void write_map_report(const MapReportInputs& inputs, const OutputFolder& out, ThreadPool& threads) {
  const std::filesystem::path file = out.file(kReportFile);
  report::ResultFolder folder;
  folder.path = file.parent_path();
  folder.command = "map";
  folder.record = {{"version", kVersion}};
  if (inputs.dem_no_data) folder.record["options"]["dem_nodata"] = *inputs.dem_no_data;
  folder.summary = object_in(folder.path / "summary.json");
  if (!inputs.dem.empty()) folder.inputs.push_back({"dem", inputs.dem, {}, {}});
  if (!inputs.inventory.empty()) {
    folder.inputs.push_back({"inventory", inputs.inventory, {}, {}});
  }
  report::FolderOptions page;
  page.pictures.threads = &threads;
  page.title = text_at(folder.summary, "/event");
  report::write_html(report::page_of_result(folder, page), file);
}

void tell_map(const OutputFolder& out) {
  for (const char* name : {"landslides.gpkg", "landslides.qgs", kReportFile}) {
    fmt::print("{}\n", (out.path() / name).string());
  }
}

}  // namespace scarp::cli
