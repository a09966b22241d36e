#include "change/calibration.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

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
constexpr double kMadToDeviation = 1.4826;

std::vector<float> gather_feature(const Sample& sample, std::size_t p,
                                  Image<float> PolarisationEvidence::*feature) {
  std::vector<float> values;
  for_each_cell(sample, [&](const Evidence& evidence, int row, int col) {
    values.push_back((evidence.polarisations[p].*feature)(row, col));
  });
  return values;
}

Design gather_features(const Sample& sample, const Calibration& calibration, int terms) {
  Design design{terms, {}};
  std::vector<float> features(static_cast<std::size_t>(terms));
  for_each_cell(sample, [&](const Evidence& evidence, int row, int col) {
    ground_features(evidence, calibration, row, col, features.data());
    design.values.insert(design.values.end(), features.begin(), features.end());
  });
  return design;
}

RegionalOffset regional_medians(const Sample& sample, Size full, const Design& design,
                                const std::vector<float>& deviation,
                                const std::vector<double>& coefficients) {
  RegionalOffset regional(full);
  std::vector<std::vector<float>> blocks(static_cast<std::size_t>(regional.blocks()));
  std::size_t i = 0;
  for_each_cell(sample, [&](const Evidence& evidence, int row, int col) {
    const int block = regional.block_of(evidence.window.row + row, evidence.window.col + col);
    const double residual = deviation[i] - predict(coefficients, design.sample(i));
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
  std::vector<Image<float>> PolarisationEvidence::*side;
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

// Empirical Bayes moderation of variances with a trend (Smyth 2004; Phipson et al. 2016): log s² has
// mean log σ² + digamma(d/2) − log(d/2) and variance trigamma(d/2) when all cells of like ground
// share one σ²; what varies beyond that sets the weight of the prior.
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
    log_variance.push_back(
        usable ? static_cast<float>(std::log(std::max(seen, kSmallest)) - digamma(half) + std::log(half))
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
    const double residual = log_variance[i] - predict(prior.log_trend, design.sample(i));
    sum += residual;
    sum_of_squares += residual * residual;
    expected += sampling[i];
    ++count;
  }
  const double excess =
      sum_of_squares / count - (sum / count) * (sum / count) - expected / count;
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

Spread robust_spread(const std::vector<float>& values) {
  const double centre = median(values);
  std::vector<float> distances = values;
  for (float& value : distances) value = static_cast<float>(std::abs(value - centre));
  return {centre, std::max(1e-6, kMadToDeviation * median(std::move(distances)))};
}

// Correlation of the polarisations over the least changed cells, inverted: shape (P, P).
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

// The standardised changes of the whole sample: [polarisation][tile].
using Standardised = std::vector<std::vector<Image<float>>>;

Standardised standardise_sample(const Sample& sample, const Calibration& calibration,
                                ThreadPool& threads) {
  Standardised standard(calibration.polarisations.size(),
                        std::vector<Image<float>>(sample.tiles.size()));
  threads.parallel_for(static_cast<std::int64_t>(sample.tiles.size()), [&](std::int64_t i) {
    const auto tile = static_cast<std::size_t>(i);
    for (std::size_t p = 0; p < standard.size(); ++p) {
      standard[p][tile] = standardise(sample.evidence[tile], calibration, p);
    }
  });
  return standard;
}

Scale fit_scale(const Sample& sample, const Standardised& standard, int radius,
                ThreadPool& threads) {
  Scale scale{radius, {}, {}};
  std::vector<std::vector<float>> z;
  for (const std::vector<Image<float>>& tiles : standard) {
    std::vector<Image<float>> smooth(tiles.size());
    threads.parallel_for(static_cast<std::int64_t>(tiles.size()), [&](std::int64_t i) {
      smooth[static_cast<std::size_t>(i)] = box_mean(tiles[static_cast<std::size_t>(i)], radius);
    });
    std::vector<float> values = gather(sample, smooth);
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

// The statistic of unchanged cells is taken as a scaled χ² variable, the scale from a quantile that
// landslides do not reach (an empirical null, Efron 2004).
double fit_threshold(const Sample& sample, const Standardised& standard,
                     const Calibration& calibration, double false_alarm_rate, ThreadPool& threads) {
  std::vector<Image<float>> statistic(sample.tiles.size());
  threads.parallel_for(static_cast<std::int64_t>(sample.tiles.size()), [&](std::int64_t i) {
    std::vector<Image<float>> one;
    for (const auto& tiles : standard) one.push_back(tiles[static_cast<std::size_t>(i)]);
    statistic[static_cast<std::size_t>(i)] = change_statistic(one, calibration).distance2;
  });
  const auto freedom = static_cast<double>(calibration.polarisations.size());
  const double anchor = quantile(gather(sample, statistic), kAnchorShare);
  return anchor * chi_squared_upper(freedom, false_alarm_rate) /
         chi_squared_upper(freedom, 1 - kAnchorShare);
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
    adjust_dates(evidence, series, calibration);
    for (std::size_t p = 0; p < evidence.polarisations.size(); ++p) {
      compare_dates(evidence.polarisations[p], calibration.polarisations[p].variance.from_dates);
    }
  });
  for (std::size_t p = 0; p < series.polarisations.size(); ++p) {
    VariancePrior& prior = calibration.polarisations[p].variance;
    prior = fit_variance(sample, p, design, prior.from_dates);
  }

  const Standardised standard = standardise_sample(sample, calibration, threads);
  for (const int radius : smoothing_radii(series, calibration.looks)) {
    calibration.scales.push_back(fit_scale(sample, standard, radius, threads));
  }
  calibration.threshold =
      fit_threshold(sample, standard, calibration, options.false_alarm_rate, threads);
  return calibration;
}

}  // namespace scarp::change
