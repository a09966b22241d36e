#include "change/statistic.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "change/comparison.h"
#include "change/fast_math.h"
#include "change/ground.h"
#include "change/robust.h"
#include "core/box_filter.h"

namespace scarp::change {

Image<float> standardise(const Evidence& evidence, const Calibration& calibration,
                         std::size_t which) {
  const PolarisationEvidence& one = evidence.polarisations[which];
  const VariancePrior& prior = calibration.polarisations[which].variance;
  constexpr double kAveraged = (2 * kVarianceRadius + 1) * (2 * kVarianceRadius + 1);
  const auto least = static_cast<float>(trigamma(calibration.looks) / kAveraged);
  const auto d0 = static_cast<float>(prior.degrees_of_freedom);
  // Mean of a scaled inverse χ² variable, given the mean of its log.
  const auto log_bias =
      prior.from_dates ? static_cast<float>(digamma(d0 / 2) - std::log(d0 / 2)) : 0.0F;
  const float from_dates = prior.from_dates ? 1.0F : 0.0F;

  Image<float> standard(one.change.size());
  for (int row = 0; row < standard.rows(); ++row) {
    const std::vector<float> log_expected = predict(prior.log_trend, evidence, calibration, row);
    const float* change = one.change.row(row);
    const float* freedom = one.freedom.row(row);
    const float* seen = one.variance.row(row);
    const float* inverse_dates = one.inverse_dates.row(row);
    float* result = standard.row(row);
    for (int col = 0; col < standard.cols(); ++col) {
      const float expected = fast_exp(log_expected[col] + log_bias);
      const float d = from_dates * freedom[col];
      const float squares = d * seen[col];  // NaN without degrees of freedom
      const float moderated = (d0 * expected + (d > 0 ? squares : 0)) / (d0 + d);
      const float variance = least < moderated ? moderated : least;
      result[col] = change[col] / std::sqrt(variance * inverse_dates[col]);
    }
  }
  return standard;
}

void add_distance(const Scale& scale, float share, const std::vector<const float*>& smoothed,
                  Distance& sum) {
  const std::size_t cells = sum.squared.size();
  std::vector<std::vector<float>> z;
  for (std::size_t p = 0; p < smoothed.size(); ++p) {
    const auto centre = static_cast<float>(scale.spreads[p].centre);
    const auto deviation = static_cast<float>(scale.spreads[p].scale);
    z.emplace_back(cells);
    for (std::size_t i = 0; i < cells; ++i) z[p][i] = (smoothed[p][i] - centre) / deviation;
  }
  for (std::size_t a = 0; a < z.size(); ++a) {
    std::vector<float> independent(cells);
    for (std::size_t b = a; b < z.size(); ++b) {
      const auto weight = static_cast<float>(scale.whitening[a * z.size() + b]);
      for (std::size_t i = 0; i < cells; ++i) independent[i] += weight * z[b][i];
    }
    for (std::size_t i = 0; i < cells; ++i) {
      sum.squared[i] += share * (independent[i] * independent[i]);
      sum.sign[i] += z[a][i] * std::abs(z[a][i]);
    }
  }
}

Statistic change_statistic(const std::vector<Image<float>>& standardised,
                           const Calibration& calibration) {
  const std::size_t cells = standardised.front().values().size();
  const float share = 1.0F / static_cast<float>(calibration.scales.size());
  Distance sum{std::vector<float>(cells), std::vector<float>(cells)};
  for (const Scale& scale : calibration.scales) {
    std::vector<Image<float>> smooth;
    std::vector<const float*> values;
    for (const Image<float>& image : standardised) {
      smooth.push_back(box_mean(image, scale.radius));
      values.push_back(smooth.back().values().data());
    }
    add_distance(scale, share, values, sum);
  }
  const Size size = standardised.front().size();
  Statistic result{Image<float>(size, std::move(sum.squared)), Image<float>(size)};
  for (std::size_t i = 0; i < cells; ++i) {
    float& distance2 = result.distance2.values()[i];
    const float assessed = standardised.front().values()[i];
    distance2 = std::isnan(assessed) ? assessed : distance2;
    result.signed_distance.values()[i] = std::copysign(std::sqrt(distance2), sum.sign[i]);
  }
  return result;
}

}  // namespace scarp::change
