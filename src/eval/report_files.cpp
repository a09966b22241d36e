#include "eval/report_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/run_record.h"

namespace scarp::eval {
namespace {

// File names among the facts need not be UTF-8, JSON is.
constexpr auto kReplace = nlohmann::ordered_json::error_handler_t::replace;

// Tables of curves are long: a report shows their pictures.
bool has_plot(const Report& report, const Table& table) {
  return std::any_of(report.plots.begin(), report.plots.end(),
                     [&](const Plot& plot) { return plot.name == table.name; });
}

std::string text_of(const nlohmann::ordered_json& fact) {
  return fact.is_string() ? fact.get<std::string>() : fact.dump(-1, ' ', false, kReplace);
}

std::string to_markdown(const ReportHead& head, const Report& report) {
  std::string text = fmt::format("# {}\n\n", head.title);
  for (const auto& [name, fact] : head.facts.items()) {
    text += fmt::format("- {}: {}\n", name, text_of(fact));
  }
  for (const Table& table : report.tables) {
    if (!has_plot(report, table)) text += fmt::format("\n{}", to_markdown(table));
  }
  for (const Plot& plot : report.plots) {
    text += fmt::format("\n![{}]({}.svg)\n", plot.title, plot.name);
  }
  return text;
}

nlohmann::ordered_json to_json(const ReportHead& head, const Report& report) {
  nlohmann::ordered_json json = head.facts;
  for (const Table& table : report.tables) {
    if (!has_plot(report, table)) json[table.name] = to_json(table);
  }
  return json;
}

}  // namespace

void write_report(const OutputFolder& out, const std::string& folder, const ReportHead& head,
                  const Report& report) {
  const std::string prefix = folder.empty() ? "" : folder + "/";
  for (const Table& table : report.tables) {
    write_text(out.file(prefix + table.name + ".csv"), to_csv(table));
  }
  for (const Plot& plot : report.plots) {
    write_text(out.file(prefix + plot.name + ".svg"), to_svg(plot));
  }
  write_text(out.file(prefix + "metrics.json"),
             to_json(head, report).dump(2, ' ', false, kReplace) + "\n");
  write_text(out.file(prefix + "report.md"), to_markdown(head, report));
}

}  // namespace scarp::eval
