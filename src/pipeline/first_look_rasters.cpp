#include "pipeline/first_look_rasters.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "geo/cog.h"
#include "geo/mask_file.h"
#include "geo/warp.h"
#include "pipeline/strip_reader.h"
#include "product/thumbnail.h"

namespace scarp::pipeline {
namespace {

constexpr int kTileCols = 256;
constexpr int kPictureEdge = 1600;

geo::CogSpec change_spec(const change::Series& series) {
  geo::CogSpec spec{.grid = series.grid, .bands = {{"standardised change", "standard deviations"}}};
  for (const change::Polarisation& polarisation : series.polarisations) {
    spec.bands.push_back({"change " + polarisation.name, "dB"});
  }
  return spec;
}

geo::CogSpec score_spec(const Grid& grid) {
  return {.grid = grid,
          .bands = {{"score", ""}},
          .metadata = {{"SCARP_MEANING", "how clearly a cell changed: a score, not a probability"},
                       {"SCARP_THRESHOLD", fmt::format("{}", change::kScoreThreshold)}}};
}

// Rows to map, and the rows in memory meanwhile.
struct Strip {
  int first;
  int end;
  int read_first;
  int read_end;
};

// Files are read in steps of `step` rows, which their blocks call for; what is mapped lags behind
// by the halo.
std::vector<Strip> cut_into_strips(int rows, int step) {
  std::vector<Strip> strips;
  int first = 0;
  for (int read_end = std::min(step, rows); first < rows;
       read_end = std::min(read_end + step, rows)) {
    const int end = read_end == rows ? rows : read_end - change::kHalo;
    strips.push_back({first, end, std::max(0, first - change::kHalo), read_end});
    first = end;
  }
  return strips;
}

std::vector<Tile> tiles_across(const Strip& strip, Size size) {
  std::vector<Tile> tiles;
  for (int col = 0; col < size.cols; col += kTileCols) {
    const Window inner{strip.first, col, strip.end - strip.first,
                       std::min(kTileCols, size.cols - col)};
    tiles.push_back({inner, grow(inner, change::kHalo, size)});
  }
  return tiles;
}

// Marks the cells of a detection that count as changed.
Image<std::uint8_t> changed_cells(const change::Detection& detection,
                                  const std::optional<SlopeGate>& gate, const Grid& grid) {
  Image<std::uint8_t> changed(detection.score.size());
  for (std::size_t i = 0; i < changed.values().size(); ++i) {
    changed.values()[i] = detection.score.values()[i] > change::kScoreThreshold ? 1 : 0;
  }
  if (!gate) return changed;
  const Raster<float> steepest =
      geo::warp(gate->slopes.steepest_near_deg, grid.crop(detection.window),
                geo::Resampling::nearest, geo::Apart::empty);
  for (std::size_t i = 0; i < changed.values().size(); ++i) {
    // Where the DEM has a hole the gate stays open.
    if (steepest.values.values()[i] < gate->min_slope_deg) changed.values()[i] = 0;
  }
  return changed;
}

void scale(Image<float>& image, double factor) {
  for (float& value : image.values()) value = static_cast<float>(value * factor);
}

}  // namespace

ChangeMap write_change_rasters(const change::Series& series, const change::Calibration& calibration,
                               const std::optional<SlopeGate>& gate, const OutputFolder& out,
                               ThreadPool& threads, Reporter& reporter) {
  const Size size = series.grid.size();
  geo::CogWriter change(out.file(kChangeFile), change_spec(series));
  geo::CogWriter score(out.file(kScoreFile), score_spec(series.grid));
  geo::CogWriter mask(out.file(kMaskFile), geo::mask_spec(series.grid));
  ChangeMap map{Image<std::uint8_t>(size), MaskImage(size), {}, {}, 1};
  product::Thumbnail backscatter_picture(size, kPictureEdge);
  product::Thumbnail change_picture(size, kPictureEdge);
  const double to_threshold = 1 / std::sqrt(calibration.threshold);

  const auto write = [&](change::Detection& found) {
    const int row = found.window.row;
    const int col = found.window.col;
    change.write(1, row, col, found.standardised);
    for (std::size_t p = 0; p < found.change_db.size(); ++p) {
      change.write(static_cast<int>(p) + 2, row, col, found.change_db[p]);
    }
    score.write(1, row, col, found.score);
    mask.write(1, row, col, found.mask);
    paste(found.mask, map.mask, row, col);
    paste(changed_cells(found, gate, series.grid), map.changed, row, col);
  };

  StripReader reader(series, threads);
  Reporter::Stage stage(reporter, "detecting change", size.rows);
  // Strip by strip, so that the pictures are summed up in one order.
  for (const Strip& strip : cut_into_strips(size.rows, StripReader::strip_rows(series))) {
    reader.advance(strip.read_first, strip.read_end);
    const std::vector<Tile> tiles = tiles_across(strip, size);
    std::vector<change::Detection> found(tiles.size());
    threads.parallel_for(static_cast<std::int64_t>(tiles.size()), [&](std::int64_t i) {
      change::Detection& one = found[static_cast<std::size_t>(i)];
      one = change::detect(reader.series(), calibration, tiles[static_cast<std::size_t>(i)]);
      write(one);
      scale(one.standardised, to_threshold);
    });
    for (const change::Detection& one : found) {
      backscatter_picture.add(one.window.row, one.window.col, one.backscatter_db);
      change_picture.add(one.window.row, one.window.col, one.standardised);
    }
    stage.advance(strip.end - strip.first);
  }
  change.finish();
  score.finish();
  mask.finish();
  map.picture_backscatter_db = backscatter_picture.image();
  map.picture_change = change_picture.image();
  map.picture_step = change_picture.step();
  return map;
}

}  // namespace scarp::pipeline
