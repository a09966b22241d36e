#include "change/comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "change/ground.h"
#include "core/box_filter.h"
#include "core/vectorised.h"

namespace scarp::change {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// Temporal variance of the dates, each averaged over its neighbours first: speckle out.
void variance_of_dates(PolarisationEvidence& evidence) {
  std::vector<Image<float>> smooth;
  for (const Image<float>& date : evidence.before) {
    smooth.push_back(box_mean(date, kVarianceRadius));
  }
  DateMean centre = mean_of(smooth);
  evidence.variance = Image<float>(centre.mean.size());
  evidence.freedom = std::move(centre.dates);
  for (int row = 0; row < centre.mean.rows(); ++row) {
    const float* mean = centre.mean.row(row);
    float* variance = evidence.variance.row(row);
    float* freedom = evidence.freedom.row(row);
    for (const Image<float>& date : smooth) {
      const float* values = date.row(row);
      for (int col = 0; col < date.cols(); ++col) {
        const float difference = values[col] - mean[col];
        variance[col] += std::isnan(difference) ? 0 : difference * difference;
      }
    }
    for (int col = 0; col < centre.mean.cols(); ++col) {
      freedom[col] = std::max(0.0F, freedom[col] - 1);
      variance[col] = freedom[col] > 0 ? variance[col] / freedom[col] : kNaN;
    }
  }
}

void variance_of_change(PolarisationEvidence& evidence) {
  evidence.variance = box_mean(evidence.change, kVarianceRadius);
  evidence.freedom = Image<float>(evidence.change.size(), 1.0F);
  for (std::size_t i = 0; i < evidence.variance.values().size(); ++i) {
    float& value = evidence.variance.values()[i];
    value = value * value / evidence.inverse_dates.values()[i];
  }
}

// What a date differs from its mean and from what is expected of it; NaN where the mask blinds.
SCARP_VECTORISED
void subtract_expected(const float* mean, const float* expected, const std::uint8_t* mask, int cols,
                       float* date) {
  for (int col = 0; col < cols; ++col) {
    const float left = date[col] - (mean[col] + expected[col]);
    date[col] = mask[col] == 0 ? left : kNaN;
  }
}

}  // namespace

void adjust_dates(Evidence& evidence, const Calibration& calibration) {
  const Window& window = evidence.window;
  for (std::size_t p = 0; p < evidence.polarisations.size(); ++p) {
    PolarisationEvidence& one = evidence.polarisations[p];
    const PolarisationCalibration& known = calibration.polarisations[p];
    const auto adjust = [&](Image<float>& image, const DateAdjustment& adjustment) {
      for (int row = 0; row < window.rows; ++row) {
        std::vector<float> expected = predict(adjustment.coefficients, evidence, calibration, row);
        adjustment.regional.add_to_row(window.row + row, window.col, window.cols, expected.data());
        subtract_expected(one.mean.row(row), expected.data(), evidence.mask.row(row), window.cols,
                          image.row(row));
      }
    };
    for (std::size_t t = 0; t < one.before.size(); ++t) adjust(one.before[t], known.before[t]);
    for (std::size_t t = 0; t < one.after.size(); ++t) adjust(one.after[t], known.after[t]);
  }
}

void compare_dates(PolarisationEvidence& evidence, bool variance_from_dates) {
  const DateMean before = mean_of(evidence.before);
  DateMean after = mean_of(evidence.after);
  evidence.change = std::move(after.mean);
  evidence.inverse_dates = std::move(after.dates);
  for (std::size_t i = 0; i < evidence.change.values().size(); ++i) {
    float& inverse = evidence.inverse_dates.values()[i];
    inverse = 1 / std::max(1.0F, before.dates.values()[i]) + 1 / std::max(1.0F, inverse);
    evidence.change.values()[i] -= before.mean.values()[i];
  }
  evidence.after.clear();
  if (variance_from_dates) {
    variance_of_dates(evidence);
  } else {
    variance_of_change(evidence);
  }
  evidence.before.clear();
}

}  // namespace scarp::change
