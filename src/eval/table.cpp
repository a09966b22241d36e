#include "eval/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>

#include "core/csv.h"

namespace scarp::eval {
namespace {

// "-0.0000" is no number that anybody wants to read.
std::string digits(double value, int decimals) {
  std::string text = fmt::format("{:.{}f}", value, decimals);
  if (text[0] == '-' && text.find_first_not_of("-0.") == std::string::npos) text.erase(0, 1);
  return text;
}

// Nothing where the cell is undefined.
std::optional<std::string> text_of(const TableCell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* count = std::get_if<std::int64_t>(&cell)) return fmt::format("{}", *count);
  const auto* number = std::get_if<Decimal>(&cell);
  if (number == nullptr || !number->value || !std::isfinite(*number->value)) return std::nullopt;
  return digits(*number->value, number->decimals);
}

std::string csv_line(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& field : fields) {
    if (&field != &fields.front()) line += ',';
    line += csv_field(field);
  }
  line += '\n';
  return line;
}

std::string markdown_field(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|' || c == '\\') escaped += '\\';
    escaped += c == '\n' || c == '\r' ? ' ' : c;
  }
  return escaped;
}

// Characters, not bytes: UTF-8 continuation bytes do not count.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t width, bool to_the_right) {
  const std::string space(width - std::min(width, width_of(text)), ' ');
  return to_the_right ? space + text : text + space;
}

struct Column {
  std::vector<std::string> fields;  // the header first
  bool numbers = true;
  std::size_t width = 3;
};

Column markdown_column(const Table& table, std::size_t index) {
  Column column;
  column.fields.push_back(markdown_field(table.columns[index]));
  for (const auto& row : table.rows) {
    column.fields.push_back(markdown_field(text_of(row[index]).value_or("-")));
    if (std::holds_alternative<std::string>(row[index])) column.numbers = false;
  }
  for (const std::string& field : column.fields) {
    column.width = std::max(column.width, width_of(field));
  }
  return column;
}

nlohmann::ordered_json json_of(const TableCell& cell) {
  const std::optional<std::string> text = text_of(cell);
  if (!text) return nullptr;
  if (const auto* count = std::get_if<std::int64_t>(&cell)) return *count;
  if (std::holds_alternative<Decimal>(cell)) return std::strtod(text->c_str(), nullptr);
  return *text;
}

}  // namespace

std::string to_csv(const Table& table) {
  std::string csv = csv_line(table.columns);
  for (const auto& row : table.rows) {
    std::vector<std::string> fields;
    for (const TableCell& cell : row) fields.push_back(text_of(cell).value_or(""));
    csv += csv_line(fields);
  }
  return csv;
}

std::string to_markdown(const Table& table) {
  std::vector<Column> columns;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    columns.push_back(markdown_column(table, i));
  }
  std::string markdown = fmt::format("{}\n\n", table.title);
  for (std::size_t line = 0; line <= table.rows.size(); ++line) {
    for (const Column& column : columns) {
      markdown += "| " + padded(column.fields[line], column.width, column.numbers) + " ";
    }
    markdown += "|\n";
    if (line > 0) continue;
    for (const Column& column : columns) {
      markdown += "| " + std::string(column.width - 1, '-') + (column.numbers ? ": " : "- ");
    }
    markdown += "|\n";
  }
  return markdown;
}

nlohmann::ordered_json to_json(const Table& table) {
  auto rows = nlohmann::ordered_json::array();
  for (const auto& row : table.rows) {
    nlohmann::ordered_json object;
    for (std::size_t i = 0; i < row.size(); ++i) object[table.columns[i]] = json_of(row[i]);
    rows.push_back(std::move(object));
  }
  return rows;
}

}  // namespace scarp::eval
