#include "stack/plan_shifts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <string>

#include "stack/acquisitions.h"
#include "stack/band_metadata.h"
#include "stack/date_shifts.h"

namespace scarp::stack {
namespace {

bool is_of(const PlannedScene& planned, const Acquisition& acquisition) {
  return std::find(acquisition.begin(), acquisition.end(), planned.scene) != acquisition.end();
}

// Names of the bands that an acquisition gave, or gave to.
std::vector<std::string> bands_of(const Plan& plan, const Acquisition& acquisition) {
  std::vector<std::string> names;
  for (const PlannedBand& band : plan.bands) {
    const bool gave = std::any_of(band.scenes.begin(), band.scenes.end(),
                                  [&](const auto& one) { return is_of(one, acquisition); });
    if (gave) names.push_back(band.band.name);
  }
  return names;
}

// All that was taken at once moves at once.
void correct(Plan& plan, const Acquisition& acquisition, const Shift& shift) {
  for (PlannedBand& band : plan.bands) {
    for (PlannedScene& one : band.scenes) {
      if (!is_of(one, acquisition)) continue;
      one.rows = shift.rows;
      one.cols = shift.cols;
    }
  }
  const std::optional<Utc> time = time_of(acquisition);
  for (PlannedMask& mask : plan.masks) {
    const std::optional<Utc> own = acquisition_time(mask.file, 1);
    if (!time || !own || !taken_at_once(*time, *own)) continue;
    mask.rows = shift.rows;
    mask.cols = shift.cols;
  }
}

std::string why_unknown(const Shift& shift) {
  if (shift.windows_tried < kLeastWindows) return "the area is too small";
  if (shift.windows_used < kLeastWindows) {
    return fmt::format("{} of {} windows correlate", shift.windows_used, shift.windows_tried);
  }
  return fmt::format("its windows scatter, ± {:.2f} cells", shift.error_cells);
}

void warn_unknown(const MeasuredShift& measured, const std::string& label, Reporter& reporter) {
  reporter.warn(fmt::format("{}{}the shift of {} cannot be told: {}", label,
                            label.empty() ? "" : ": ", fmt::join(measured.bands, ", "),
                            why_unknown(measured.shift)));
}

}  // namespace

std::vector<MeasuredShift> measure_shifts(Plan& plan, const AssembleOptions& options,
                                          ThreadPool& threads, Reporter& reporter) {
  std::vector<const Scene*> scenes;
  for (const PlannedBand& band : plan.bands) {
    for (const PlannedScene& one : band.scenes) {
      if (std::find(scenes.begin(), scenes.end(), one.scene) == scenes.end()) {
        scenes.push_back(one.scene);
      }
    }
  }
  const std::vector<Acquisition> dates = acquisitions(plan.scenes, scenes);
  Reporter::Stage stage(reporter, "measuring shifts", static_cast<std::int64_t>(dates.size()));
  std::vector<MeasuredShift> shifts;
  for (const DateShift& found :
       measure_date_shifts(dates, plan.grid, {options.shift, options.least_correction_cells},
                           threads, [&] { stage.advance(); })) {
    shifts.push_back({bands_of(plan, dates[found.date]), bands_of(plan, dates[found.reference]),
                      found.shift, found.outcome});
    if (found.outcome == ShiftOutcome::unknown) {
      warn_unknown(shifts.back(), options.label, reporter);
    }
    if (found.outcome == ShiftOutcome::corrected) correct(plan, dates[found.date], found.shift);
  }
  return shifts;
}

}  // namespace scarp::stack
