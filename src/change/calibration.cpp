#include "change/calibration.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "change/evidence.h"
#include "change/looks.h"
#include "change/robust.h"
#include "change/sample.h"
#include "core/box_filter.h"

namespace scarp::change {
namespace {

constexpr std::size_t kFewestCells = 100;
constexpr double kUnchangedShare = 0.75;  // at least so much of the raster did not change
constexpr std::size_t kFewestInBlock = 2000;

// Smoothing: windows whose looks, times those of the change, lie in this range. Below 20 speckle
// still hides a change of 3 dB; above 1000 there is nothing left to gain.
constexpr double kFewestLooks = 20;
constexpr double kMostLooks = 1000;
constexpr int kLargestRadius = 3;

constexpr double kCoreShare = 0.80;    // of the cells, for the correlation of polarisations
constexpr double kAnchorShare = 0.75;  // quantile that ties the statistic to its null distribution
constexpr int kReweightingRounds = 2;
constexpr double kClearChangeRate = 1e-3;    // false-alarm rate beyond which a change is left out
constexpr double kSmallestThreshold = 1e-9;  // identical images have no change at all
constexpr double kMadToDeviation = 1.4826;

std::vector<float> gather_feature(const Sample& sample, std::size_t p,
                                  Image<float> PolarisationEvidence::* feature) {
  std::vector<float> values;
  for_each_cell(sample, [&](const Evidence& evidence, int row, int col) {
    values.push_back((evidence.polarisations[p].*feature)(row, col));
  });
  return values;
}

Design gather_features(const Sample& sample, const Calibration& calibration, int terms) {
  Design design{terms, {}};
  for (std::size_t i = 0; i < sample.tiles.size(); ++i) {
    const Evidence& evidence = sample.evidence[i];
    const Window inner = sample.inner(i);
    for (int row = inner.row; row < inner.row_end(); ++row) {
      const std::vector<std::vector<float>> features = ground_features(evidence, calibration, row);
      for (int col = inner.col; col < inner.col_end(); ++col) {
        if (evidence.mask(row, col) != 0) continue;
        for (const std::vector<float>& feature : features) design.values.push_back(feature[col]);
      }
    }
  }
  return design;
}

// What `coefficients` predict for one sample of `design`.
double predict_sample(const std::vector<double>& coefficients, const Design& design,
                      std::size_t sample) {
  const float* terms = design.sample(sample);
  double sum = 0;
  for (std::size_t k = 0; k < coefficients.size(); ++k) sum += coefficients[k] * terms[k];
  return sum;
}

RegionalOffset regional_medians(const Sample& sample, Size full, const Design& design,
                                const std::vector<float>& deviation,
                                const std::vector<double>& coefficients) {
  RegionalOffset regional(full);
  std::vector<std::vector<float>> blocks(static_cast<std::size_t>(regional.blocks()));
  std::size_t i = 0;
  for_each_cell(sample, [&](const Evidence& evidence, int row, int col) {
    const int block = regional.block_of(evidence.window.row + row, evidence.window.col + col);
    const double residual = deviation[i] - predict_sample(coefficients, design, i);
    if (!std::isnan(residual)) {
      blocks[static_cast<std::size_t>(block)].push_back(static_cast<float>(residual));
    }
    ++i;
  });
  for (std::size_t block = 0; block < blocks.size(); ++block) {
    if (blocks[block].size() < kFewestInBlock) continue;
    regional.set(static_cast<int>(block), static_cast<float>(median(std::move(blocks[block]))));
  }
  return regional;
}

// One date of one polarisation, before or after the event.
struct DateRef {
  std::size_t polarisation;
  std::vector<Image<float>> PolarisationEvidence::* side;
  std::size_t date;
  DateAdjustment* adjustment;
};

std::vector<DateRef> all_dates(const Series& series, Calibration& calibration) {
  std::vector<DateRef> dates;
  for (std::size_t p = 0; p < series.polarisations.size(); ++p) {
    PolarisationCalibration& known = calibration.polarisations[p];
    known.before.resize(series.polarisations[p].before.size());
    known.after.resize(series.polarisations[p].after.size());
    for (std::size_t t = 0; t < known.before.size(); ++t) {
      dates.push_back({p, &PolarisationEvidence::before, t, &known.before[t]});
    }
    for (std::size_t t = 0; t < known.after.size(); ++t) {
      dates.push_back({p, &PolarisationEvidence::after, t, &known.after[t]});
    }
  }
  return dates;
}

void fit_dates(const Sample& sample, const Series& series, const Design& design,
               Calibration& calibration, ThreadPool& threads) {
  const std::vector<DateRef> dates = all_dates(series, calibration);
  threads.parallel_for(static_cast<std::int64_t>(dates.size()), [&](std::int64_t i) {
    const DateRef& date = dates[static_cast<std::size_t>(i)];
    std::vector<float> deviation;
    for_each_cell(sample, [&](const Evidence& evidence, int row, int col) {
      const PolarisationEvidence& one = evidence.polarisations[date.polarisation];
      deviation.push_back((one.*date.side)[date.date](row, col) - one.mean(row, col));
    });
    date.adjustment->coefficients = least_trimmed_squares(design, deviation, kUnchangedShare);
    date.adjustment->regional = regional_medians(sample, series.grid.size(), design, deviation,
                                                 date.adjustment->coefficients);
  });
}

// Whether two dates before the event say something about the variance, anywhere.
bool has_repeated_dates(const Sample& sample, std::size_t p) {
  bool repeated = false;
  for_each_cell(sample, [&](const Evidence& evidence, int row, int col) {
    int dates = 0;
    for (const Image<float>& date : evidence.polarisations[p].before) {
      dates += std::isnan(date(row, col)) ? 0 : 1;
    }
    repeated = repeated || dates > 1;
  });
  return repeated;
}

// Empirical Bayes moderation of variances with a trend (Smyth 2004; Phipson et al. 2016): log s²
// has mean log σ² + digamma(d/2) − log(d/2) and variance trigamma(d/2) when all cells of like
// ground share one σ²; what varies beyond that sets the weight of the prior.
VariancePrior fit_variance(const Sample& sample, std::size_t p, const Design& design,
                           bool from_dates) {
  constexpr double kSmallest = 1e-8;
  constexpr double kNearlyFixed = 2e-3;  // excess variance that counts as none
  constexpr double kMostFreedom = 1000;
  std::vector<float> log_variance;
  std::vector<float> sampling;  // variance of log_variance from few dates alone
  for_each_cell(sample, [&](const Evidence& evidence, int row, int col) {
    const PolarisationEvidence& one = evidence.polarisations[p];
    const double half = one.freedom(row, col) / 2.0;
    const double seen = one.variance(row, col);
    const bool usable = half > 0 && !std::isnan(seen);
    log_variance.push_back(usable ? static_cast<float>(std::log(std::max(seen, kSmallest)) -
                                                       digamma(half) + std::log(half))
                                  : std::nanf(""));
    sampling.push_back(usable ? static_cast<float>(trigamma(half)) : 0.0F);
  });

  VariancePrior prior{least_trimmed_squares(design, log_variance, kUnchangedShare), 1, from_dates};
  if (!from_dates) return prior;
  double sum = 0;
  double sum_of_squares = 0;
  double expected = 0;
  double count = 0;
  for (std::size_t i = 0; i < log_variance.size(); ++i) {
    if (std::isnan(log_variance[i])) continue;
    const double residual = log_variance[i] - predict_sample(prior.log_trend, design, i);
    sum += residual;
    sum_of_squares += residual * residual;
    expected += sampling[i];
    ++count;
  }
  const double excess = sum_of_squares / count - (sum / count) * (sum / count) - expected / count;
  prior.degrees_of_freedom =
      excess <= kNearlyFixed ? kMostFreedom : std::min(kMostFreedom, 2 * trigamma_inverse(excess));
  return prior;
}

// Radii of the windows worth averaging over, given the looks of the change between the dates.
std::vector<int> smoothing_radii(const Series& series, double looks) {
  const Polarisation& first = series.polarisations.front();
  const auto before = static_cast<double>(first.before.size());
  const auto after = static_cast<double>(first.after.size());
  const double change_looks = looks * before * after / (before + after);
  std::vector<int> radii;
  for (int radius = 0; radius <= kLargestRadius; ++radius) {
    const double smoothed = change_looks * (2 * radius + 1) * (2 * radius + 1);
    if (smoothed >= kFewestLooks && smoothed <= kMostLooks) radii.push_back(radius);
  }
  if (radii.empty()) radii.push_back(change_looks > kFewestLooks ? 0 : kLargestRadius);
  return radii;
}

// The standardised change of every cell of the sample, smoothed over one window:
// [polarisation][cell].
struct SmoothedSample {
  int radius;
  std::vector<std::vector<float>> change;
};

SmoothedSample smooth_sample(const Sample& sample, const Calibration& calibration, int radius,
                             ThreadPool& threads) {
  SmoothedSample smoothed{radius, {}};
  for (std::size_t p = 0; p < calibration.polarisations.size(); ++p) {
    std::vector<Image<float>> images(sample.tiles.size());
    threads.parallel_for(static_cast<std::int64_t>(images.size()), [&](std::int64_t i) {
      const auto tile = static_cast<std::size_t>(i);
      images[tile] = box_mean(standardise(sample.evidence[tile], calibration, p), radius);
    });
    smoothed.change.push_back(gather(sample, images));
  }
  return smoothed;
}

std::vector<float> chosen(const std::vector<float>& values, const std::vector<bool>& choice) {
  std::vector<float> result;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (choice[i]) result.push_back(values[i]);
  }
  return result;
}

Spread robust_spread(const std::vector<float>& values) {
  const double centre = median(values);
  std::vector<float> distances = values;
  for (float& value : distances) value = static_cast<float>(std::abs(value - centre));
  return {centre, std::max(1e-6, kMadToDeviation * median(std::move(distances)))};
}

// Correlation of the polarisations over the least changed of the given cells, inverted: shape (P,
// P).
std::vector<double> inverse_correlation(const std::vector<std::vector<float>>& z) {
  const auto count = static_cast<Eigen::Index>(z.size());
  std::vector<float> squares(z.front().size(), 0.0F);
  for (const std::vector<float>& one : z) {
    for (std::size_t i = 0; i < one.size(); ++i) squares[i] += one[i] * one[i];
  }
  const double limit = quantile(squares, kCoreShare);
  Eigen::MatrixXd product = Eigen::MatrixXd::Zero(count, count);
  for (std::size_t i = 0; i < squares.size(); ++i) {
    if (squares[i] > limit) continue;
    for (Eigen::Index a = 0; a < count; ++a) {
      for (Eigen::Index b = 0; b < count; ++b) product(a, b) += double{z[a][i]} * z[b][i];
    }
  }
  const Eigen::VectorXd deviation = product.diagonal().cwiseSqrt().cwiseMax(1e-9);
  const Eigen::MatrixXd correlation =
      deviation.cwiseInverse().asDiagonal() * product * deviation.cwiseInverse().asDiagonal();
  const Eigen::MatrixXd inverse =
      (correlation + 1e-6 * Eigen::MatrixXd::Identity(count, count)).inverse();
  return {inverse.data(), inverse.data() + inverse.size()};
}

Scale fit_scale(const SmoothedSample& smoothed, const std::vector<bool>& calm) {
  Scale scale{smoothed.radius, {}, {}};
  std::vector<std::vector<float>> z;
  for (const std::vector<float>& change : smoothed.change) {
    std::vector<float> values = chosen(change, calm);
    const Spread spread = robust_spread(values);
    for (float& value : values) {
      value = static_cast<float>((value - spread.centre) / spread.scale);
    }
    scale.spreads.push_back(spread);
    z.push_back(std::move(values));
  }
  scale.inverse_correlation = inverse_correlation(z);
  return scale;
}

std::vector<float> statistic_of(const std::vector<SmoothedSample>& smoothed,
                                const std::vector<Scale>& scales) {
  const std::size_t polarisations = smoothed.front().change.size();
  std::vector<float> statistic(smoothed.front().change.front().size());
  std::vector<float> cell(polarisations);
  for (std::size_t i = 0; i < statistic.size(); ++i) {
    double sum = 0;
    for (std::size_t s = 0; s < scales.size(); ++s) {
      for (std::size_t p = 0; p < polarisations; ++p) cell[p] = smoothed[s].change[p][i];
      sum += distance_from_no_change(scales[s], cell.data()).squared;
    }
    statistic[i] = static_cast<float>(sum / static_cast<double>(scales.size()));
  }
  return statistic;
}

// The statistic of unchanged cells is taken as a scaled χ² variable, the scale from a quantile that
// landslides do not reach: an empirical null (Efron 2004).
double null_threshold(const std::vector<float>& statistic, const std::vector<bool>& calm,
                      std::size_t polarisations, double false_alarm_rate) {
  const auto freedom = static_cast<double>(polarisations);
  return quantile(chosen(statistic, calm), kAnchorShare) *
         chi_squared_upper(freedom, false_alarm_rate) /
         chi_squared_upper(freedom, 1 - kAnchorShare);
}

// Standardises what is left of the change and sets the threshold. Clear changes are left out and
// the rest is looked at again, so that an event that changed a fifth of the ground does not pass as
// its usual variability.
void fit_null(const Sample& sample, const std::vector<int>& radii, double false_alarm_rate,
              Calibration& calibration, ThreadPool& threads) {
  std::vector<SmoothedSample> smoothed;
  for (const int radius : radii) {
    smoothed.push_back(smooth_sample(sample, calibration, radius, threads));
  }
  const std::size_t polarisations = calibration.polarisations.size();
  std::vector<bool> calm(smoothed.front().change.front().size(), true);
  for (int round = 0;; ++round) {
    calibration.scales.clear();
    for (const SmoothedSample& one : smoothed) calibration.scales.push_back(fit_scale(one, calm));
    const std::vector<float> statistic = statistic_of(smoothed, calibration.scales);
    const bool last = round == kReweightingRounds;
    const double limit =
        null_threshold(statistic, calm, polarisations, last ? false_alarm_rate : kClearChangeRate);
    if (last) {
      calibration.threshold = std::max(limit, kSmallestThreshold);
      return;
    }
    for (std::size_t i = 0; i < calm.size(); ++i) calm[i] = statistic[i] <= limit;
  }
}

}  // namespace

