#include "sar/radar_work.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>
#include <utility>

#include "core/memory.h"
#include "sar/block_cache.h"
#include "sar/speckle_filter.h"

namespace scarp::sar {
namespace {

constexpr int kHeightBlock = 256;
constexpr int kHeightBlocksDeep = 12;
constexpr int kFewestHeightBlocks = 256;

// Much larger than what terrain reaches, else most of the work is on their halos.
constexpr int kMaskBlock = 1024;
constexpr int kMaskBlocksDeep = 5;
constexpr int kFewestMaskBlocks = 48;  // short slices have several at work at once

constexpr int kLeeRadius = 3;

// Work goes on line by line of the image: blocks of `edge` cells that lie along one, so many deep,
// since lines lie aslant on the grid and terrain reaches far; fewer where memory is limited.
std::size_t blocks_along_line(const Pass& pass, const Grid& grid, int edge, int deep, int fewest) {
  const Slice& slice = pass.slices().front();
  const double line_m = slice.pixels() * slice.product->image.range_pixel_spacing_m;
  const double along = line_m / (edge * grid.cell_size_m());
  return static_cast<std::size_t>(std::max<double>(fewest, deep * along * memory_share()));
}

}  // namespace

const char* name_of(SpeckleFilter filter) {
  switch (filter) {
    case SpeckleFilter::none:
      return "none";
    case SpeckleFilter::lee:
      return "lee";
    case SpeckleFilter::refined_lee:
      return "refined-lee";
  }
  return "";
}

RadarWork::RadarWork(const Pass& pass, const Grid& grid, const Projection& projection,
                     HeightSource heights, const Relief& relief, const RadarWorkOptions& options)
    : pass_(pass), heights_(std::move(heights)), options_(options) {
  if (!options.flatten) return;
  for (const Slice& slice : pass.slices()) {
    flattenings_.emplace_back(grid, projection, slice.geometry, relief);
  }
}

int RadarWork::halo() const {
  switch (options_.filter) {
    case SpeckleFilter::none:
      return 0;
    case SpeckleFilter::lee:
      return kLeeRadius;
    case SpeckleFilter::refined_lee:
      return kRefinedLeeRadius;
  }
  return 0;
}

void RadarWork::flatten(std::vector<Image<float>>& power, const Window& window) const {
  for (std::size_t s = 0; s < flattenings_.size(); ++s) {
    const Slice& slice = pass_.slices()[s];
    const Window lines{slice.first_line, window.col, slice.lines(), window.cols};
    const Window part = intersect(window, lines);
    if (part.empty()) continue;
    const Window image{part.row - slice.first_line, part.col, part.rows, part.cols};
    const Window ground = flattenings_[s].ground_of(image);
    // Without ground nothing is known of its area.
    const Image<float> ratio =
        ground.empty() ? Image<float>(image.size(), std::numeric_limits<float>::quiet_NaN())
                       : flattenings_[s].area_ratio(image, {ground, heights_(ground)});
    for (Image<float>& values : power) {
      for (int row = 0; row < part.rows; ++row) {
        float* out = values.row(part.row - window.row + row);
        for (int col = 0; col < part.cols; ++col) out[col] /= ratio(row, col);
      }
    }
  }
}

void RadarWork::run(std::vector<Image<float>>& power, const Window& window) const {
  if (options_.flatten) flatten(power, window);
  for (Image<float>& values : power) {
    if (options_.filter == SpeckleFilter::lee) {
      values = lee(values, {.radius = kLeeRadius, .looks = options_.looks});
    } else if (options_.filter == SpeckleFilter::refined_lee) {
      values = refined_lee(values, options_.looks);
    }
  }
}

struct PassVisibility::Slices {
  std::vector<Visibility> all;
  HeightSource heights;
  BlockCache<std::uint8_t> blocks;  // of all slices: few are at work at once

  Slices(const Pass& pass, const Grid& grid, const Projection& projection, HeightSource source,
         const Relief& relief)
      : heights(std::move(source)),
        blocks(kMaskBlock,
               blocks_along_line(pass, grid, kMaskBlock, kMaskBlocksDeep, kFewestMaskBlocks),
               [this](const Window& window, std::size_t slice) {
                 const Window padded = all[slice].padded(window);
                 return all[slice].mask(window, {padded, heights(padded)});
               }) {
    for (const Slice& slice : pass.slices()) {
      all.emplace_back(grid, projection, slice.geometry, relief);
    }
  }
};

PassVisibility::PassVisibility(const Pass& pass, const Grid& grid, const Projection& projection,
                               const HeightSource& heights, const Relief& relief)
    : slices_(std::make_unique<Slices>(pass, grid, projection, heights, relief)) {}

PassVisibility::~PassVisibility() = default;

MaskImage PassVisibility::mask(const Window& window, std::size_t slice) const {
  return slices_->blocks.read(window, slice);
}

HeightSource kept(HeightSource heights, const Pass& pass, const Grid& grid) {
  const auto cache = std::make_shared<BlockCache<float>>(
      kHeightBlock,
      blocks_along_line(pass, grid, kHeightBlock, kHeightBlocksDeep, kFewestHeightBlocks),
      [source = std::move(heights)](const Window& window, std::size_t) { return source(window); });
  return [cache](const Window& window) { return cache->read(window); };
}

}  // namespace scarp::sar
