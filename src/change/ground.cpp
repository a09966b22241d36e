#include "change/ground.h"

#include <algorithm>
#include <cmath>

#include "core/box_filter.h"
#include "core/fast_math.h"
#include "core/polarisation.h"
#include "core/vectorised.h"

namespace scarp::change {
namespace {

constexpr int kGroundRadius = 2;        // cells; level and texture
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

// By the log of the deviation.
SCARP_VECTORISED
void replace_mean_squares(const std::vector<float>& level, std::vector<float>& mean_squares) {
  for (std::size_t i = 0; i < mean_squares.size(); ++i) {
    const float variance = std::max(0.0F, mean_squares[i] - level[i] * level[i]);
    mean_squares[i] = fast_log(std::sqrt(variance) + kTextureFloor);
  }
}

void describe_texture(PolarisationEvidence& evidence) {
  Image<float> squares = evidence.mean;
  for (float& value : squares.values()) value *= value;
  evidence.level = box_mean(evidence.mean, kGroundRadius);
  evidence.texture = box_mean(squares, kGroundRadius);
  replace_mean_squares(evidence.level.values(), evidence.texture.values());
}

// Marks cells without data on one of the sides, and those not above `darkest`, in log power.
void mark_blind(const PolarisationEvidence& one, float darkest, MaskImage& mask) {
  constexpr auto kNoData = static_cast<std::uint8_t>(MaskBit::no_data);
  constexpr auto kWater = static_cast<std::uint8_t>(MaskBit::water);
  for (int row = 0; row < mask.rows(); ++row) {
    const float* before = one.mean.row(row);
    const float* after = one.mean_after.row(row);
    const float* level = one.level.row(row);
    std::uint8_t* cells = mask.row(row);
    const int cols = mask.cols();
    for (int col = 0; col < cols; ++col) {
      const std::uint8_t dark = level[col] <= darkest ? kWater : 0;
      cells[col] |= std::isnan(before[col] + after[col]) ? kNoData : dark;
    }
  }
}

SCARP_VECTORISED
void add_multiple(float factor, const float* values, float centre, std::vector<float>& sum) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += factor * (values[i] - centre);
}

}  // namespace

void describe_ground(Evidence& evidence, const Series& series) {
  for (std::size_t p = 0; p < evidence.polarisations.size(); ++p) {
    PolarisationEvidence& one = evidence.polarisations[p];
    one.mean = mean_of(one.before).mean;
    one.mean_after = mean_of(one.after).mean;
    describe_texture(one);
    mark_blind(one, darkest_db(series, series.polarisations[p].name) / kDecibelPerNeper,
               evidence.mask);
  }
}

int feature_count(const Series& series) {
  return 1 + 2 * static_cast<int>(series.polarisations.size());
}

void append_ground_features(const Evidence& evidence, const Calibration& calibration, int row,
                            int col, std::vector<float>& features) {
  features.push_back(1.0F);
  for (std::size_t p = 0; p < evidence.polarisations.size(); ++p) {
    const PolarisationEvidence& one = evidence.polarisations[p];
    const PolarisationCalibration& known = calibration.polarisations[p];
    features.push_back(one.level(row, col) - static_cast<float>(known.level_median));
    features.push_back(one.texture(row, col) - static_cast<float>(known.texture_median));
  }
}

std::vector<float> predict(const std::vector<double>& coefficients, const Evidence& evidence,
                           const Calibration& calibration, int row) {
  const auto cols = static_cast<std::size_t>(evidence.window.cols);
  std::vector<float> sum(cols, static_cast<float>(coefficients[0]));
  const auto add = [&](const Image<float>& image, double image_median, std::size_t k) {
    add_multiple(static_cast<float>(coefficients[k]), image.row(row),
                 static_cast<float>(image_median), sum);
  };
  for (std::size_t p = 0; p < evidence.polarisations.size(); ++p) {
    const PolarisationCalibration& known = calibration.polarisations[p];
    add(evidence.polarisations[p].level, known.level_median, 2 * p + 1);
    add(evidence.polarisations[p].texture, known.texture_median, 2 * p + 2);
  }
  return sum;
}

}  // namespace scarp::change
