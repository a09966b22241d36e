#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "core/run_record.h"
#include "sim/event.h"

namespace scarp::cli {

/// What `scarp simulate` was told; `event` holds what needs no work of this program's.
struct SimulateOptions {
  CommonOptions common;
  std::string out;
  std::vector<std::string> passes;
  std::string event_time;
  std::vector<std::string> dates;
  std::vector<std::string> second_dates;
  std::vector<double> centre;
  double incidence_deg = sim::LookOptions{}.incidence_deg;
  std::vector<int> size{sim::EventOptions{}.size.rows};
  std::vector<int> product_size;
  std::optional<double> margin_m;
  std::optional<double> speckle_correlation;
  std::optional<double> noise_db;
  sim::EventOptions event;
};

/// Adds the options of dates, ground, landslides, images and products.
void add_event_options(CLI::App& command, SimulateOptions& options);

/// What to simulate: passes, times and what products change of the defaults. Throws Error (usage).
sim::EventOptions event_of(const SimulateOptions& options);

/// Records the options that `event` was made of.
void record_event(RunRecord& record, const SimulateOptions& options,
                  const sim::EventOptions& event);

}  // namespace scarp::cli
