#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace scarp::eval {

/// A number to be written with a fixed count of decimals. Nothing, NaN and infinity are undefined.
struct Decimal {
  std::optional<double> value;
  int decimals = 4;
};

/// Undefined, text, a count, or a number with decimals.
using TableCell = std::variant<std::monostate, std::string, std::int64_t, Decimal>;

/// A result as rows of as many cells as there are columns, to be written in any of three forms.
/// Undefined cells are empty in CSV, `-` in Markdown and null in JSON.
struct Table {
  std::string name;   ///< for files: "batch_metrics"
  std::string title;  ///< for people
  std::vector<std::string> columns;
  std::vector<std::vector<TableCell>> rows;
};

/// With a header line; quoted as RFC 4180 asks for, lines end in "\n".
std::string to_csv(const Table& table);

/// A pipe table below its title as a paragraph, the columns aligned for reading as plain text.
std::string to_markdown(const Table& table);

/// An array with an object for each row; numbers have the decimals of the other forms.
nlohmann::ordered_json to_json(const Table& table);

}  // namespace scarp::eval
