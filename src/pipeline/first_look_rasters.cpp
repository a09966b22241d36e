#include "pipeline/first_look_rasters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <utility>

#include "geo/cog.h"
#include "geo/mask_file.h"
#include "pipeline/origin_note.h"
#include "pipeline/strip_reader.h"
#include "product/thumbnail.h"

namespace scarp::pipeline {
namespace {

constexpr int kTileCols = 256;
constexpr int kPictureEdge = 1600;

geo::CogSpec change_spec(const change::Series& series, const std::string& simulated) {
  geo::CogSpec spec{.grid = series.grid, .bands = {{"standardised change", "standard deviations"}}};
  note_origin({}, simulated, spec);
  for (const change::Polarisation& polarisation : series.polarisations) {
    spec.bands.push_back({"change " + polarisation.name, "dB"});
  }
  return spec;
}

geo::CogSpec score_spec(const Grid& grid, const std::string& simulated) {
  geo::CogSpec spec{
      .grid = grid,
      .bands = {{"score", ""}},
      .metadata = {{"SCARP_MEANING", "how clearly a cell changed: a score, not a probability"},
                   {"SCARP_THRESHOLD", fmt::format("{}", change::kScoreThreshold)}}};
  note_origin({}, simulated, spec);
  return spec;
}

geo::CogSpec mask_spec(const Grid& grid, const std::string& simulated) {
  geo::CogSpec spec = geo::mask_spec(grid);
  note_origin({}, simulated, spec);
  return spec;
}

// Rows to map, and the rows in memory meanwhile.
struct Strip {
  int first;
  int end;
  int read_first;
  int read_end;
};

// Files are read and written in steps of `step` rows, which their blocks call for. What is read is
// a step ahead of what is mapped, for the halo.
std::vector<Strip> cut_into_strips(int rows, int step) {
  std::vector<Strip> strips;
  for (int first = 0; first < rows; first += step) {
    strips.push_back({first, std::min(first + step, rows), std::max(0, first - change::kHalo),
                      std::min(first + 2 * step, rows)});
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
  const bool none =
      std::find(changed.values().begin(), changed.values().end(), 1) == changed.values().end();
  if (!gate || none) return changed;
  const Image<float> steepest = gate->slopes.steepest_near_deg(grid.crop(detection.window));
  for (std::size_t i = 0; i < changed.values().size(); ++i) {
    // Where the DEM has a hole the gate stays open.
    if (steepest.values()[i] < gate->min_slope_deg) changed.values()[i] = 0;
  }
  return changed;
}

product::MeasuredRuns measure(const change::Detection& found, const Image<std::uint8_t>& changed) {
  std::vector<const Image<float>*> quantities{&found.score, &found.standardised};
  for (const Image<float>& change : found.change_db) quantities.push_back(&change);
  return product::measure_runs(changed, found.window.row, found.window.col, quantities);
}

void scale(Image<float>& image, double factor) {
  for (float& value : image.values()) value = static_cast<float>(value * factor);
}

// The rasters of the result while they are being written.
class ChangeFiles {
 public:
  ChangeFiles(const SeriesFiles& files, const OutputFolder& out)
      : change_(out.file(kChangeFile), change_spec(files.series, files.simulated)),
        score_(out.file(kScoreFile), score_spec(files.series.grid, files.simulated)),
        mask_(out.file(kMaskFile), mask_spec(files.series.grid, files.simulated)) {}

  void write(const change::Detection& found) {
    const int row = found.window.row;
    const int col = found.window.col;
    change_.write(1, row, col, found.standardised);
    for (std::size_t p = 0; p < found.change_db.size(); ++p) {
      change_.write(static_cast<int>(p) + 2, row, col, found.change_db[p]);
    }
    score_.write(1, row, col, found.score);
    mask_.write(1, row, col, found.mask);
  }

  void finish() {
    change_.finish();
    score_.finish();
    mask_.finish();
  }

 private:
  geo::CogWriter change_;
  geo::CogWriter score_;
  geo::CogWriter mask_;
};

// What of a strip goes into the pictures and outlines, put together from its tiles.
struct StripImages {
  int first_row;
  MaskImage mask;
  Image<float> backscatter_db;
  Image<float> standardised;

  StripImages(const Strip& strip, int cols)
      : first_row(strip.first),
        mask(Size{strip.end - strip.first, cols}),
        backscatter_db(mask.size()),
        standardised(mask.size()) {}

  void add(const change::Detection& found) {
    const int row = found.window.row - first_row;
    const int col = found.window.col;
    paste(found.mask, mask, row, col);
    paste(found.backscatter_db, backscatter_db, row, col);
    paste(found.standardised, standardised, row, col);
  }
};

// Gathers what of the change is kept in memory. Strips must come from top to bottom.
class MapGatherer {
 public:
  explicit MapGatherer(Size size)
      : backscatter_picture_(size, kPictureEdge), change_picture_(size, kPictureEdge) {}

  void add(const StripImages& strip, const std::vector<product::MeasuredRuns>& changed,
           ThreadPool& threads) {
    const std::array<std::function<void()>, 4> parts{
        [&] { append_runs(strip.mask, strip.first_row, map_.mask); },
        [&] { append(changed, map_.changed); },
        [&] { backscatter_picture_.add(strip.first_row, 0, strip.backscatter_db); },
        [&] { change_picture_.add(strip.first_row, 0, strip.standardised); },
    };
    threads.parallel_for(parts.size(),
                         [&](std::int64_t i) { parts[static_cast<std::size_t>(i)](); });
  }

  ChangeMap finish(double threshold) {
    map_.picture_backscatter_db = backscatter_picture_.image();
    map_.picture_change = change_picture_.image();
    scale(map_.picture_change, 1 / std::sqrt(threshold));
    map_.picture_step = change_picture_.step();
    return std::move(map_);
  }

 private:
  ChangeMap map_;
  product::Thumbnail backscatter_picture_;
  product::Thumbnail change_picture_;
};

}  // namespace

ChangeMap write_change_rasters(const SeriesFiles& from, const change::Calibration& calibration,
                               const std::optional<SlopeGate>& gate, const OutputFolder& out,
                               ThreadPool& threads, Reporter& reporter) {
  const change::Series& series = from.series;
  const Size size = series.grid.size();
  ChangeFiles files(from, out);
  MapGatherer map(size);
  StripReader reader(series, threads);
  Reporter::Stage stage(reporter, "detecting change", size.rows);
  for (const Strip& strip : cut_into_strips(size.rows, StripReader::strip_rows(series))) {
    reader.advance(strip.read_first, strip.read_end);
    StripImages images(strip, size.cols);
    const std::vector<Tile> tiles = tiles_across(strip, size);
    std::vector<product::MeasuredRuns> changed(tiles.size());
    threads.parallel_for(static_cast<std::int64_t>(tiles.size()), [&](std::int64_t i) {
      const auto t = static_cast<std::size_t>(i);
      const change::Detection found = change::detect(reader.series(), calibration, tiles[t]);
      files.write(found);
      images.add(found);
      changed[t] = measure(found, changed_cells(found, gate, series.grid));
    });
    map.add(images, changed, threads);
    stage.advance(strip.end - strip.first);
  }
  files.finish();
  return map.finish(calibration.threshold);
}

}  // namespace scarp::pipeline
