#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/backscatter.h"
#include "core/output_folder.h"
#include "core/reporter.h"
#include "core/run_record.h"
#include "core/thread_pool.h"
#include "stack/date_shifts.h"
#include "stack/series_argument.h"
#include "stack/shift_report.h"
#include "stack/target_grid.h"

namespace scarp::stack {

struct AssembleOptions {
  std::vector<SeriesArgument> before;
  std::vector<SeriesArgument> after;
  std::optional<BackscatterUnit>
      units;  ///< of the scenes; empty: as their metadata say, else power
  BackscatterUnit as = BackscatterUnit::power;  ///< of the stack
  std::string dem;                              ///< empty: no terrain bands
  std::optional<double> dem_no_data;            ///< a gap besides what the file declares
  std::string bands;                            ///< see parse_band_list; empty: all there are
  std::vector<std::string> masks;               ///< mask bits of other commands, put together
  GridOptions grid;
  ShiftHandling shift = ShiftHandling::none;
  bool multitemporal_filter = false;  ///< over the dates of each polarisation in the stack
  double least_correction_cells = 0;  ///< smaller shifts are measured, and left as they are
  std::string label;                  ///< whose bands they are, in warnings; empty: nobody asks
};

/// Brings scenes and terrain onto one grid, tile by tile: writes stack.tif and mask.tif into `out`,
/// and what it found out into `record`. Backscatter is interpolated bilinearly as linear power,
/// slope is taken at the cells of the terrain model and interpolated by cubic convolution, masks
/// come from the nearest cell. A shift is taken out of all bands of an acquisition, and of the
/// masks whose name or metadata has its time. The multitemporal filter is that of Quegan & Yu
/// (2001) over 7 × 7 cells. This is what `scarp stack` runs. Throws Error.
std::vector<MeasuredShift> assemble(const AssembleOptions& options, OutputFolder& out,
                                    RunRecord& record, ThreadPool& threads, Reporter& reporter);

}  // namespace scarp::stack
