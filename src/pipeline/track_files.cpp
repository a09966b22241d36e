#include "pipeline/track_files.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <mutex>
#include <numeric>

#include "core/backscatter.h"
#include "core/box_filter.h"
#include "geo/mask_file.h"
#include "pipeline/first_look_rasters.h"
#include "stack/stack_file.h"

namespace scarp::pipeline {
namespace fs = std::filesystem;
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr int kTile = 512;       // as the tiles of the files
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

// The first co-polarised band after the event.
int shown_band(const geo::RasterFile& stack) {
  for (int band = 1; band <= stack.band_count(); ++band) {
    const std::string& name = stack.band(band).description;
    if (name.starts_with("VV_post") || name.starts_with("HH_post")) return band;
  }
  return 1;
}

// The co-polarised bands before the event.
std::vector<int> level_bands(const geo::RasterFile& stack) {
  for (const std::string start : {"VV_pre", "HH_pre"}) {
    std::vector<int> bands;
    for (int band = 1; band <= stack.band_count(); ++band) {
      if (stack.band(band).description.starts_with(start)) bands.push_back(band);
    }
    if (!bands.empty()) return bands;
  }
  return {};
}

/// Counts of log odds, from those of 1e-7 to those of 1 − 1e-7.
class LogOddsHistogram {
 public:
  void add(const Image<float>& scores) {
    for (const float score : scores.values()) {
      if (!std::isnan(score)) ++counts_[bin_of(map::log_odds(score))];
    }
  }

  void add(const LogOddsHistogram& other) {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  }

  /// The middle of the bin it is in; 0 of nothing.
  double median() const {
    const std::int64_t all = std::accumulate(counts_.begin(), counts_.end(), std::int64_t{0});
    std::int64_t below = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      below += counts_[i];
      if (all > 0 && 2 * below >= all) return (static_cast<double>(i) + 0.5) / kPerUnit - kFarthest;
    }
    return 0;
  }

 private:
  static constexpr double kFarthest = 16.2;
  static constexpr int kPerUnit = 100;

  static std::size_t bin_of(double log_odds) {
    return static_cast<std::size_t>((log_odds + kFarthest) * kPerUnit);
  }

  std::vector<std::int64_t> counts_ =
      std::vector<std::int64_t>(static_cast<std::size_t>(2 * kFarthest * kPerUnit) + 1);
};

}  // namespace

TrackFiles::TrackFiles(const TrackMaps& maps, const std::vector<std::string>& polarisations)
    : score_(score_of(maps)),
      mask_(((maps.prediction ? *maps.prediction : maps.change) / kMaskFile).string()),
      change_((maps.change / kChangeFile).string()),
      change_mask_((maps.change / kMaskFile).string()),
      visibility_(maps.visibility),
      stack_((maps.stack / stack::kStackFile).string()),
      predicted_(maps.prediction.has_value()),
      picture_band_(shown_band(stack_)),
      level_bands_(level_bands(stack_)),
      change_bands_(change_bands(change_, polarisations)) {}

void TrackFiles::move_scores(double from, double to) {
  const auto inside = [](double score) { return score > 0 && score < 1; };
  log_odds_ =
      inside(from) && inside(to) && from != to ? map::log_odds(to) - map::log_odds(from) : 0;
}

Image<float> TrackFiles::scores(const Window& window) const {
  Image<float> scores = score_.read(1, window);
  if (log_odds_ == 0) return scores;
  for (float& score : scores.values()) score = map::with_log_odds(score, log_odds_);
  return scores;
}

void TrackFiles::find_usual_log_odds(ThreadPool& threads) {
  const std::vector<Tile> pieces = tiles(grid().size(), kTile, 0);
  LogOddsHistogram all;
  std::mutex mutex;
  threads.parallel_for(static_cast<std::int64_t>(pieces.size()), [&](std::int64_t i) {
    LogOddsHistogram part;
    part.add(scores(pieces[static_cast<std::size_t>(i)].inner));
    const std::scoped_lock lock(mutex);
    all.add(part);  // of whole numbers: in any order
  });
  usual_log_odds_ = all.median();
}

MaskImage TrackFiles::mask(const Window& window) const {
  MaskImage mask(window.size());
  add_bits(mask_, window, mask);
  add_bits(visibility_, window, mask);
  for (std::uint8_t& cell : mask.values()) clear(cell, MaskBit::water);
  return mask;
}

TrackTile TrackFiles::read(const Window& window) const {
  TrackTile tile;
  tile.view.score = scores(window);
  tile.view.usual_log_odds = usual_log_odds_;
  tile.view.mask = mask(window);
  MaskImage seen(window.size());
  add_bits(change_mask_, window, seen);
  tile.dark = Image<std::uint8_t>(window.size());
  for (std::size_t i = 0; i < seen.values().size(); ++i) {
    tile.dark.values()[i] = has(seen.values()[i], MaskBit::water) ? 1 : 0;
  }
  tile.standardised = change_.read(1, window);
  for (const std::optional<int>& band : change_bands_) {
    tile.change_db.push_back(band ? change_.read(*band, window)
                                  : Image<float>(window.size(), kNaN));
  }
  return tile;
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

Image<float> TrackFiles::backscatter_db(const Window& window) const {
  Image<float> image = stack_.read(picture_band_, window);
  for (float& value : image.values()) {
    if (!std::isnan(value)) value = decibel(value);
  }
  return image;
}

}  // namespace scarp::pipeline
