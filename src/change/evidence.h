#pragma once

#include <vector>

#include "change/series.h"
#include "core/image.h"
#include "core/mask.h"

namespace scarp::change {

/// What one polarisation says inside a window, filled in step by step: `read_evidence`,
/// `describe_ground`, `adjust_dates`, `compare_dates`. Estimating the calibration runs the same
/// steps as applying it, so that both see the same numbers. NaN where there is no data or a cell is
/// not assessable.
struct PolarisationEvidence {
  std::vector<Image<float>> before;  ///< log power of each date; later what adjustment leaves of it
  std::vector<Image<float>> after;
  Image<float> mean;        ///< of `before`, log power
  Image<float> mean_after;  ///< of `after`, log power
  Image<float> level;       ///< `mean` averaged over 5 × 5 cells
  Image<float> texture;     ///< log of the deviation of `mean` within 5 × 5 cells
  Image<float> change;      ///< mean of `after` less mean of `before`, both adjusted: a log ratio
  Image<float> variance;    ///< of one date, as far as the dates before the event show it
  Image<float> freedom;     ///< degrees of freedom of `variance`
  Image<float>
      inverse_dates;  ///< 1 / dates before + 1 / dates after: variance of `change` per date
};

struct Evidence {
  Window window;
  MaskImage mask;
  std::vector<PolarisationEvidence> polarisations;
};

/// The log power of all dates.
Evidence read_evidence(const Series& series, const Window& window);

/// Mean over the dates that have data (NaN where none has), and how many have.
struct DateMean {
  Image<float> mean;
  Image<float> dates;
};
DateMean mean_of(const std::vector<Image<float>>& dates);

}  // namespace scarp::change
