#include "sar/terrain_correction.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "core/error.h"
#include "sar/tile_correction.h"
#include "sar/tile_plan.h"

namespace scarp::sar {
namespace {

// Cells up to this much longer than pixels are sampled. Of a cell as large as a pixel the mean is
// what bilinear interpolation gives.
constexpr double kLargestSampled = 1.01;

// Fewer at once take more work: the ground that strips show is a rectangle of cells for each.
constexpr int kStripLines = 512;

// Tiles that are handed out together, so that each thread has some of them.
constexpr int kItemLinesPerThread = 64;

// Lines not worth taking off another rank's hands: as many have to be read again above them.
constexpr int kFewestLinesTaken = 1024;

/// Lines of the pass, read from one of them on.
class Sweep {
 public:
  Sweep(const Pass& pass, const PassReader& reader, const RadarStage& stage, const Window& lines,
        ThreadPool& threads)
      : feed_(pass, reader, stage, lines, kStripLines), next_line_(lines.row), threads_(threads) {
    buffers_.assign(reader.polarisations(), LineBuffer(lines.row, lines.col, lines.cols));
    read_ahead();
  }

  const std::vector<LineBuffer>& lines() const { return buffers_; }

  // Lines before `line` are in memory from now on, those before `first` no longer.
  void advance(int first, int line) {
    for (LineBuffer& buffer : buffers_) buffer.drop_before(first);
    while (next_line_ < line) {
      reading_.wait();
      std::vector<Image<float>> strip = feed_.take(threads_);
      next_line_ += strip.front().rows();
      for (std::size_t k = 0; k < buffers_.size(); ++k) buffers_[k].append(std::move(strip[k]));
      read_ahead();
    }
  }

 private:
  // Beside the work on tiles.
  void read_ahead() {
    reading_ = threads_.start([this] { feed_.read(); });
  }

  LineFeed feed_;
  int next_line_;
  std::vector<LineBuffer> buffers_;
  ThreadPool& threads_;
  ThreadPool::Task reading_;  // last, as it uses the others
};

/// Fills the tiles of a plan, in their order or in runs of it.
class TileFilling {
 public:
  TileFilling(const Pass& pass, const TerrainCorrectionOptions& options,
              const SamplingMethod& method, TilePlan plan, ThreadPool& threads, bool shared)
      : pass_(pass),
        options_(options),
        method_(method),
        plan_(std::move(plan)),
        threads_(threads),
        item_lines_(shared ? std::min(kStripLines, kItemLinesPerThread * threads.threads())
                           : kStripLines),
        reader_(pass, options.radiometry) {
    // Lines before this are not needed by tile i and those after it.
    needed_from_.resize(plan_.tiles.size() + 1, plan_.lines.row_end());
    for (std::size_t i = plan_.tiles.size(); i-- > 0;) {
      needed_from_[i] = std::min(needed_from_[i + 1], plan_.tiles[i].first_line);
    }
    items_.push_back(0);
    for (std::size_t i = 1; i < plan_.tiles.size(); ++i) {
      if (item_lines_of(i) != item_lines_of(i - 1)) items_.push_back(i);
    }
    items_.push_back(plan_.tiles.size());
  }

  // Each is a number of tiles that end on about the same line.
  std::int64_t items() const { return static_cast<std::int64_t>(items_.size()) - 1; }
  std::int64_t fewest_items_taken() const { return kFewestLinesTaken / item_lines_; }

  void fill(std::int64_t item, const HeightSource& heights, const TileSink& sink) {
    const std::size_t begin = items_[static_cast<std::size_t>(item)];
    const std::size_t end = items_[static_cast<std::size_t>(item) + 1];
    const int first = needed_from_[begin];
    if (item != next_item_ || !sweep_) {
      Window lines = plan_.lines;
      lines.row = first;
      lines.rows = plan_.lines.row_end() - first;
      sweep_.emplace(pass_, reader_, options_.in_radar, lines, threads_);
    }
    next_item_ = item + 1;
    Sweep& sweep = *sweep_;
    sweep.advance(first, plan_.tiles[end - 1].end_line);
    threads_.parallel_for(static_cast<std::int64_t>(end - begin), [&](std::int64_t i) {
      fill(plan_.tiles[begin + static_cast<std::size_t>(i)], sweep.lines(), heights, sink);
    });
  }

