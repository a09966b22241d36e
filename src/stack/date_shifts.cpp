#include "stack/date_shifts.h"

#include <cmath>
#include <optional>

namespace scarp::stack {
namespace {

// How well the place of a date serves to measure another by.
enum class Place { kept, moved, unknown };

struct PlacedDate {
  Place place = Place::kept;
  Shift moved;  // back by so much
};

struct Reference {
  std::size_t date;
  std::vector<ImagePair> pairs;
};

// The first of the best.
std::optional<Reference> reference_for(const std::vector<Acquisition>& dates, std::size_t date,
                                       const std::vector<PlacedDate>& placed) {
  std::optional<Reference> best;
  for (std::size_t k = 0; k < date; ++k) {
    if (best && placed[k].place >= placed[best->date].place) continue;
    std::vector<ImagePair> pairs = common_pairs(dates[k], dates[date]);
    if (!pairs.empty()) best = Reference{k, std::move(pairs)};
  }
  return best;
}

Shift added(Shift shift, const Shift& of_reference) {
  shift.rows += of_reference.rows;
  shift.cols += of_reference.cols;
  shift.east_m += of_reference.east_m;
  shift.north_m += of_reference.north_m;
  shift.error_cells = std::hypot(shift.error_cells, of_reference.error_cells);
  for (WindowShift& window : shift.windows) {
    window.rows += of_reference.rows;
    window.cols += of_reference.cols;
  }
  return shift;
}

ShiftOutcome outcome_of(const Shift& shift, const DateShiftOptions& options) {
  if (!shift.reliable()) return ShiftOutcome::unknown;
  if (options.handling != ShiftHandling::correct) return ShiftOutcome::measured;
  if (!shift.exceeds(0)) return ShiftOutcome::not_significant;
  return shift.exceeds(options.limit_cells) ? ShiftOutcome::corrected : ShiftOutcome::below_limit;
}

Place place_after(ShiftOutcome outcome) {
  if (outcome == ShiftOutcome::unknown) return Place::unknown;
  return outcome == ShiftOutcome::corrected ? Place::moved : Place::kept;
}

}  // namespace

const char* name_of(ShiftOutcome outcome) {
  switch (outcome) {
    case ShiftOutcome::unknown:
      return "unknown";
    case ShiftOutcome::measured:
      return "measured";
    case ShiftOutcome::not_significant:
      return "not significant";
    case ShiftOutcome::below_limit:
      return "below the limit";
    case ShiftOutcome::corrected:
      return "corrected";
  }
  return "";
}

std::vector<DateShift> measure_date_shifts(const std::vector<Acquisition>& dates, const Grid& grid,
                                           const DateShiftOptions& options, ThreadPool& threads,
                                           const std::function<void()>& advance) {
  std::vector<PlacedDate> placed(dates.size());
  std::vector<DateShift> shifts;
  for (std::size_t date = 0; date < dates.size(); ++date) {
    if (const auto reference = reference_for(dates, date, placed)) {
      DateShift found{date, reference->date, measure_shift(reference->pairs, grid, {}, threads)};
      const PlacedDate& fixed = placed[reference->date];
      if (fixed.place == Place::moved) found.shift = added(found.shift, fixed.moved);
      found.outcome = outcome_of(found.shift, options);
      placed[date] = {place_after(found.outcome), found.shift};
      shifts.push_back(std::move(found));
    }
    advance();
  }
  return shifts;
}

}  // namespace scarp::stack
