#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "core/grid.h"
#include "core/thread_pool.h"
#include "stack/acquisitions.h"
#include "stack/shift.h"

namespace scarp::stack {

/// What is done about the shift between dates.
enum class ShiftHandling { none, measure, correct };

/// What became of the shift of a date.
enum class ShiftOutcome {
  unknown,          ///< it cannot be told
  measured,         ///< and no more was asked for
  not_significant,  ///< left in: the scatter of the windows makes as much of none
  below_limit,      ///< left in: shorter than what is worth resampling
  corrected,        ///< taken out
};

/// "unknown", "measured", "not significant", "below the limit" or "corrected".
const char* name_of(ShiftOutcome outcome);

struct DateShift {
  std::size_t date = 0;       ///< index of the acquisition
  std::size_t reference = 0;  ///< of the one it was measured against
  /// Against where the reference lies once its own shift is taken out.
  Shift shift;
  ShiftOutcome outcome = ShiftOutcome::unknown;
};

struct DateShiftOptions {
  ShiftHandling handling = ShiftHandling::measure;
  double limit_cells = 0;  ///< shorter shifts are left in
};

/// The shifts of all acquisitions that share a polarisation with an earlier one: measured against
/// the first such one that stays where it is; where there is none, against one that is moved, whose
/// own shift counts then; and only as a last resort against one whose place is unknown. `advance`
/// is called after each acquisition.
std::vector<DateShift> measure_date_shifts(const std::vector<Acquisition>& dates, const Grid& grid,
                                           const DateShiftOptions& options, ThreadPool& threads,
                                           const std::function<void()>& advance);

}  // namespace scarp::stack
