#include "change/null_fit.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <utility>

#include "change/robust.h"
#include "change/statistic.h"
#include "core/box_filter.h"
#include "core/median.h"

namespace scarp::change {
namespace {

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

// Takes the correlation of the polarisations, that of the least changed of the given cells, out of
// them: see Scale. Shape: (P, P).
std::vector<double> whitening(const std::vector<std::vector<float>>& z) {
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
  const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> upper =
      inverse.llt().matrixU();
  return {upper.data(), upper.data() + upper.size()};
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
  scale.whitening = whitening(z);
  return scale;
}

std::vector<float> statistic_of(const std::vector<SmoothedSample>& smoothed,
                                const std::vector<Scale>& scales) {
  const std::size_t cells = smoothed.front().change.front().size();
  Distance sum{std::vector<float>(cells), std::vector<float>(cells)};
  for (std::size_t s = 0; s < scales.size(); ++s) {
    std::vector<const float*> changes;
    for (const std::vector<float>& change : smoothed[s].change) changes.push_back(change.data());
    add_distance(scales[s], 1.0F / static_cast<float>(scales.size()), changes, sum);
  }
  return sum.squared;
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

}  // namespace

// Standardises what is left of the change and sets the threshold. Clear changes are left out and
// the rest is looked at again, so that an event that changed a fifth of the ground does not pass as
// its usual variability.
void fit_null(const Sample& sample, const Series& series, double false_alarm_rate,
              Calibration& calibration, ThreadPool& threads) {
  std::vector<SmoothedSample> smoothed;
  for (const int radius : smoothing_radii(series, calibration.looks)) {
    smoothed.push_back(smooth_sample(sample, calibration, radius, threads));
  }
  const std::size_t polarisations = calibration.polarisations.size();
  std::vector<bool> calm(smoothed.front().change.front().size(), true);
  for (int round = 0;; ++round) {
    calibration.scales.resize(smoothed.size());
    threads.parallel_for(static_cast<std::int64_t>(smoothed.size()), [&](std::int64_t i) {
      const auto scale = static_cast<std::size_t>(i);
      calibration.scales[scale] = fit_scale(smoothed[scale], calm);
    });
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

}  // namespace scarp::change
