#pragma once

#include <vector>

#include "core/image.h"

namespace scarp::sar {

// Filters of speckle on linear power. Cells without data (NaN) stay so and count for nothing in
// their neighbours' windows, which are cut at the borders. A result depends on the values in its
// window alone, to the last bit: tiles with a halo of the window's radius give what the whole image
// gives.

/// Equivalent number of looks of Sentinel-1 IW GRDH, as the product specification has it.
inline constexpr double kLooksOfIwGrdh = 4.4;

struct LeeOptions {
  int radius = 3;  ///< the window has 2·radius + 1 cells a side
  double looks = kLooksOfIwGrdh;
};

/// Lee (1980): between the mean of the window and the cell itself, the nearer to the cell the more
/// the window varies beyond speckle. Throws Error for a negative radius or looks not above zero.
Image<float> lee(const Image<float>& power, const LeeOptions& options);

inline constexpr int kRefinedLeeRadius = 3;

/// Refined Lee (Lee 1981): the same within that half of a 7 × 7 window which lies on the cell's
/// side of the strongest edge through it.
Image<float> refined_lee(const Image<float>& power, double looks);

/// Quegan & Yu (2001): J_k = Ī_k · (1/N) Σ I_i / Ī_i over the N dates that have data in a cell,
/// where Ī is the mean over a window of 2·radius + 1 cells a side. A cell keeps NaN at the dates
/// where it has none. Throws Error for a negative radius or images of unequal size.
std::vector<Image<float>> multitemporal(const std::vector<Image<float>>& powers, int radius);

}  // namespace scarp::sar
