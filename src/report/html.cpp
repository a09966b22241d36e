#include "report/html.h"

#include <fmt/format.h>

#include <map>

#include "core/error.h"
#include "core/run_record.h"
#include "core/version.h"
#include "report/assets.h"
#include "report/html_parts.h"
#include "report/map_data.h"
#include "report/text.h"

namespace scarp::report {
namespace {

using Parts = std::map<std::string, std::string, std::less<>>;

// Puts the parts where the template has {{their name}}. What is put in is not looked at again.
std::string filled(std::string_view page, const Parts& parts) {
  std::string result;
  while (true) {
    const std::size_t begin = page.find("{{");
    const std::size_t end = page.find("}}", begin);
    if (begin == std::string_view::npos || end == std::string_view::npos) break;
    result += page.substr(0, begin);
    result += parts.at(std::string(page.substr(begin + 2, end - begin - 2)));
    page.remove_prefix(end + 2);
  }
  result += page;
  return result;
}

// Nothing is loaded, and no script or style but these.
std::string policy(const std::string& style) {
  return fmt::format(
      "default-src 'none'; script-src {} {}; style-src {}; img-src data:; base-uri 'none'; "
      "form-action 'none'",
      content_hash(assets::kLeaflet), content_hash(assets::kScript), content_hash(style));
}

}  // namespace

std::string to_html(const Page& page) {
  const std::string style = std::string(assets::kLeafletStyle) + std::string(assets::kStyle);
  return filled(assets::kTemplate, {{"policy", policy(style)},
                                    {"version", kVersion},
                                    {"title", html(page.title)},
                                    {"subtitle", html(page.subtitle)},
                                    {"style", style},
                                    {"key_figures", key_figures_html(page.key_figures)},
                                    {"cautions", paragraphs_html(page.cautions)},
                                    {"figures", figures_html(page.figures)},
                                    {"tables", tables_html(page.tables)},
                                    {"outline_tables", outline_tables_html(page.outlines)},
                                    {"sections", sections_html(page.sections)},
                                    {"facts", facts_html(page.facts)},
                                    {"notes", notes_html(page.notes)},
                                    {"inputs", page.inputs ? tables_html({*page.inputs}) : ""},
                                    {"leaflet_licence", std::string(assets::kLeafletLicence)},
                                    {"data", script_json(map_data(page))},
                                    {"leaflet", std::string(assets::kLeaflet)},
                                    {"script", std::string(assets::kScript)}});
}

void write_html(const Page& page, const std::filesystem::path& path) {
  const std::string text = to_html(page);
  if (text.size() > kMostPageBytes) {
    throw Error({fmt::format("the page would have {:.1f} MB, more than the {:.0f} MB that can be "
                             "passed on",
                             static_cast<double>(text.size()) / 1e6,
                             static_cast<double>(kMostPageBytes) / 1e6),
                 path.string(), ""});
  }
  write_text(path, text);
}

}  // namespace scarp::report
