#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/backscatter.h"
#include "core/utc.h"
#include "report/result_folder.h"

namespace scarp::report {

/// One date in one polarisation: a band of a file.
struct SceneBand {
  std::string path;
  int band = 1;
  BackscatterUnit unit = BackscatterUnit::power;
  ZeroPower zero = ZeroPower::no_data;
  std::optional<Utc> time;
};

/// The images that a result was made from, of the polarisation that is shown.
struct Scenes {
  std::string track;  ///< "descending 46"; empty: there is one alone
  std::string polarisation;
  std::vector<SceneBand> before;
  std::vector<SceneBand> after;
};

/// Finds the images that the run record names. What is gone, has changed or cannot be read is left
/// out, and `notes` says so.
/// One for each track of a scarp map, else one.
std::vector<Scenes> find_scenes(const ResultFolder& folder, std::vector<std::string>& notes);

}  // namespace scarp::report
