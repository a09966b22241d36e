#include "change/evidence.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "change/robust.h"
#include "core/box_filter.h"

namespace scarp::change {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr int kGroundRadius = 2;        // cells; level and texture
constexpr int kVarianceRadius = 1;      // cells; speckle averaged out of the temporal variance
constexpr float kTextureFloor = 0.05F;  // 0.2 dB, so that its log exists

// Below these pre-event levels a cell shows water or noise, whose changes mean nothing.
// VH over water lies at the noise floor of Sentinel-1 (−22 to −25 dB NESZ); VV alone cannot
// tell calm water from wet soil before about −14 dB.
constexpr float kDarkestCross_db = -25.0F;
constexpr float kDarkestCo_db = -20.0F;
constexpr float kDarkestCoAlone_db = -14.0F;

float darkest_db(const Series& series, const std::string& name) {
  if (cross_polarised(name)) return kDarkestCross_db;
  const bool cross_too =
      std::any_of(series.polarisations.begin(), series.polarisations.end(),
                  [](const Polarisation& other) { return cross_polarised(other.name); });
  return cross_too ? kDarkestCo_db : kDarkestCoAlone_db;
}

Image<float> squared(Image<float> image) {
  for (float& value : image.values()) value *= value;
  return image;
}

void describe_texture(PolarisationEvidence& evidence) {
  evidence.level = box_mean(evidence.mean, kGroundRadius);
  evidence.texture = box_mean(squared(evidence.mean), kGroundRadius);
  for (std::size_t i = 0; i < evidence.level.values().size(); ++i) {
    const float level = evidence.level.values()[i];
    const float deviation = std::sqrt(std::max(0.0F, evidence.texture.values()[i] - level * level));
    evidence.texture.values()[i] = std::log(deviation + kTextureFloor);
  }
}

// Temporal variance of the dates, each averaged over its neighbours first.
void variance_of_dates(PolarisationEvidence& evidence) {
  std::vector<Image<float>> smooth;
  for (const Image<float>& date : evidence.before)
    smooth.push_back(box_mean(date, kVarianceRadius));
  const DateMean centre = mean_of(smooth);
  evidence.variance = Image<float>(centre.mean.size());
  evidence.freedom = Image<float>(centre.mean.size());
  for (const Image<float>& date : smooth) {
    for (std::size_t i = 0; i < date.values().size(); ++i) {
      const float difference = date.values()[i] - centre.mean.values()[i];
      if (!std::isnan(difference)) evidence.variance.values()[i] += difference * difference;
    }
  }
  for (std::size_t i = 0; i < evidence.variance.values().size(); ++i) {
    const float freedom = std::max(0.0F, centre.dates.values()[i] - 1);
    evidence.freedom.values()[i] = freedom;
    evidence.variance.values()[i] = freedom > 0 ? evidence.variance.values()[i] / freedom : kNaN;
  }
}

void variance_of_change(PolarisationEvidence& evidence) {
  evidence.variance = squared(box_mean(evidence.change, kVarianceRadius));
  evidence.freedom = Image<float>(evidence.change.size(), 1.0F);
  for (std::size_t i = 0; i < evidence.variance.values().size(); ++i) {
    evidence.variance.values()[i] /= evidence.inverse_dates.values()[i];
  }
}

std::vector<Image<float>> read_side(const std::vector<Acquisition>& dates, const Window& window,
                                    Units units) {
  std::vector<Image<float>> images;
  for (const Acquisition& date : dates) images.push_back(log_power(date, window, units));
  return images;
}

}  // namespace

bool cross_polarised(const std::string& name) { return name.size() == 2 && name[0] != name[1]; }

