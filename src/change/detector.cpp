#include "change/detector.h"

#include <cmath>
#include <limits>

#include "change/comparison.h"
#include "change/ground.h"
#include "change/statistic.h"
#include "core/polarisation.h"

namespace scarp::change {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// Tiles are worked through in blocks of this many rows and columns, whose images stay in the
// processor's cache.
constexpr int kBlockEdge = 128;

// A co-polarised channel if there is one: the picture people know.
std::size_t shown_polarisation(const Series& series) {
  std::size_t shown = 0;
  for (std::size_t p = series.polarisations.size(); p-- > 0;) {
    if (!cross_polarised(series.polarisations[p].name)) shown = p;
  }
  return shown;
}

Detection nothing_in(const Window& window, std::size_t polarisations) {
  const Image<float> nothing(window.size(), kNaN);
  return {window,  MaskImage(window.size()),
          nothing, nothing,
          nothing, std::vector<Image<float>>(polarisations, nothing)};
}

// Copies the cells of `inner` from an image of the padded window to their place in the result.
template <typename T, typename Function>
void transfer(const Image<T>& image, const Tile& block, const Window& target, Image<T>& result,
              const Function& function) {
  const Window& inner = block.inner;
  for (int row = inner.row; row < inner.row_end(); ++row) {
    const T* from = image.row(row - block.padded.row) + (inner.col - block.padded.col);
    T* to = result.row(row - target.row) + (inner.col - target.col);
    for (int col = 0; col < inner.cols; ++col) to[col] = function(from[col]);
  }
}

float decibel(float log_ratio) { return log_ratio * kDecibelPerNeper; }

void detect_block(const Series& series, const Calibration& calibration, const Tile& block,
                  Detection& result) {
  const auto transfer_to = [&](auto& image, const auto& from, const auto& function) {
    transfer(from, block, result.window, image, function);
  };
  Evidence evidence = read_evidence(series, block.padded);
  describe_ground(evidence, series);
  transfer_to(result.backscatter_db, evidence.polarisations[shown_polarisation(series)].mean_after,
              decibel);
  // Without enough ground to learn from nothing can be said anywhere.
  const auto otherwise =
      static_cast<std::uint8_t>(calibration.any_ground ? MaskBit{} : MaskBit::no_data);
  transfer_to(result.mask, evidence.mask,
              [&](std::uint8_t cell) { return cell != 0 ? cell : otherwise; });
  if (!calibration.any_ground) return;

  adjust_dates(evidence, calibration);
  std::vector<Image<float>> standardised;
  for (std::size_t p = 0; p < evidence.polarisations.size(); ++p) {
    PolarisationEvidence& one = evidence.polarisations[p];
    compare_dates(one, calibration.polarisations[p].variance.from_dates);
    standardised.push_back(standardise(evidence, calibration, p));
    transfer_to(result.change_db[p], one.change, decibel);
  }
  const Statistic statistic = change_statistic(standardised, calibration);
  const auto threshold = static_cast<float>(calibration.threshold);
  transfer_to(result.score, statistic.distance2,
              [&](float distance2) { return distance2 / (distance2 + threshold); });
  transfer_to(result.standardised, statistic.signed_distance,
              [](float distance) { return distance; });
}

}  // namespace

Detection detect(const Series& series, const Calibration& calibration, const Tile& tile) {
  Detection result = nothing_in(tile.inner, series.polarisations.size());
  for (const Tile& piece : tiles(tile.inner.size(), kBlockEdge, 0)) {
    const Window inner{tile.inner.row + piece.inner.row, tile.inner.col + piece.inner.col,
                       piece.inner.rows, piece.inner.cols};
    detect_block(series, calibration, {inner, grow(inner, kHalo, series.grid.size())}, result);
  }
  return result;
}

}  // namespace scarp::change
