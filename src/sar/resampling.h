#pragma once

#include <vector>

#include "sar/line_buffer.h"
#include "sar/pass.h"
#include "sar/solved_window.h"

namespace scarp::sar {

enum class Resampling { nearest, bilinear, cubic };

/// "nearest", "bilinear", "cubic".
const char* name_of(Resampling resampling);

/// How cells are filled from the image.
struct SamplingMethod {
  Resampling resampling = Resampling::bilinear;
  /// Cells larger than pixels: the mean over each cell's extent in the image, which makes looks of
  /// what a sample would throw away. Takes the place of `resampling`.
  bool area_mean = false;
};

/// Where the cells of a patch lie in each of several consecutive slices of a pass.
struct CellsOnPass {
  int first_slice = 0;
  std::vector<SeenCells> slices;
};

/// Lines on either side of a cell that sampling needs: for cells of `lines_per_cell`.
int reach_lines(const SamplingMethod& method, double lines_per_cell);

/// Power of one channel at the cells of a patch, from the lines in memory. Signed: clip after. A
/// cell is NaN where any pixel it needs is NaN or outside of the image; a pixel of weight zero is
/// not needed. Between two slices that follow each other at once, the last line of one and the
/// first line of the next are neighbours. Returns false when a line inside the image was not in
/// memory.
bool sample(const Pass& pass, const CellsOnPass& cells, const LineBuffer& lines,
            const SamplingMethod& method, std::vector<float>& out);

}  // namespace scarp::sar
