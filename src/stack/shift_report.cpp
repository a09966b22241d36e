#include "stack/shift_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>

namespace scarp::stack {

nlohmann::ordered_json json_of(const MeasuredShift& measured) {
  const Shift& shift = measured.shift;
  return {{"bands", measured.bands},
          {"against", measured.against},
          {"rows_cells", shift.rows},
          {"cols_cells", shift.cols},
          {"east_m", shift.east_m},
          {"north_m", shift.north_m},
          {"error_cells", shift.error_cells},
          {"correlation", shift.correlation},
          {"windows_used", shift.windows_used},
          {"windows_tried", shift.windows_tried},
          {"reliable", shift.reliable()},
          {"outcome", name_of(measured.outcome)}};
}

std::string tag_of(const MeasuredShift& measured) {
  const char* outcome = name_of(measured.outcome);
  if (measured.outcome == ShiftOutcome::unknown) return outcome;
  return fmt::format("{}: {:+.2f} columns, {:+.2f} rows against {}", outcome, measured.shift.cols,
                     measured.shift.rows, fmt::join(measured.against, ", "));
}

std::string windows_csv(const std::vector<MeasuredShift>& shifts, const Grid& grid) {
  std::string text = "bands,polarisation,row,col,x,y,shift_rows,shift_cols,correlation\n";
  for (const MeasuredShift& measured : shifts) {
    for (const WindowShift& window : measured.shift.windows) {
      const Point place = grid.to_world({window.row, window.col});
      fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{},{:.2f},{:.2f},{:.3f}\n",
                     fmt::join(measured.bands, " "), window.polarisation, window.row, window.col,
                     place.x, place.y, window.rows, window.cols, window.correlation);
    }
  }
  return text;
}

}  // namespace scarp::stack
