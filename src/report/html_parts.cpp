#include "report/html_parts.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/text.h"

namespace scarp::report {
namespace {

// A cell with the side it is aligned to; numbers stand under each other.
struct Cell {
  std::string text;
  bool number = false;
};

Cell cell_of(const eval::TableCell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return {*text, false};
  if (const auto* count = std::get_if<std::int64_t>(&cell)) {
    return {number_text(static_cast<double>(*count), 0), true};
  }
  if (const auto* decimal = std::get_if<eval::Decimal>(&cell)) {
    if (decimal->value) return {number_text(*decimal->value, decimal->decimals), true};
  }
  return {"–", false};
}

bool looks_numeric(const std::string& text) {
  return !text.empty() && (text.front() == '-' || text.starts_with("−") ||
                           (text.front() >= '0' && text.front() <= '9'));
}

std::string cell_html(const Cell& cell) {
  return fmt::format("<td{}>{}</td>", cell.number ? " class=\"number\"" : "", html(cell.text));
}

std::string heading_cell(const std::string& text, bool number) {
  return fmt::format("<th scope=\"col\"{}>{}</th>", number ? " class=\"number\"" : "", html(text));
}

std::string table_html(const eval::Table& table) {
  std::string head;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    head += heading_cell(table.columns[i], cell_of(table.rows.front()[i]).number);
  }
  std::string body;
  for (const auto& row : table.rows) {
    body += "<tr>";
    for (const eval::TableCell& cell : row) body += cell_html(cell_of(cell));
    body += "</tr>\n";
  }
  return fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table>\n"
      "<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table></div>\n",
      html(table.title), head, body);
}

// Words that are the same of all outlines say nothing in a table; popups have them.
std::vector<std::size_t> telling_columns(const OutlineLayer& layer) {
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < layer.columns.size(); ++i) {
    const std::string& first = layer.outlines.front().values[i];
    const bool same =
        std::all_of(layer.outlines.begin(), layer.outlines.end(),
                    [&](const Outline& outline) { return outline.values[i] == first; });
    if (!same || looks_numeric(first)) columns.push_back(i);
  }
  return columns;
}

std::string outline_row(const OutlineLayer& layer, std::size_t layer_index, std::size_t index,
                        const std::vector<std::size_t>& columns) {
  std::string row = fmt::format(
      "<tr><td><button type=\"button\" class=\"show\" data-layer=\"{}\" data-outline=\"{}\" "
      "aria-label=\"Show {} {} on the map\">{}</button></td>",
      layer_index, index, html(layer.one), index + 1, index + 1);
  for (const std::size_t i : columns) {
    const std::string& value = layer.outlines[index].values[i];
    row += cell_html({value, looks_numeric(value)});
  }
  return row + "</tr>\n";
}

std::string outline_table(const OutlineLayer& layer, std::size_t layer_index) {
  const std::size_t shown = std::min(layer.listed, layer.outlines.size());
  if (shown == 0) return {};
  std::string head = heading_cell("Map", false);
  const std::vector<std::size_t> columns = telling_columns(layer);
  for (const std::size_t i : columns) {
    head += heading_cell(layer.columns[i], looks_numeric(layer.outlines.front().values[i]));
  }
  std::string body;
  for (std::size_t i = 0; i < shown; ++i) body += outline_row(layer, layer_index, i, columns);
  const std::string all = number_text(static_cast<double>(layer.outlines.size()), 0);
  const std::string these = shown < layer.outlines.size()
                                ? fmt::format("The {} largest of {}", shown, all)
                                : fmt::format("All {}, the largest first", all);
  return fmt::format(
      "<section class=\"card wide outlines\">\n<h2>{}</h2>\n<p class=\"quiet screen\">{}. A "
      "number shows its place on the map.</p>\n<p class=\"quiet paper\">The largest of {}; the "
      "GeoPackage has them all.</p>\n<div class=\"scroll tall\" tabindex=\"0\" "
      "role=\"region\" aria-label=\"{}\"><table>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n"
      "</table></div>\n</section>\n",
      html(layer.name), these, all, html(layer.name), head, body);
}

}  // namespace

std::string key_figures_html(const std::vector<Fact>& figures) {
  std::string result;
  for (const Fact& figure : figures) {
    result +=
        fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", html(figure.name), html(figure.value));
  }
  return result;
}

std::string paragraphs_html(const std::vector<std::string>& paragraphs) {
  std::string result;
  for (const std::string& paragraph : paragraphs) result += "<p>" + html(paragraph) + "</p>\n";
  return result;
}

std::string figures_html(const std::vector<Figure>& figures) {
  std::string result;
  for (const Figure& figure : figures) {
    result += fmt::format(
        "<section class=\"card figure\">\n<h2>{}</h2>\n<figure>{}<figcaption>{}</figcaption>"
        "</figure>\n{}</section>\n",
        html(figure.title), figure.svg, html(figure.caption),
        figure.table ? table_html(*figure.table) : "");
  }
  return result;
}

std::string tables_html(const std::vector<eval::Table>& tables) {
  std::string result;
  for (const eval::Table& table : tables) {
    if (table.rows.empty()) continue;
    result += fmt::format("<section class=\"card table-{}\">\n<h2>{}</h2>\n{}</section>\n",
                          html(table.name), html(table.title), table_html(table));
  }
  return result;
}

std::string sections_html(const std::vector<Section>& sections) {
  std::string result;
  for (const Section& section : sections) {
    result += fmt::format("<section class=\"card words\">\n<h2>{}</h2>\n{}</section>\n",
                          html(section.title), paragraphs_html(section.paragraphs));
  }
  return result;
}

std::string facts_html(const std::vector<Fact>& facts) {
  if (facts.empty()) return {};
  std::string list;
  for (const Fact& fact : facts) {
    list += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", html(fact.name), html(fact.value));
  }
  return "<section class=\"card facts\">\n<h2>How it was made</h2>\n<dl>\n" + list +
         "</dl>\n</section>\n";
}

std::string notes_html(const std::vector<std::string>& notes) {
  if (notes.empty()) return {};
  std::string list;
  for (const std::string& note : notes) list += "<li>" + html(note) + "</li>\n";
  return "<section class=\"card notes\">\n<h2>Notes</h2>\n<ul>\n" + list + "</ul>\n</section>\n";
}

std::string outline_tables_html(const std::vector<OutlineLayer>& layers) {
  std::string result;
  for (std::size_t i = 0; i < layers.size(); ++i) result += outline_table(layers[i], i);
  return result;
}

}  // namespace scarp::report
