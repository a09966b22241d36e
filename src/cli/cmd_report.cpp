#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>

#include "cli/command.h"
#include "core/result_file.h"
#include "report/folder_page.h"
#include "report/html.h"

namespace scarp::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kReportFile = "report.html";

struct ReportCommandOptions {
  CommonOptions common;
  std::string folder;
  std::string out;
  report::FolderOptions page;
};

fs::path out_path(const ReportCommandOptions& options) {
  return options.out.empty() ? fs::path(options.folder) / kReportFile : fs::path(options.out);
}

void run(const ReportCommandOptions& options) {
  Session session(options.common);
  report::FolderOptions choices = options.page;
  choices.pictures.threads = &session.threads;
  const report::Page page = report::page_of_folder(options.folder, choices);
  ResultFile out(out_path(options), options.common.overwrite);
  RunRecord record("report", options.common.hash);
  record.option("title", page.title);
  for (const char* name : {kRunRecordName, "landslides.gpkg"}) {
    record.input("map", fs::path(options.folder) / name);
  }
  record.fact("notes", page.notes);
  report::write_html(page, out.aside());
  finish(out, record, session.reporter);
  fmt::print("{}\n", out.path().string());
}

}  // namespace

void add_report(CLI::App& app) {
  auto options = std::make_shared<ReportCommandOptions>();
  CLI::App* command =
      app.add_subcommand("report", "Make a page of a landslide map, to look at and to send on");
  command->group("Commands");
  command->footer(
      "One HTML file of 15 MB at most that any browser opens, without network: map, images before\n"
      "and after, tables, method and limits. The images are found by the folder's run.json.\n"
      "For example:\n\n"
      "  scarp report first-look --title \"Landslides of 6 September 2018\"");
  command->add_option("folder", options->folder, "What scarp change or scarp predict --stack made")
      ->required()
      ->check(not_empty())
      ->option_text("FOLDER (required)");
  command->add_option("--out", options->out, "File to write [report.html in the folder]")
      ->check(not_empty())
      ->option_text("FILE");
  command->add_option("--title", options->page.title, "Headline [by the name of the folder]")
      ->check(not_empty())
      ->option_text("TEXT");
  add_common_options(*command, options->common);
  command->callback([options] { run(*options); });
}

}  // namespace scarp::cli
