#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "core/output_folder.h"
#include "eval/report.h"

namespace scarp::eval {

/// What a report is about.
struct ReportHead {
  std::string title;
  nlohmann::ordered_json facts = nlohmann::ordered_json::object();  ///< by name: texts and numbers
};

/// Writes `report.md`, `metrics.json`, and a CSV file for each table and an SVG file for each plot,
/// into the sub-folder `folder` of a result; empty: into the result itself. `metrics.json` has the
/// facts and every table but those of curves.
void write_report(const OutputFolder& out, const std::string& folder, const ReportHead& head,
                  const Report& report);

}  // namespace scarp::eval
