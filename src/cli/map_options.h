#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "event/event.h"
#ifdef SCARP_MODELS
#include "cli/predictors.h"
#endif

// Private to this folder: what `scarp map` is told.
namespace scarp::cli {

struct MapOptions {
  CommonOptions common;
  std::string file;
  std::string out;
  std::string init;
  std::string batch;
  std::string shard;  // "2/5", of a batch
  bool plan = false;
  bool json = false;
  bool cems = false;
  std::string from_edited;
  std::string edited_map;
#ifdef SCARP_MODELS
  NetworkOptions network;
#endif

  // Of the event; those given override the file.
  std::string name;
  std::string type;
  std::string time;
  std::string area;
  std::vector<std::string> scenes;
  std::vector<std::string> models;
  std::string orbits;
  std::string dem;
  std::string dem_datum;
  std::optional<double> dem_no_data;
  std::string water;
  std::string inventory;
  std::string interpreted_area;
  std::optional<double> resolution;
  std::optional<double> false_alarm_rate;
  std::optional<double> min_area_ha;
  std::string tta;
  std::optional<double> threshold;
  std::optional<double> screening_threshold;
};

/// The event in the file, with what the options say of it. Throws Error.
event::Event event_of(const MapOptions& options);

void add_event_options(CLI::App& command, MapOptions& options);

}  // namespace scarp::cli
