#include "report/truth.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <fstream>
#include <string_view>

#include "core/error.h"
#include "eval/svg_plot.h"
#include "geo/crs.h"
#include "geo/vector_file.h"
#include "report/outlines.h"
#include "report/web_map.h"

namespace scarp::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kMetricsFile = "evaluation/metrics.json";

/// A table of metrics.json and how it is shown.
struct Shown {
  const char* name;
  const char* title;
};

constexpr std::array<Shown, 3> kTables{{
    {"metrics", "Against the inventory, cell by cell"},
    {"counts", "Cells compared with the inventory"},
    {"landslides", "Landslides of the inventory, by size"},
}};

eval::TableCell cell_of(const Json& value) {
  constexpr int kDecimals = 3;
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value.is_number()) return eval::Decimal{value.get<double>(), kDecimals};
  return {};
}

std::string words_of(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  if (!name.empty()) name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  return name;
}

// Rows without one of the first one's columns are passed over.
eval::Table table_of(const Json& metrics, const Shown& shown) {
  eval::Table table{std::string("truth_") + shown.name, shown.title, {}, {}};
  std::vector<std::string> keys;
  for (const Json& row : list_at(metrics, std::string("/") + shown.name)) {
    if (!row.is_object()) continue;
    if (keys.empty()) {
      for (const auto& [key, value] : row.items()) keys.push_back(key);
    }
    std::vector<eval::TableCell> cells;
    for (const std::string& key : keys) {
      if (row.contains(key)) cells.push_back(cell_of(row[key]));
      auto* text = cells.empty() ? nullptr : std::get_if<std::string>(&cells.back());
      if (text != nullptr) std::replace(text->begin(), text->end(), '_', ' ');
    }
    if (cells.size() == keys.size()) table.rows.push_back(std::move(cells));
  }
  for (const std::string& key : keys) table.columns.push_back(words_of(key));
  return table;
}

std::optional<double> number_in(std::string_view text) {
  double value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && rest == text.data() + text.size();
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

// The second and third column of a table of three.
std::vector<eval::PlotPoint> points_in(const std::string& path) {
  constexpr std::size_t kMost = 5000;
  std::vector<eval::PlotPoint> points;
  std::ifstream file(path);
  for (std::string line; points.size() < kMost && std::getline(file, line);) {
    const std::size_t first = line.find(',');
    const std::size_t second = first == std::string::npos ? first : line.find(',', first + 1);
    if (second == std::string::npos) continue;
    const std::string_view text = line;
    const auto x = number_in(text.substr(first + 1, second - first - 1));
    const auto y = number_in(text.substr(second + 1));
    if (x && y) points.push_back({*x, *y});
  }
  return points;
}

void add_curve(const ResultFolder& folder, const char* name, eval::Plot plot,
               const std::string& caption, Page& page) {
  const std::string file = fmt::format("evaluation/{}.csv", name);
  if (!folder.has(file)) return;
  plot.name = name;
  plot.series.push_back({"", points_in(folder.file(file))});
  if (plot.series.back().points.size() < 2) return;
  const std::string title = plot.title;
  plot.title.clear();
  page.figures.push_back({title, eval::to_svg(plot), caption, {}});
}

bool touches(const geo::Feature& feature, const Bounds& box) {
  for (const geo::Polygon& polygon : feature.geometry) {
    for (const Point p : polygon.outer) {
      if (p.x > box.min_x && p.x < box.max_x && p.y > box.min_y && p.y < box.max_y) return true;
    }
  }
  return false;
}

}  // namespace

void add_truth(const ResultFolder& folder, Page& page) {
  if (!folder.has(kMetricsFile)) return;
  const Json metrics = object_in(folder.file(kMetricsFile));
  for (const Shown& shown : kTables) {
    eval::Table table = table_of(metrics, shown);
    if (!table.rows.empty()) page.tables.push_back(std::move(table));
  }
  const auto share = [](const char* label) { return eval::PlotAxis{label, 0.0, 1.0}; };
  add_curve(folder, "precision_recall",
            {"", "Precision and recall", share("Recall"), share("Precision"), {}},
            "At every threshold: which share of the inventory is mapped, and which share of what "
            "is mapped is in the inventory.",
            page);
  add_curve(
      folder, "roc",
      {"", "Receiver operating characteristic", share("False-positive rate"), share("Recall"), {}},
      "At every threshold: which share of the inventory is mapped, and of the rest, too.", page);
}

std::optional<OutlineLayer> truth_outlines(const ResultFolder& folder, const Grid& area,
                                           std::vector<std::string>& notes) {
  std::string given;
  for (const RecordedInput& input : folder.inputs) {
    if (input.role == "inventory") given = input.path;
  }
  if (given.empty()) return std::nullopt;
  try {
    const auto path = find_input(folder, given);
    if (!path) throw Error({"it is not where it was, or has changed since", given, ""});
    geo::VectorLayer layer = geo::transform(geo::read_polygons(*path), area.crs());
    layer.name = "truth";
    layer.fields.clear();
    std::erase_if(layer.features, [box = area.bounds()](const geo::Feature& feature) {
      return !touches(feature, box);
    });
    for (geo::Feature& feature : layer.features) feature.values.clear();
    if (layer.features.empty()) return std::nullopt;
    return outline_layer(layer, web_grid(area, 1).meridian_deg, 0);
  } catch (const Error& error) {
    notes.push_back(fmt::format("The inventory is not shown: {}.", error.problem().what));
    return std::nullopt;
  }
}

}  // namespace scarp::report
