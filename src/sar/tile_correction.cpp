#include "sar/tile_correction.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>

#include "core/error.h"
#include "core/plausible_height.h"

namespace scarp::sar {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr double kDegree = 3.14159265358979323846 / 180.0;

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

/// Fills one tile.
class TileWorker {
 public:
  explicit TileWorker(const TileSource& source)
      : pass_(source.pass),
        lines_(source.lines),
        options_(source.options),
        method_(source.method) {}

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

}  // namespace

CorrectedTile correct_tile(const TileSource& source, const PlannedTile& plan,
                           const HeightTile& heights) {
  return TileWorker(source).fill(plan, heights);
}

}  // namespace scarp::sar
