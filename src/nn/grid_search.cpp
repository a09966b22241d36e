#include "nn/grid_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/error.h"
#include "core/run_record.h"
#include "dataset/json.h"

namespace scarp::nn {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostRuns = 10000;

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

Json member(const Json& record, const std::string& pointer) {
  const Json::json_pointer at(pointer);
  return record.contains(at) ? record.at(at) : Json();
}

eval::TableCell number(const Json& record, const std::string& pointer, int decimals = 4) {
  const Json value = member(record, pointer);
  if (!value.is_number()) return {};
  return eval::Decimal{value.get<double>(), decimals};
}

eval::TableCell text(const Json& value) {
  if (value.is_null()) return {};
  return value.is_string() ? value.get<std::string>() : value.dump();
}

constexpr const char* kMetricNames[] = {"precision", "recall", "f1", "iou"};

std::vector<eval::TableCell> row_of(const GridResult& result, bool test) {
  const Json& record = result.record;
  std::vector<eval::TableCell> row{text(member(record, "/options/network/family")),
                                   text(member(record, "/options/training/batch")),
                                   text(member(record, "/options/training/learning_rate")),
                                   text(member(record, "/options/network/filters"))};
  const auto add = [&](const std::string& part) {
    for (const char* metric : kMetricNames) row.push_back(number(record, part + metric));
  };
  add("/facts/metrics/validation/batch_mean/");
  row.push_back(text(member(record, "/options/training/loss/kind")));
  row.push_back(text(member(record, "/options/training/seed")));
  add("/facts/metrics/validation/at_half/");
  if (test) add("/facts/metrics/test/at_half/");
  if (test) add("/facts/metrics/test/batch_mean/");
  row.push_back(text(member(record, "/facts/epochs")));
  row.push_back(text(member(record, "/facts/best_epoch")));
  row.push_back(text(member(record, "/facts/parameters")));
  row.push_back(number(record, "/facts/training_seconds", 1));
  row.emplace_back(result.point.name);
  return row;
}

}  // namespace

GridAxis parse_grid_axis(const std::string& text) {
  const std::size_t equals = text.find('=');
  GridAxis axis;
  if (equals != std::string::npos) {
    axis.option = text.substr(0, equals);
    axis.values = split(text.substr(equals + 1), ',');
  }
  const std::set<std::string> different(axis.values.begin(), axis.values.end());
  if (axis.option.empty() || different.empty() || different.count("") != 0 ||
      different.size() != axis.values.size()) {
    throw Error({fmt::format("'{}' is no part of a grid", text), "--grid",
                 "Write an option and different values: filters=2,4,8"},
                Fault::usage);
  }
  return axis;
}

std::vector<GridPoint> grid_points(const std::vector<GridAxis>& axes) {
  std::vector<GridPoint> points(1);
  std::set<std::string> options;
  for (const GridAxis& axis : axes) {
    if (!options.insert(axis.option).second) {
      throw Error({fmt::format("'{}' is named twice", axis.option), "--grid", ""}, Fault::usage);
    }
    if (points.size() * axis.values.size() > kMostRuns) {
      throw Error({fmt::format("more than {} runs", kMostRuns), "--grid", ""}, Fault::usage);
    }
    std::vector<GridPoint> finer;
    for (const GridPoint& point : points) {
      for (const std::string& value : axis.values) {
        GridPoint next = point;
        next.name += fmt::format("{}{}={}", next.name.empty() ? "" : "_", axis.option, value);
        next.values.emplace_back(axis.option, value);
        finer.push_back(std::move(next));
      }
    }
    points = std::move(finer);
  }
  return points;
}

GridResult read_result(const GridPoint& point, const std::filesystem::path& folder) {
  GridResult result{point, folder, dataset::read_json(folder / kRunRecordName)};
  const Json f1 = member(result.record, "/facts/metrics/validation/at_half/f1");
  if (f1.is_number()) result.validation_f1 = f1.get<double>();
  return result;
}

std::vector<std::string> scored_on_test(const std::vector<GridResult>& results) {
  std::vector<std::string> names;
  for (const GridResult& result : results) {
    if (member(result.record, "/facts/metrics/test").is_null()) continue;
    names.push_back(result.point.name);
  }
  return names;
}

const GridResult* best_of(const std::vector<GridResult>& results) {
  const auto best = std::max_element(
      results.begin(), results.end(),
      [](const GridResult& a, const GridResult& b) { return a.validation_f1 < b.validation_f1; });
  return best == results.end() || !best->validation_f1 ? nullptr : &*best;
}

eval::Table results_table(const std::vector<GridResult>& results) {
  const bool test = !scored_on_test(results).empty();
  eval::Table table{
      "results", "Runs of the grid", {"model", "batch_size", "learning_rate", "filters"}, {}};
  const auto add = [&](const std::string& format) {
    for (const char* metric : kMetricNames) {
      table.columns.push_back(fmt::format(fmt::runtime(format), metric));
    }
  };
  for (const char* name : {"precision_area", "recall_area", "f1_score_area", "iou_score_area"}) {
    table.columns.emplace_back(name);
  }
  table.columns.insert(table.columns.end(), {"loss", "seed"});
  add("validation_{}");
  if (test) add("test_{}");
  if (test) add("test_{}_batch_mean");
  table.columns.insert(table.columns.end(),
                       {"epochs", "best_epoch", "parameters", "seconds", "run"});
  for (const GridResult& result : results) table.rows.push_back(row_of(result, test));
  return table;
}

}  // namespace scarp::nn
