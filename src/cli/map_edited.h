#pragma once

#include <optional>
#include <string>

#include "cli/command.h"

namespace scarp::cli {

/// `scarp map --from-edited`.
struct EditedOptions {
  std::string edited;
  std::string map;  ///< empty: the folder of the edited file
  std::string dem;
  std::optional<double> dem_no_data;
  std::string inventory;
  std::string interpreted_area;
  std::string out;
  bool cems = false;
};

void map_edited(const EditedOptions& options, const CommonOptions& common);

}  // namespace scarp::cli
