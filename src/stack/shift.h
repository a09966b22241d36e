#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "core/grid.h"
#include "core/raster_source.h"
#include "core/thread_pool.h"

namespace scarp::stack {

/// Two dates of one polarisation.
struct ImagePair {
  const RasterSource* fixed = nullptr;
  const RasterSource* moved = nullptr;
  std::string polarisation;
};

struct ShiftOptions {
  /// Edge of the squares that are compared, in cells; less, down to 32, where fewer than
  /// kLeastWindows find room.
  int window = 128;
  int most_windows = 100;  ///< spread evenly over the grid
  int reach = 4;           ///< cells; shifts are found up to half a cell less
};

/// A shift is not told by fewer windows.
inline constexpr int kLeastWindows = 5;

/// What one window says.
struct WindowShift {
  std::string polarisation;
  double row = 0;  ///< of its middle, on the grid, in cells
  double col = 0;
  double rows = 0;  ///< as of Shift
  double cols = 0;
  double correlation = 0;
};

/// How far the features of one image lie from those of another on the same grid.
struct Shift {
  double rows = 0;    ///< cells, down
  double cols = 0;    ///< cells, to the right
  double east_m = 0;  ///< the same on the ground, along the axes of the reference system
  double north_m = 0;
  double error_cells = 0;  ///< standard error of rows and cols, from the scatter of the windows
  double correlation = 0;  ///< median over the windows used
  int windows_used = 0;    ///< places, whatever the number of polarisations
  int windows_tried = 0;
  std::vector<WindowShift> windows;  ///< those used, of each polarisation

  /// Whether it is known well enough to be acted on.
  bool reliable() const { return windows_used >= kLeastWindows && error_cells < 0.25; }

  /// Whether it is at least that long, and more than the scatter of the windows makes of none.
  bool exceeds(double limit_cells) const {
    if (!reliable()) return false;
    // What 1 in 100 sets of normal errors goes beyond, or fewer, for 5 and more windows.
    const double errors = 2.8 + 16.0 / windows_used;
    const double length = std::hypot(rows, cols);
    return length >= limit_cells && length > errors * error_cells;
  }
};

/// Measures the shift that is common to the pairs, of `moved` against `fixed` (power; band 1 of
/// each, on `grid`): in each window the peak of the normalised cross-correlation of their
/// logarithms, to fractions of a cell; the mean of the pairs; then the median over the windows,
/// which landslides and fields do not sway. Small windows must correlate better, as chance does.
/// Cells without data are left out. Correlations are summed directly, lag by lag: for shifts of a
/// few cells that is quick, and unlike a Fourier transform it leaves out no-data exactly.
Shift measure_shift(const std::vector<ImagePair>& pairs, const Grid& grid,
                    const ShiftOptions& options, ThreadPool& threads);

}  // namespace scarp::stack
