#include "pipeline/map_layers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "core/error.h"
#include "core/text.h"
#include "geo/rasterise.h"

namespace scarp::pipeline {
namespace {

using eval::ScoreKind;

struct Range {
  float low = HUGE_VALF;
  float high = -HUGE_VALF;
  bool two_values = true;  // at most

  bool empty() const { return low > high; }
};

Range range_of(const Image<float>& image) {
  Range range;
  for (const float value : image.values()) {
    if (std::isnan(value)) continue;
    range.low = std::min(range.low, value);
    range.high = std::max(range.high, value);
  }
  range.two_values = std::all_of(image.values().begin(), image.values().end(), [&](float value) {
    return std::isnan(value) || value == range.low || value == range.high;
  });
  return range;
}

// What the file says of itself.
std::optional<ScoreKind> kind_by_name(const geo::RasterFile& file) {
  const std::string stem = lower(std::filesystem::path(file.path()).stem().string());
  for (const std::string& words : {lower(file.band(1).description), stem}) {
    if (words.find("probability") != std::string::npos) return ScoreKind::probability;
    if (words.find("score") != std::string::npos) return ScoreKind::score;
  }
  return std::nullopt;
}

ScoreKind kind_of(const geo::RasterFile& file, const Range& range, Reporter& reporter) {
  if (const auto kind = kind_by_name(file)) return *kind;
  if (range.two_values) return ScoreKind::classes;
  reporter.warn(
      fmt::format("{} does not say what its values are: they are taken as scores. "
                  "--scores-are tells",
                  file.path()));
  return ScoreKind::score;
}

std::optional<double> own_threshold(const geo::RasterFile& file) {
  const auto found = file.metadata().find("SCARP_THRESHOLD");
  if (found == file.metadata().end()) return std::nullopt;
  const std::string& text = found->second;
  double value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || rest != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

void choose_threshold(const geo::RasterFile& file, const Range& range, const MapReading& reading,
                      MapLayers& map) {
  if (reading.threshold) {
    map.threshold = *reading.threshold;
    map.threshold_from = "given";
  } else if (const auto own = own_threshold(file)) {
    map.threshold = *own;
    map.threshold_from = "the map's metadata";
  } else if (map.kind == ScoreKind::classes || range.empty() ||
             (range.low >= 0 && range.high <= 1)) {
    map.threshold_from = "the usual one";
  } else {
    throw Error(
        {fmt::format("scores from {:g} to {:g} have no usual threshold", range.low, range.high),
         file.path(), "Say with --threshold from which score on cells are mapped"},
        Fault::usage);
  }
}

void require_probabilities(const geo::RasterFile& file, const Range& range) {
  if (range.empty() || (range.low >= 0 && range.high <= 1)) return;
  throw Error({fmt::format("values from {:g} to {:g} are no probabilities", range.low, range.high),
               file.path(), "Say --scores-are score"});
}

}  // namespace

std::string name_of(ScoreKind kind) {
  switch (kind) {
    case ScoreKind::probability:
      return "probability";
    case ScoreKind::score:
      return "score";
    case ScoreKind::classes:
      break;
  }
  return "class";
}

MapLayers read_map(const geo::RasterFile& file, const Window& window, const MapReading& reading,
                   Reporter& reporter) {
  MapLayers map;
  map.score = {file.grid().crop(window), file.read(1, window)};
  const Range range = range_of(map.score.values);
  map.kind = reading.kind ? *reading.kind : kind_of(file, range, reporter);
  if (map.kind == ScoreKind::probability) require_probabilities(file, range);
  choose_threshold(file, range, reading, map);
  return map;
}

MapLayers rasterise_map(const geo::VectorLayer& outlines, const Grid& grid) {
  const Image<std::uint8_t> mapped = geo::rasterise(outlines, grid);
  MapLayers map;
  map.score = {grid, Image<float>(grid.size(), std::vector<float>(mapped.values().begin(),
                                                                  mapped.values().end()))};
  map.kind = ScoreKind::classes;
  map.threshold_from = "outlines";
  return map;
}

}  // namespace scarp::pipeline
