#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/grid.h"
#include "stack/shift.h"

namespace scarp::stack {

/// An acquisition whose shift was measured against the first one that shares a polarisation.
struct MeasuredShift {
  std::vector<std::string> bands;  ///< of the stack
  Shift shift;
};

/// Without its windows.
nlohmann::ordered_json json_of(const MeasuredShift& measured);

/// A line for each window used: what one median hides, such as a shift that changes along the
/// track.
std::string windows_csv(const std::vector<MeasuredShift>& shifts, const Grid& grid);

}  // namespace scarp::stack