 private:
  int item_lines_of(std::size_t tile) const {
    return (plan_.tiles[tile].end_line - plan_.lines.row - 1) / item_lines_;
  }

  void fill(PlannedTile& tile, const std::vector<LineBuffer>& lines, const HeightSource& heights,
            const TileSink& sink) const {
    const Window& inner = tile.window;
    const Window window{inner.row - kFacetHalo, inner.col - kFacetHalo, inner.rows + 2 * kFacetHalo,
                        inner.cols + 2 * kFacetHalo};
    sink(correct_tile({pass_, lines, options_, method_}, tile, {window, heights(window)}));
    tile.slices = {};
  }

  const Pass& pass_;
  const TerrainCorrectionOptions& options_;
  SamplingMethod method_;
  TilePlan plan_;
  ThreadPool& threads_;
  int item_lines_;
  PassReader reader_;
  std::vector<int> needed_from_;
  std::vector<std::size_t> items_;  // their first tiles, and the end
  std::int64_t next_item_ = 0;
  std::optional<Sweep> sweep_;
};

std::vector<GridGeometry> geometries_of(const Pass& pass, const Grid& grid,
                                        const Projection& projection) {
  std::vector<GridGeometry> geometries;
  for (const Slice& slice : pass.slices()) {
    geometries.emplace_back(grid, projection, slice.geometry);
  }
  return geometries;
}

void require_tiles(const TilePlan& plan, const Pass& pass) {
  if (!plan.tiles.empty()) return;
  throw Error({"the scene does not show any of the area",
               pass.slices().front().product->identity.name,
               "Check area and reference system, or choose another scene"});
}

// Of what a pass does not show, the part of one rank.
void put_outside(const std::vector<Window>& outside, const TileSink& sink, Communicator& ranks) {
  const std::size_t count = outside.size();
  const auto size = static_cast<std::size_t>(ranks.size());
  const auto rank = static_cast<std::size_t>(ranks.rank());
  for (std::size_t i = count * rank / size; i < count * (rank + 1) / size; ++i) {
    CorrectedTile nothing;
    nothing.window = outside[i];
    nothing.outside = true;
    sink(nothing);
  }
}

}  // namespace

bool takes_area_mean(const Pass& pass, const Grid& grid) {
  // Degrees as long as at the equator, so that grids of one cell size are filled in one way.
  const double longest_m =
      std::max(grid.cell_width(), grid.cell_height()) * unit_length(*grid.crs(), 0).east_m;
  const double pixel_m = pass.slices().front().product->image.range_pixel_spacing_m;
  return longest_m > kLargestSampled * pixel_m;
}

void correct_terrain(const Pass& pass, const Grid& grid, const Projection& projection,
                     const HeightSource& heights, const TerrainCorrectionOptions& options,
                     const TileSink& tile, ThreadPool& threads, Reporter& reporter) {
  Alone alone;
  Communicator& all = options.ranks != nullptr ? *options.ranks : alone;
  const SamplingMethod method{options.resampling,
                              options.area_means && takes_area_mean(pass, grid)};
  const std::vector<GridGeometry> geometries = geometries_of(pass, grid, projection);
  TilePlan plan = plan_tiles(pass, grid, geometries, method, threads);
  require_tiles(plan, pass);
  put_outside(plan.outside, tile, all);
  plan.outside = {};
  TileFilling filling(pass, options, method, std::move(plan), threads, !is_alone(all));
  const Share share{all.new_share(), filling.items(), filling.fewest_items_taken()};
  Reporter::Stage stage(reporter, "Correcting terrain", share.count);
  std::int64_t told = 0;
  while (const auto item = all.next_item(share)) {
    filling.fill(*item, heights, tile);
    stage.advance(all.items_given(share) - told);
    told = all.items_given(share);
  }
}

}  // namespace scarp::sar