DateMean mean_of(const std::vector<Image<float>>& dates) {
  const Size size = dates.front().size();
  DateMean result{Image<float>(size), Image<float>(size)};
  std::vector<float>& mean = result.mean.values();
  std::vector<float>& count = result.dates.values();
  for (const Image<float>& date : dates) {
    for (std::size_t i = 0; i < mean.size(); ++i) {
      const float value = date.values()[i];
      const bool there = !std::isnan(value);
      mean[i] += there ? value : 0.0F;
      count[i] += there ? 1.0F : 0.0F;
    }
  }
  for (std::size_t i = 0; i < mean.size(); ++i) mean[i] = count[i] > 0 ? mean[i] / count[i] : kNaN;
  return result;
}

Evidence read_evidence(const Series& series, const Window& window) {
  Evidence evidence{window, MaskImage(window.size()), {}};
  for (const Polarisation& polarisation : series.polarisations) {
    PolarisationEvidence& one = evidence.polarisations.emplace_back();
    one.before = read_side(polarisation.before, window, series.units);
    one.after = read_side(polarisation.after, window, series.units);
  }
  return evidence;
}

void describe_ground(Evidence& evidence, const Series& series) {
  for (std::size_t p = 0; p < evidence.polarisations.size(); ++p) {
    PolarisationEvidence& one = evidence.polarisations[p];
    one.mean = mean_of(one.before).mean;
    describe_texture(one);
    const Image<float> dates_after = mean_of(one.after).dates;
    const float darkest = darkest_db(series, series.polarisations[p].name) / kDecibelPerNeper;
    for (std::size_t i = 0; i < evidence.mask.values().size(); ++i) {
      std::uint8_t& cell = evidence.mask.values()[i];
      if (std::isnan(one.mean.values()[i]) || dates_after.values()[i] == 0) {
        set(cell, MaskBit::no_data);
      } else if (one.level.values()[i] <= darkest) {
        set(cell, MaskBit::water);
      }
    }
  }
}

int feature_count(const Series& series) {
  return 1 + 2 * static_cast<int>(series.polarisations.size());
}

std::vector<std::vector<float>> ground_features(const Evidence& evidence,
                                                const Calibration& calibration, int row) {
  const auto cols = static_cast<std::size_t>(evidence.window.cols);
  std::vector<std::vector<float>> features{std::vector<float>(cols, 1.0F)};
  const auto add = [&](const Image<float>& image, double median) {
    const auto centre = static_cast<float>(median);
    std::vector<float>& feature = features.emplace_back(image.row(row), image.row(row) + cols);
    for (float& value : feature) value -= centre;
  };
  for (std::size_t p = 0; p < evidence.polarisations.size(); ++p) {
    add(evidence.polarisations[p].level, calibration.polarisations[p].level_median);
    add(evidence.polarisations[p].texture, calibration.polarisations[p].texture_median);
  }
  return features;
}

std::vector<float> predict(const std::vector<double>& coefficients,
                           const std::vector<std::vector<float>>& features) {
  std::vector<float> sum(features.front().size(), 0.0F);
  for (std::size_t k = 0; k < features.size(); ++k) {
    const auto coefficient = static_cast<float>(coefficients[k]);
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += coefficient * features[k][i];
  }
  return sum;
}

void adjust_dates(Evidence& evidence, const Calibration& calibration) {
  const Window& window = evidence.window;
  for (int row = 0; row < window.rows; ++row) {
    const std::vector<std::vector<float>> features = ground_features(evidence, calibration, row);
    const std::uint8_t* mask = evidence.mask.row(row);
    for (std::size_t p = 0; p < evidence.polarisations.size(); ++p) {
      PolarisationEvidence& one = evidence.polarisations[p];
      const float* mean = one.mean.row(row);
      const auto adjust = [&](Image<float>& image, const DateAdjustment& adjustment) {
        std::vector<float> expected = predict(adjustment.coefficients, features);
        adjustment.regional.add_to_row(window.row + row, window.col, window.cols, expected.data());
        float* date = image.row(row);
        for (int col = 0; col < window.cols; ++col) {
          date[col] = mask[col] != 0 ? kNaN : date[col] - (mean[col] + expected[col]);
        }
      };
      const PolarisationCalibration& known = calibration.polarisations[p];
      for (std::size_t t = 0; t < one.before.size(); ++t) adjust(one.before[t], known.before[t]);
      for (std::size_t t = 0; t < one.after.size(); ++t) adjust(one.after[t], known.after[t]);
    }
  }
}

