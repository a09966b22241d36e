#include "sar/terrain_correction.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>

#include "core/error.h"
#include "core/plausible_height.h"
#include "sar/tile_plan.h"

namespace scarp::sar {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr double kDegree = 3.14159265358979323846 / 180.0;

// Cells up to this much longer than pixels are sampled. Of a cell as large as a pixel the mean is
// what bilinear interpolation gives.
constexpr double kLargestSampled = 1.01;

// Two slices may both have a cell at their seam, of which the first counts; none must be without.
constexpr double kSeam_lines = 0.05;

/// Where one value of a patch belongs in an image of its tile.
struct Place {
  const Window& tile;
  const Window& patch;

  template <typename T>
  T* row(Image<T>& image, int patch_row) const {
    return image.row(patch.row - tile.row + patch_row) + (patch.col - tile.col);
  }
};

/// Fills one tile. Used again for the tiles of a thread, it keeps its memory.
class TileWorker {
 public:
  TileWorker(const Pass& pass, const std::vector<LineBuffer>& lines,
             const TerrainCorrectionOptions& options, const SamplingMethod& method)
      : pass_(pass), lines_(lines), options_(options), method_(method) {}

  CorrectedTile fill(const PlannedTile& plan, const HeightTile& heights) {
    CorrectedTile tile = blank(plan.window);
    tile_owners_ = Image<int>(plan.window.size(), -1);
    bool complete = true;
    for (std::size_t i = 0; i < plan.slices.front().patches().size(); ++i) {
      const Patch& patch = plan.slices.front().patches()[i];
      see(plan, patch, heights);
      const Place place{plan.window, patch.window};
      for (std::size_t k = 0; k < lines_.size(); ++k) {
        complete = sample(pass_, cells_, lines_[k], method_, power_) && complete;
        put_power(place, tile.power[k]);
      }
      put_gaps(place, tile.mask);
      put_owners(place);
      if (options_.layers.radar_coordinates) put_coordinates(place, tile);
      if (options_.layers.incidence) put_incidence(plan, patch, heights, place, tile);
    }
    if (!complete) {
      throw Error({"lines of the image that a tile needs were not planned for", "",
                   "This is a fault of scarp: please report it with run.json"});
    }
    if (options_.visibility) add_visibility(plan, tile.mask);
    return tile;
  }

 private:
  CorrectedTile blank(const Window& window) const {
    CorrectedTile tile;
    tile.window = window;
    const Image<float> none(window.size(), kNaN);
    tile.power.assign(lines_.size(), none);
    tile.mask = MaskImage(window.size(), 0);
    if (options_.layers.incidence) tile.incidence_deg = none;
    if (options_.layers.radar_coordinates) {
      for (auto* image : {&tile.line, &tile.pixel, &tile.slant_range_m, &tile.azimuth_time_s}) {
        *image = none;
      }
    }
    return tile;
  }

  // Where all slices have the cells of a patch.
  void see(const PlannedTile& plan, const Patch& patch, const HeightTile& heights) {
    cells_.first_slice = plan.first_slice;
    cells_.slices.resize(plan.slices.size());
    for (std::size_t i = 0; i < plan.slices.size(); ++i) {
      plan.slices[i].cells(patch, heights, cells_.slices[i]);
    }
    power_.resize(static_cast<std::size_t>(patch.window.size().cells()));
    unknown_.assign(power_.size(), false);
    owners_.assign(power_.size(), -1);
    for (std::size_t s = 0; s < cells_.slices.size(); ++s) own(s, cells_.slices[s], owners_);
    shown_ = owners_;
    find_shown(plan, patch, heights);
  }

  // Cells that lie in slice `s` (an index into cells_.slices) and in none before are its own.
  void own(std::size_t s, const SeenCells& seen, std::vector<int>& owners) const {
    const Slice& slice = slice_of(s);
    const double last = slice.lines() - 1 + slice.step_to_next.value_or(1) / 2;
    const double last_pixel = slice.pixels() - 0.5;
    const std::optional<double> step = step_to(s);
    const double first = step ? -*step / 2 - kSeam_lines : -0.5;
    for (std::size_t i = 0; i < owners.size(); ++i) {
      const bool inside = seen.line[i] >= first && seen.line[i] < last && seen.pixel[i] >= -0.5 &&
                          seen.pixel[i] < last_pixel;
      if (inside && owners[i] < 0) owners[i] = static_cast<int>(s);
    }
  }

  // Whether the image shows a cell without a height is told as if its height were 0: a rule that
  // every tile can follow.
  void find_shown(const PlannedTile& plan, const Patch& patch, const HeightTile& heights) {
    level_.window = patch.window;
    level_.values = Image<float>(patch.window.size(), kNaN);
    bool gaps = false;
    for (int row = 0; row < patch.window.rows; ++row) {
      const float* height_m = heights.cell(patch.window.row + row, patch.window.col);
      for (int col = 0; col < patch.window.cols; ++col) {
        if (plausible_height(height_m[col])) continue;
        level_.values(row, col) = 0;
        gaps = true;
      }
    }
    if (!gaps) return;
    SeenCells seen;
    for (std::size_t s = 0; s < plan.slices.size(); ++s) {
      plan.slices[s].cells(patch, level_, seen);
      own(s, seen, shown_);
    }
  }

