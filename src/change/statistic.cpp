#include "change/statistic.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "change/comparison.h"
#include "change/ground.h"
#include "change/robust.h"
#include "core/box_filter.h"
#include "core/fast_math.h"
#include "core/vectorised.h"

namespace scarp::change {
namespace {

// Apart from its use, or compilers do not vectorise it.
SCARP_VECTORISED
void replace_logs(float log_bias, std::vector<float>& logs) {
  for (float& value : logs) value = fast_exp(value + log_bias);
}

// How a cell's variance is moderated.
struct Moderation {
  float prior_freedom;
  float from_dates;  ///< 1 or 0: whether the cell's own variance counts
  float least;       ///< variance
};

// Rows of the inputs of `standardise`.
struct StandardiseRows {
  const float* expected;  ///< variance
  const float* change;
  const float* freedom;
  const float* seen;
  const float* inverse_dates;
};

SCARP_VECTORISED
void standardise_row(Moderation how, StandardiseRows in, int cols, float* __restrict result) {
  for (int col = 0; col < cols; ++col) {
    const float d = how.from_dates * in.freedom[col];
    const float squares = d * in.seen[col];  // NaN without degrees of freedom
    const float moderated =
        (how.prior_freedom * in.expected[col] + (d > 0 ? squares : 0)) / (how.prior_freedom + d);
    const float variance = std::max(how.least, moderated);
    result[col] = in.change[col] / std::sqrt(variance * in.inverse_dates[col]);
  }
}

SCARP_VECTORISED
void centre_and_scale(const float* values, float centre, float deviation, std::vector<float>& z) {
  for (std::size_t i = 0; i < z.size(); ++i) z[i] = (values[i] - centre) / deviation;
}

SCARP_VECTORISED
void add_multiple(float weight, const std::vector<float>& values, std::vector<float>& sum) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += weight * values[i];
}

SCARP_VECTORISED
void add_squares(float share, const std::vector<float>& independent, const std::vector<float>& z,
                 Distance& sum) {
  for (std::size_t i = 0; i < z.size(); ++i) {
    sum.squared[i] += share * (independent[i] * independent[i]);
    sum.sign[i] += z[i] * std::abs(z[i]);
  }
}

}  // namespace

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
  const Moderation how{d0, prior.from_dates ? 1.0F : 0.0F, least};

  Image<float> standard(one.change.size());
  for (int row = 0; row < standard.rows(); ++row) {
    std::vector<float> expected = predict(prior.log_trend, evidence, calibration, row);
    replace_logs(log_bias, expected);
    standardise_row(how,
                    {expected.data(), one.change.row(row), one.freedom.row(row),
                     one.variance.row(row), one.inverse_dates.row(row)},
                    standard.cols(), standard.row(row));
  }
  return standard;
}

void add_distance(const Scale& scale, float share, const std::vector<const float*>& smoothed,
                  Distance& sum) {
  const std::size_t cells = sum.squared.size();
  std::vector<std::vector<float>> z;
  for (std::size_t p = 0; p < smoothed.size(); ++p) {
    const auto& spread = scale.spreads[p];
    centre_and_scale(smoothed[p], static_cast<float>(spread.centre),
                     static_cast<float>(spread.scale), z.emplace_back(cells));
  }
  for (std::size_t a = 0; a < z.size(); ++a) {
    std::vector<float> independent(cells);
    for (std::size_t b = a; b < z.size(); ++b) {
      add_multiple(static_cast<float>(scale.whitening[a * z.size() + b]), z[b], independent);
    }
    add_squares(share, independent, z[a], sum);
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
