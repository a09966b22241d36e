#pragma once

#include <optional>
#include <string>
#include <vector>

#include "change/regional.h"
#include "change/series.h"
#include "core/reporter.h"
#include "core/thread_pool.h"

namespace scarp::change {

/// Cells around a window that its results depend on: 2 for features, 1 for variance, 3 for
/// smoothing.
inline constexpr int kHalo = 6;

/// At least so much of the raster is taken not to have changed.
inline constexpr double kUnchangedShare = 0.75;

struct Options {
  /// Share of unchanged cells above the threshold, before small regions are dropped.
  double false_alarm_rate = 5e-5;
  std::optional<double> looks;  ///< equivalent number of looks; estimated when not given
};

/// How one date deviates from the mean of the dates before the event where nothing happened: rain,
/// wet snow and season, by what the ground is like and by region.
struct DateAdjustment {
  std::vector<double> coefficients;  ///< of the ground features, see `ground_features`
  RegionalOffset regional;
};

/// Prior of the variance of one date's log power (Smyth 2004).
struct VariancePrior {
  std::vector<double> log_trend;  ///< of the ground features: log variance
  double degrees_of_freedom = 0;  ///< how many dates the prior is worth
  bool from_dates = false;  ///< false: too few dates before the event, the change itself served
};

struct PolarisationCalibration {
  double level_median = 0;  ///< of the ground features
  double texture_median = 0;
  std::vector<DateAdjustment> before;
  std::vector<DateAdjustment> after;
  VariancePrior variance;
};

/// Centre and spread of the smoothed change of one polarisation.
struct Spread {
  double centre = 0;
  double scale = 1;
};

/// One smoothing window and what standardises the changes in it.
struct Scale {
  int radius = 0;
  std::vector<Spread> spreads;  ///< by polarisation
  /// Upper triangle U such that Uᵀ U is the inverse of the correlation between the polarisations:
  /// (polarisations, polarisations), row by row.
  std::vector<double> whitening;
};

/// Everything that holds for the whole raster, estimated from a sample of it that is chosen by the
/// raster's size alone.
struct Calibration {
  double looks = 0;
  std::vector<PolarisationCalibration> polarisations;
  std::vector<Scale> scales;
  double threshold = 0;     ///< of the change statistic, for the false-alarm rate asked for
  bool any_ground = false;  ///< false: next to nothing is assessable, the rest is not filled in
};

Calibration calibrate(const Series& series, const Options& options, ThreadPool& threads,
                      Reporter& reporter);

}  // namespace scarp::change
