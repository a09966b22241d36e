#include "pipeline/track_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>

#include "core/backscatter.h"
#include "core/box_filter.h"
#include "core/error.h"
#include "geo/mask_file.h"
#include "pipeline/first_look_rasters.h"
#include "stack/stack_file.h"

namespace scarp::pipeline {
namespace fs = std::filesystem;
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr int kLevelRadius = 2;  // cells: of the level that tells water

float decibel(float power) { return static_cast<float>(to_decibel(power, BackscatterUnit::power)); }

std::string score_of(const TrackMaps& maps) {
  if (!maps.prediction) return (maps.change / kScoreFile).string();
  const fs::path probability = *maps.prediction / "probability.tif";
  return (fs::exists(probability) ? probability : *maps.prediction / kScoreFile).string();
}

// Bits, which the readers of rasters make floats of.
void add_bits(const geo::RasterFile& file, const Window& window, MaskImage& mask) {
  const Image<float> bits = file.read(1, window);
  for (std::size_t i = 0; i < mask.values().size(); ++i) {
    const float value = bits.values()[i];
    mask.values()[i] |= std::isnan(value) ? static_cast<std::uint8_t>(MaskBit::no_data)
                                          : static_cast<std::uint8_t>(value);
  }
}

std::vector<std::optional<int>> change_bands(const geo::RasterFile& change,
                                             const std::vector<std::string>& polarisations) {
  std::vector<std::optional<int>> bands(polarisations.size());
  for (std::size_t p = 0; p < polarisations.size(); ++p) {
    for (int band = 1; band <= change.band_count(); ++band) {
      if (change.band(band).description == "change " + polarisations[p]) bands[p] = band;
    }
  }
  return bands;
}

// In order of time.
std::vector<int> bands_of(const geo::RasterFile& stack, const std::string& polarisation,
                          Side side) {
  const std::string start = polarisation + (side == Side::after ? "_post" : "_pre");
  std::vector<int> bands;
  for (int band = 1; band <= stack.band_count(); ++band) {
    if (stack.band(band).description.starts_with(start)) bands.push_back(band);
  }
  return bands;
}

// The co-polarised bands before the event.
std::vector<int> level_bands(const geo::RasterFile& stack) {
  const std::vector<int> bands = bands_of(stack, "VV", Side::before);
  return bands.empty() ? bands_of(stack, "HH", Side::before) : bands;
}

}  // namespace

TrackFiles::TrackFiles(const TrackMaps& maps, const std::vector<std::string>& polarisations)
    : score_(score_of(maps)),
      mask_(((maps.prediction ? *maps.prediction : maps.change) / kMaskFile).string()),
      change_((maps.change / kChangeFile).string()),
      change_mask_((maps.change / kMaskFile).string()),
      visibility_(maps.visibility),
      stack_((maps.stack / stack::kStackFile).string()),
      predicted_(maps.prediction.has_value()),
      level_bands_(level_bands(stack_)),
      change_bands_(change_bands(change_, polarisations)) {
  for (const geo::RasterFile* file : {&mask_, &change_, &change_mask_, &visibility_, &stack_}) {
    if (file->grid().compatible(grid())) continue;
    throw Error({fmt::format("lies on another grid than {}", score_.path()), file->path(),
                 "Remove the folder stages of the result, and make the map again"});
  }
}

void TrackFiles::move_scores(double from, double to) {
  const auto inside = [](double score) { return score > 0 && score < 1; };
  log_odds_ =
      inside(from) && inside(to) && from != to ? map::log_odds(to) - map::log_odds(from) : 0;
}

MaskImage TrackFiles::mask(const Window& window) const {
  MaskImage mask(window.size());
  add_bits(mask_, window, mask);
  add_bits(visibility_, window, mask);
  for (std::uint8_t& cell : mask.values()) clear(cell, MaskBit::water);
  return mask;
}

TrackSight TrackFiles::sight(const Window& window) const {
  TrackSight sight;
  sight.as_written = score_.read(1, window);
  sight.view.score = sight.as_written;
  if (log_odds_ != 0) {
    for (float& score : sight.view.score.values()) score = map::with_log_odds(score, log_odds_);
  }
  sight.view.mask = mask(window);
  MaskImage seen(window.size());
  add_bits(change_mask_, window, seen);
  sight.dark = Image<std::uint8_t>(window.size());
  for (std::size_t i = 0; i < seen.values().size(); ++i) {
    sight.dark.values()[i] = has(seen.values()[i], MaskBit::water) ? 1 : 0;
  }
  return sight;
}

TrackChange TrackFiles::change(const Window& window) const {
  TrackChange change{change_.read(1, window), {}};
  for (const std::optional<int>& band : change_bands_) {
    change.change_db.push_back(band ? change_.read(*band, window)
                                    : Image<float>(window.size(), kNaN));
  }
  return change;
}

Image<float> TrackFiles::level_before_db(const Window& window) const {
  if (level_bands_.empty()) return Image<float>(window.size(), kNaN);
  const Window around = grow(window, kLevelRadius, grid().size());
  Image<float> sum(around.size());
  for (const int band : level_bands_) {
    const Image<float> power = stack_.read(band, around);
    for (std::size_t i = 0; i < sum.values().size(); ++i) {
      const float value = power.values()[i];
      sum.values()[i] += std::isnan(value) ? kNaN : decibel(value);
    }
  }
  const auto dates = static_cast<float>(level_bands_.size());
  for (float& value : sum.values()) value /= dates;
  return crop(box_mean(sum, kLevelRadius),
              {window.row - around.row, window.col - around.col, window.rows, window.cols});
}

Image<float> TrackFiles::power(const std::string& polarisation, Side side,
                               const Window& window) const {
  const std::vector<int> bands = bands_of(stack_, polarisation, side);
  if (bands.empty()) return Image<float>(window.size(), kNaN);
  return stack_.read(side == Side::before ? bands.back() : bands.front(), window);
}

}  // namespace scarp::pipeline
