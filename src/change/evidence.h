#pragma once

#include <vector>

#include "change/calibration.h"
#include "change/series.h"
#include "core/image.h"
#include "core/mask.h"

// The steps from backscatter to change on one window. Estimating the calibration runs the same
// steps as applying it, so that both see the same numbers.
namespace scarp::change {

/// One polarisation inside a window. NaN where there is no data or a cell is not assessable.
struct PolarisationEvidence {
  std::vector<Image<float>> before;  ///< log power of each date; later what adjustment leaves of it
  std::vector<Image<float>> after;
  Image<float> mean;      ///< of `before`, log power
  Image<float> level;     ///< `mean` averaged over 5 × 5 cells
  Image<float> texture;   ///< log of the deviation of `mean` within 5 × 5 cells
  Image<float> change;    ///< mean of `after` less mean of `before`, both adjusted: a log ratio
  Image<float> variance;  ///< of one date, as far as the dates before the event show it
  Image<float> freedom;   ///< degrees of freedom of `variance`
  Image<float>
      inverse_dates;  ///< 1 / dates before + 1 / dates after: variance of `change` per date
};

struct Evidence {
  Window window;
  MaskImage mask;
  std::vector<PolarisationEvidence> polarisations;
};

/// Mean over the dates that have data (NaN where none has), and how many have.
struct DateMean {
  Image<float> mean;
  Image<float> dates;
};
DateMean mean_of(const std::vector<Image<float>>& dates);

/// VH or HV.
bool cross_polarised(const std::string& name);

/// The log power of all dates.
Evidence read_evidence(const Series& series, const Window& window);

/// Fills in mean, level and texture, and marks cells without data or too dark to tell: water and
/// noise floor are decided from the dates before the event alone.
void describe_ground(Evidence& evidence, const Series& series);

/// How many features describe a cell: 1, and two for each polarisation.
int feature_count(const Series& series);

/// The features of a row of cells: 1, then level and texture of each polarisation less their
/// medians. Shape: (feature_count, columns of the window).
std::vector<std::vector<float>> ground_features(const Evidence& evidence,
                                                const Calibration& calibration, int row);

/// What `coefficients` of the ground features predict for a row of cells: shape (columns).
std::vector<float> predict(const std::vector<double>& coefficients,
                           const std::vector<std::vector<float>>& features);

/// Takes from each date what its calibration predicts of it. Cells that are not assessable become
/// NaN in every date.
void adjust_dates(Evidence& evidence, const Calibration& calibration);

/// Fills in change, variance, its degrees of freedom and inverse_dates from the adjusted dates, and
/// forgets the dates. With `variance_from_dates` the variance is that of the dates before the event
/// (averaged over 3 × 3 cells), else the square of the likewise averaged change stands in.
void compare_dates(PolarisationEvidence& evidence, bool variance_from_dates);

/// The change over its standard deviation: variance moderated by its prior and never below what the
/// looks allow. (rows, cols), NaN where not assessable.
Image<float> standardise(const Evidence& evidence, const Calibration& calibration,
                         std::size_t which);

/// How far the smoothed, standardised change of a cell is from none, and which way it went.
struct Distance {
  double squared;  ///< Mahalanobis distance over the polarisations, squared
  double sign;     ///< above zero: brighter
};

/// `smoothed` has the shape (polarisations).
Distance distance_from_no_change(const Scale& scale, const float* smoothed);

/// What a change amounts to: squared Mahalanobis distance from no change over all polarisations,
/// averaged over the scales, and the sign of the change.
struct Statistic {
  Image<float> distance2;
  Image<float> sign;  ///< +1 brighter, −1 darker
};
Statistic change_statistic(const std::vector<Image<float>>& standardised,
                           const Calibration& calibration);

}  // namespace scarp::change
