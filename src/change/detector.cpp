#include "change/detector.h"

#include <cmath>
#include <limits>
#include <utility>

#include "change/evidence.h"
#include "change/series.h"

namespace scarp::change {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

Window inner_of(const Tile& tile) {
  return {tile.inner.row - tile.padded.row, tile.inner.col - tile.padded.col, tile.inner.rows,
          tile.inner.cols};
}

// Without enough ground to learn from nothing can be said anywhere.
Detection blind(const Evidence& evidence, const Tile& tile, const Image<float>& backscatter_db) {
  const Image<float> nothing(tile.inner.size(), kNaN);
  Detection result{
      tile.inner, crop(evidence.mask, inner_of(tile)), backscatter_db, nothing, nothing, {}};
  for (std::uint8_t& cell : result.mask.values()) {
    if (cell == 0) set(cell, MaskBit::no_data);
  }
  result.change_db.assign(evidence.polarisations.size(), nothing);
  return result;
}

Image<float> decibel(Image<float> log_ratio) {
  for (float& value : log_ratio.values()) value *= kDecibelPerNeper;
  return log_ratio;
}

// Mean over the dates after the event of a co-polarised channel if there is one: the picture people
// know.
Image<float> mean_backscatter_db(const Evidence& evidence, const Series& series) {
  std::size_t shown = 0;
  for (std::size_t p = series.polarisations.size(); p-- > 0;) {
    if (!cross_polarised(series.polarisations[p].name)) shown = p;
  }
  return decibel(mean_of(evidence.polarisations[shown].after).mean);
}

}  // namespace

Detection detect(const Series& series, const Calibration& calibration, const Tile& tile) {
  Evidence evidence = read_evidence(series, tile.padded);
  describe_ground(evidence, series);
  const Window inner = inner_of(tile);
  Image<float> backscatter_db = crop(mean_backscatter_db(evidence, series), inner);
  if (!calibration.any_ground) return blind(evidence, tile, backscatter_db);

  adjust_dates(evidence, calibration);
  std::vector<Image<float>> standard;
  for (std::size_t p = 0; p < evidence.polarisations.size(); ++p) {
    compare_dates(evidence.polarisations[p], calibration.polarisations[p].variance.from_dates);
    standard.push_back(standardise(evidence, calibration, p));
  }
  const Statistic statistic = change_statistic(standard, calibration);

  Detection result{tile.inner,
                   crop(evidence.mask, inner),
                   std::move(backscatter_db),
                   crop(statistic.distance2, inner),
                   crop(statistic.distance2, inner),
                   {}};
  const Image<float> sign = crop(statistic.sign, inner);
  const auto threshold = static_cast<float>(calibration.threshold);
  for (std::size_t i = 0; i < sign.values().size(); ++i) {
    const float distance2 = result.score.values()[i];
    result.standardised.values()[i] = sign.values()[i] * std::sqrt(distance2);
    result.score.values()[i] = distance2 / (distance2 + threshold);
  }
  for (PolarisationEvidence& one : evidence.polarisations) {
    result.change_db.push_back(decibel(crop(one.change, inner)));
  }
  return result;
}

}  // namespace scarp::change