Calibration calibrate(const Series& series, const Options& options, ThreadPool& threads,
                      Reporter& reporter) {
  const Reporter::Stage stage(reporter, "calibrating", 1);
  Calibration calibration;
  calibration.polarisations.resize(series.polarisations.size());
  Sample sample = read_sample(series, threads);
  std::size_t cells = 0;
  for_each_cell(sample, [&](const Evidence&, int, int) { ++cells; });
  if (cells < kFewestCells) return calibration;
  calibration.any_ground = true;
  calibration.looks = options.looks ? *options.looks : estimate_looks(sample);

  for (std::size_t p = 0; p < series.polarisations.size(); ++p) {
    PolarisationCalibration& known = calibration.polarisations[p];
    known.level_median = median(gather_feature(sample, p, &PolarisationEvidence::level));
    known.texture_median = median(gather_feature(sample, p, &PolarisationEvidence::texture));
  }
  const Design design = gather_features(sample, calibration, feature_count(series));
  fit_dates(sample, series, design, calibration, threads);
  for (std::size_t p = 0; p < series.polarisations.size(); ++p) {
    calibration.polarisations[p].variance.from_dates = has_repeated_dates(sample, p);
  }
  threads.parallel_for(static_cast<std::int64_t>(sample.tiles.size()), [&](std::int64_t i) {
    Evidence& evidence = sample.evidence[static_cast<std::size_t>(i)];
    adjust_dates(evidence, calibration);
    for (std::size_t p = 0; p < evidence.polarisations.size(); ++p) {
      compare_dates(evidence.polarisations[p], calibration.polarisations[p].variance.from_dates);
    }
  });
  for (std::size_t p = 0; p < series.polarisations.size(); ++p) {
    VariancePrior& prior = calibration.polarisations[p].variance;
    prior = fit_variance(sample, p, design, prior.from_dates);
  }

  fit_null(sample, smoothing_radii(series, calibration.looks), options.false_alarm_rate,
           calibration, threads);
  return calibration;
}

}  // namespace scarp::change
