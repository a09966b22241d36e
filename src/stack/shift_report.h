#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/grid.h"
#include "stack/date_shifts.h"
#include "stack/shift.h"

namespace scarp::stack {

/// The shift of an acquisition, as of DateShift.
struct MeasuredShift {
  std::vector<std::string> bands;    ///< of the stack
  std::vector<std::string> against;  ///< those of the acquisition it was measured against
  Shift shift;
  ShiftOutcome outcome = ShiftOutcome::unknown;
};

/// Without its windows.
nlohmann::ordered_json json_of(const MeasuredShift& measured);

/// What became of it, in words: "corrected: +3.00 columns, -0.20 rows against VV_pre".
std::string tag_of(const MeasuredShift& measured);

/// A line for each window used: what one median hides, such as a shift that changes along the
/// track.
std::string windows_csv(const std::vector<MeasuredShift>& shifts, const Grid& grid);

}  // namespace scarp::stack