void compare_dates(PolarisationEvidence& evidence, bool variance_from_dates) {
  DateMean before = mean_of(evidence.before);
  DateMean after = mean_of(evidence.after);
  evidence.change = std::move(after.mean);
  evidence.inverse_dates = Image<float>(evidence.change.size());
  for (std::size_t i = 0; i < evidence.change.values().size(); ++i) {
    evidence.change.values()[i] -= before.mean.values()[i];
    evidence.inverse_dates.values()[i] =
        1 / std::max(1.0F, before.dates.values()[i]) + 1 / std::max(1.0F, after.dates.values()[i]);
  }
  if (variance_from_dates) {
    variance_of_dates(evidence);
  } else {
    variance_of_change(evidence);
  }
  evidence.before.clear();
  evidence.after.clear();
}

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

  Image<float> standard(one.change.size(), kNaN);
  for (int row = 0; row < standard.rows(); ++row) {
    const std::vector<float> log_expected =
        predict(prior.log_trend, ground_features(evidence, calibration, row));
    for (int col = 0; col < standard.cols(); ++col) {
      const float change = one.change(row, col);
      if (std::isnan(change)) continue;
      const float expected = std::exp(log_expected[col] + log_bias);
      const float d = prior.from_dates ? one.freedom(row, col) : 0;
      const float seen = d > 0 ? d * one.variance(row, col) : 0;
      const float variance = std::max(least, (d0 * expected + seen) / (d0 + d));
      standard(row, col) = change / std::sqrt(variance * one.inverse_dates(row, col));
    }
  }
  return standard;
}

Distance distance_from_no_change(const Scale& scale, const float* smoothed) {
  const std::size_t count = scale.spreads.size();
  const auto z = [&](std::size_t p) {
    return (smoothed[p] - scale.spreads[p].centre) / scale.spreads[p].scale;
  };
  Distance distance{0, 0};
  for (std::size_t a = 0; a < count; ++a) {
    const double za = z(a);
    distance.sign += za * std::abs(za);
    for (std::size_t b = 0; b < count; ++b) {
      distance.squared += za * scale.inverse_correlation[a * count + b] * z(b);
    }
  }
  return distance;
}

Statistic change_statistic(const std::vector<Image<float>>& standardised,
                           const Calibration& calibration) {
  const Size size = standardised.front().size();
  Statistic result{Image<float>(size), Image<float>(size)};
  std::vector<Image<float>> smooth(standardised.size());
  std::vector<float> cell(standardised.size());
  for (const Scale& scale : calibration.scales) {
    for (std::size_t p = 0; p < smooth.size(); ++p) {
      smooth[p] = box_mean(standardised[p], scale.radius);
    }
    for (std::size_t i = 0; i < result.sign.values().size(); ++i) {
      for (std::size_t p = 0; p < smooth.size(); ++p) cell[p] = smooth[p].values()[i];
      const Distance distance = distance_from_no_change(scale, cell.data());
      result.distance2.values()[i] +=
          static_cast<float>(distance.squared / static_cast<double>(calibration.scales.size()));
      result.sign.values()[i] += static_cast<float>(distance.sign);
    }
  }
  for (std::size_t i = 0; i < result.sign.values().size(); ++i) {
    if (std::isnan(standardised.front().values()[i])) result.distance2.values()[i] = kNaN;
    result.sign.values()[i] = result.sign.values()[i] < 0 ? -1.0F : 1.0F;
  }
  return result;
}

}  // namespace scarp::change
