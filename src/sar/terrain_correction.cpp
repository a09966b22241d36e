#include "sar/terrain_correction.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>

#include "core/error.h"
#include "sar/tile_plan.h"

namespace scarp::sar {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr double kDegree = 3.14159265358979323846 / 180.0;

// Cells up to this much longer than pixels are sampled. Of a cell as large as a pixel the mean is
// what bilinear interpolation gives.
constexpr double kLargestSampled = 1.01;

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
    bool complete = true;
    for (std::size_t i = 0; i < plan.slices.front().patches().size(); ++i) {
      const Patch& patch = plan.slices.front().patches()[i];
      see(plan, patch, heights);
      const Place place{plan.window, patch.window};
      for (std::size_t k = 0; k < lines_.size(); ++k) {
        complete = sample(pass_, cells_, lines_[k], method_, power_) && complete;
        put_power(place, tile.power[k]);
      }
      put_gaps(patch, heights, place, tile.mask);
      if (options_.layers.radar_coordinates) put_coordinates(place, tile);
      if (options_.layers.incidence) put_incidence(plan, patch, heights, place, tile);
    }
    if (!complete) {
      throw Error({"lines of the image that a tile needs were not planned for", "",
                   "This is a fault of scarp: please report it with run.json"});
    }
    if (options_.visibility) options_.visibility(plan.window, tile.mask);
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
    find_owners();
  }

  // The slice each cell lies in, as an index into cells_.slices; −1 for none.
  void find_owners() {
    owners_.assign(power_.size(), -1);
    for (std::size_t s = 0; s < cells_.slices.size(); ++s) {
      const Slice& slice = slice_of(s);
      const SeenCells& seen = cells_.slices[s];
      const double last = slice.lines() - 1 + slice.step_to_next.value_or(1) / 2;
      const double last_pixel = slice.pixels() - 0.5;
      for (std::size_t i = 0; i < owners_.size(); ++i) {
        const bool inside = seen.line[i] >= -0.5 && seen.line[i] < last && seen.pixel[i] >= -0.5 &&
                            seen.pixel[i] < last_pixel;
        if (inside && owners_[i] < 0) owners_[i] = static_cast<int>(s);
      }
    }
  }

  const Slice& slice_of(std::size_t s) const {
    return pass_.slices()[static_cast<std::size_t>(cells_.first_slice) + s];
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

  // Where some polarisation has no power: because the ground of known height is not in the image,
  // or for another reason.
  void put_gaps(const Patch& patch, const HeightTile& heights, const Place& place,
                MaskImage& mask) const {
    std::size_t i = 0;
    for (int row = 0; row < place.patch.rows; ++row) {
      const float* height_m = heights.cell(patch.window.row + row, patch.window.col);
      std::uint8_t* bits = place.row(mask, row);
      for (int col = 0; col < place.patch.cols; ++col, ++i) {
        if (!unknown_[i]) continue;
        const bool outside = owners_[i] < 0 && !std::isnan(height_m[col]);
        set(bits[col], outside ? MaskBit::outside : MaskBit::no_data);
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
  std::vector<int> owners_;
};

/// Reads lines in strips and fills tiles as soon as they are all there.
class Sweep {
 public:
  Sweep(const Pass& pass, const TerrainCorrectionOptions& options, const SamplingMethod& method,
        TilePlan plan)
      : pass_(pass),
        options_(options),
        method_(method),
        plan_(std::move(plan)),
        reader_(pass, options.radiometry),
        feed_(pass, reader_, options.in_radar, plan_.lines),
        buffers_(options.radiometry.polarisations.size(),
                 LineBuffer(plan_.lines.row, plan_.lines.col, plan_.lines.cols)) {
    // Lines before this are not needed by tile i and those after it.
    needed_from_.resize(plan_.tiles.size() + 1, plan_.lines.row_end());
    for (std::size_t i = plan_.tiles.size(); i-- > 0;) {
      needed_from_[i] = std::min(needed_from_[i + 1], plan_.tiles[i].first_line);
    }
  }

  void run(const HeightSource& heights, const TileSink& sink, ThreadPool& threads,
           Reporter& reporter) {
    Reporter::Stage stage(reporter, "Correcting terrain",
                          static_cast<std::int64_t>(plan_.tiles.size()));
    int next_line = plan_.lines.row;
    std::size_t next_tile = 0;
    feed_.read();
    while (next_tile < plan_.tiles.size()) {
      std::vector<Image<float>> strip = feed_.take(threads);
      next_line += strip.front().rows();
      for (std::size_t k = 0; k < buffers_.size(); ++k) buffers_[k].append(std::move(strip[k]));
      std::size_t ready = next_tile;
      while (ready < plan_.tiles.size() && plan_.tiles[ready].end_line <= next_line) ++ready;
      const auto count = static_cast<std::int64_t>(ready - next_tile);
      // The next strip is read beside the work on tiles.
      threads.parallel_for(count + 1, [&](std::int64_t i) {
        if (i == 0) {
          feed_.read();
          return;
        }
        fill(plan_.tiles[next_tile + static_cast<std::size_t>(i) - 1], heights, sink);
        stage.advance();
      });
      next_tile = ready;
      for (LineBuffer& buffer : buffers_) buffer.drop_before(needed_from_[next_tile]);
    }
  }

 private:
  void fill(PlannedTile& tile, const HeightSource& heights, const TileSink& sink) const {
    const Window& inner = tile.window;
    const Window window{inner.row - kFacetHalo, inner.col - kFacetHalo, inner.rows + 2 * kFacetHalo,
                        inner.cols + 2 * kFacetHalo};
    sink(TileWorker(pass_, buffers_, options_, method_).fill(tile, {window, heights(window)}));
    tile.slices = {};
  }

  const Pass& pass_;
  const TerrainCorrectionOptions& options_;
  SamplingMethod method_;
  TilePlan plan_;
  PassReader reader_;
  LineFeed feed_;
  std::vector<LineBuffer> buffers_;
  std::vector<int> needed_from_;
};

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
  const SamplingMethod method{options.resampling,
                              options.area_means && takes_area_mean(pass, grid)};
  std::vector<GridGeometry> geometries;
  for (const Slice& slice : pass.slices()) {
    geometries.emplace_back(grid, projection, slice.geometry);
  }
  TilePlan plan = plan_tiles(pass, grid, geometries, method, threads);
  if (plan.tiles.empty()) {
    throw Error({"the scene does not show any of the area",
                 pass.slices().front().product->identity.name,
                 "Check area and reference system, or choose another scene"});
  }
  for (const Window& window : plan.outside) {
    CorrectedTile nothing;
    nothing.window = window;
    nothing.outside = true;
    tile(nothing);
  }
  plan.outside.clear();
  Sweep(pass, options, method, std::move(plan)).run(heights, tile, threads, reporter);
}

}  // namespace scarp::sar
