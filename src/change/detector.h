#pragma once

#include <vector>

#include "change/calibration.h"
#include "core/mask.h"
#include "core/window.h"

namespace scarp::change {

/// What changed inside a window; every image has its size. NaN where not assessable.
struct Detection {
  Window window;
  MaskImage mask;
  Image<float> backscatter_db;          ///< mean of the dates after the event, co-polarised if any
  Image<float> standardised;            ///< signed, about normal where nothing changed
  Image<float> score;                   ///< 0–1; 0.5 at the threshold
  std::vector<Image<float>> change_db;  ///< by polarisation: after less before, adjusted
};

/// Computes the change inside `tile`. The result depends on the cells of its padded window alone
/// (cut with a halo of kHalo), to the last bit. Safe to call from several threads.
Detection detect(const Series& series, const Calibration& calibration, const Tile& tile);

/// Score at which a cell counts as changed.
inline constexpr float kScoreThreshold = 0.5F;

}  // namespace scarp::change