  const Slice& slice_of(std::size_t s) const {
    return pass_.slices()[static_cast<std::size_t>(cells_.first_slice) + s];
  }

  // Lines from the slice before, if `s` follows at once.
  std::optional<double> step_to(std::size_t s) const {
    const std::size_t index = static_cast<std::size_t>(cells_.first_slice) + s;
    return index == 0 ? std::nullopt : pass_.slices()[index - 1].step_to_next;
  }

  void put_power(const Place& place, Image<float>& image) {
    std::size_t i = 0;
    for (int row = 0; row < place.patch.rows; ++row) {
      float* out = place.row(image, row);
      for (int col = 0; col < place.patch.cols; ++col, ++i) {
        out[col] = power_[i] < 0 ? 0 : power_[i];  // NaN stays
        if (std::isnan(power_[i])) unknown_[i] = true;
      }
    }
  }

  // Of cells that the image does not show nothing else is said.
  void put_gaps(const Place& place, MaskImage& mask) const {
    std::size_t i = 0;
    for (int row = 0; row < place.patch.rows; ++row) {
      std::uint8_t* bits = place.row(mask, row);
      for (int col = 0; col < place.patch.cols; ++col, ++i) {
        if (shown_[i] < 0) {
          set(bits[col], MaskBit::outside);
        } else if (unknown_[i]) {
          set(bits[col], MaskBit::no_data);
        }
      }
    }
  }

  void put_owners(const Place& place) {
    std::size_t i = 0;
    for (int row = 0; row < place.patch.rows; ++row) {
      std::copy_n(owners_.begin() + static_cast<std::ptrdiff_t>(i), place.patch.cols,
                  place.row(tile_owners_, row));
      i += static_cast<std::size_t>(place.patch.cols);
    }
  }

  // Each cell as the slice sees it in which it lies.
  void add_visibility(const PlannedTile& plan, MaskImage& mask) const {
    const std::vector<int>& owners = tile_owners_.values();
    for (std::size_t s = 0; s < plan.slices.size(); ++s) {
      const auto slice = static_cast<int>(s);
      if (std::find(owners.begin(), owners.end(), slice) == owners.end()) continue;
      const MaskImage bits =
          options_.visibility(plan.window, static_cast<std::size_t>(plan.first_slice) + s);
      for (std::size_t i = 0; i < owners.size(); ++i) {
        if (owners[i] == slice) mask.values()[i] |= bits.values()[i];
      }
    }
  }

  void put_coordinates(const Place& place, CorrectedTile& tile) const {
    const Slice& first = pass_.slices().front();
    const Utc start = first.product->epoch.plus_seconds(first.product->image.first_azimuth_time_s);
    std::size_t i = 0;
    for (int row = 0; row < place.patch.rows; ++row) {
      for (int col = 0; col < place.patch.cols; ++col, ++i) {
        if (owners_[i] < 0) continue;
        const auto s = static_cast<std::size_t>(owners_[i]);
        const SeenCells& seen = cells_.slices[s];
        const double later_s = seconds_between(start, slice_of(s).product->epoch);
        place.row(tile.line, row)[col] = static_cast<float>(slice_of(s).first_line + seen.line[i]);
        place.row(tile.pixel, row)[col] = static_cast<float>(seen.pixel[i]);
        place.row(tile.slant_range_m, row)[col] = static_cast<float>(seen.slant_range_m[i]);
        place.row(tile.azimuth_time_s, row)[col] =
            static_cast<float>(later_s + seen.azimuth_time_s[i]);
      }
    }
  }

  void put_incidence(const PlannedTile& plan, const Patch& patch, const HeightTile& heights,
                     const Place& place, CorrectedTile& tile) {
    for (std::size_t s = 0; s < plan.slices.size(); ++s) {
      const auto own = [s](int owner) { return owner == static_cast<int>(s); };
      if (std::none_of(owners_.begin(), owners_.end(), own)) continue;
      plan.slices[s].facets(patch, heights, facets_);
      std::size_t i = 0;
      for (int row = 0; row < place.patch.rows; ++row) {
        float* out = place.row(tile.incidence_deg, row);
        std::uint8_t* bits = place.row(tile.mask, row);
        for (int col = 0; col < place.patch.cols; ++col, ++i) {
          if (!own(owners_[i])) continue;
          const double cosine = facets_.cos_incidence[i];
          const double angle_deg = std::acos(std::clamp(cosine, -1.0, 1.0)) / kDegree;
          out[col] = static_cast<float>(angle_deg);
          const bool poor =
              angle_deg < kSteepestIncidence_deg || angle_deg > kMostGrazingIncidence_deg;
          if (poor) set(bits[col], MaskBit::poor_geometry);
        }
      }
    }
  }

  const Pass& pass_;
  const std::vector<LineBuffer>& lines_;
  const TerrainCorrectionOptions& options_;
  SamplingMethod method_;
  CellsOnPass cells_;
  Facets facets_;
  std::vector<float> power_;
  std::vector<bool> unknown_;  // some power is NaN
  std::vector<int> owners_;    // the slice a cell of the patch lies in; −1 for none
  std::vector<int> shown_;     // likewise, and cells without a height too
  Image<int> tile_owners_;
  HeightTile level_;
};

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
    sink(TileWorker(pass_, lines, options_, method_).fill(tile, {window, heights(window)}));
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
