#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/utc.h"

namespace scarp::event {

/// How the map of an event is made. Values as users give them; empty: as the command's page says.
struct MapChoices {
  std::string crs = "auto";                ///< "auto": the UTM zone of the area's centre
  std::optional<double> resolution;        ///< edge of a cell, in units of `crs`; empty: 10 m
  std::vector<std::string> polarisations;  ///< empty: all that both sides of the event have
  double false_alarm_rate = 5e-5;          ///< of the change map
  std::optional<double> min_area_ha;       ///< minimum mapping unit; empty: see product/areas.h
  double min_slope_deg = 10;               ///< that must be near a change for it to be a landslide
  int dates_before = 6;                    ///< the newest so many of each track are used
  int dates_after = 2;                     ///< the oldest so many of each track are used
  double shift_limit_cells = 0.3;          ///< shifts between dates beyond it are corrected
  std::string tta = "none";         ///< with models: "none", "flips", "d4", as of scarp predict
  std::optional<double> threshold;  ///< of models; empty: what they were given
  std::optional<double> screening_threshold;  ///< likewise
};

/// What happened, where and when, and what there is to map it from. Paths are those of files,
/// relative ones to the folder the program runs in.
struct Event {
  std::string file;  ///< that described it; empty: options of the command
  std::string name;
  std::string type;  ///< "earthquake", "rain", …; may be empty
  std::optional<Utc> time;
  std::string area;                 ///< west,south,east,north in degrees, or a file of polygons
  std::vector<std::string> scenes;  ///< products, or folders of such
  std::vector<std::string> before;  ///< likewise, and said to be from before the event
  std::vector<std::string> after;
  std::string orbits;  ///< orbit file or folder of such; empty: the annotated orbits
  std::string dem;
  std::string dem_datum = "auto";
  std::optional<double> dem_no_data;  ///< a height that is none, besides what the file declares
  std::vector<std::string> models;    ///< files or kDefaultModel; empty: change detection
  std::string water;                  ///< polygons or a raster; empty: estimated
  std::string inventory;              ///< of landslides that are known, to compare the map with
  std::string interpreted_area;       ///< where someone looked for them
  MapChoices choices;
};

}  // namespace scarp::event
