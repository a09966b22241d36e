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

// Blocks that are kept while work goes on line by line of the image. Lines lie aslant on the grid,
// and terrain reaches far; short slices have several at work at once.
struct BlockPlan {
  int edge;
  int deep;  // along a line
  int fewest;
  int most;
};
constexpr BlockPlan kHeightBlocks{256, 30, 256, 1200};
// Much larger than what terrain reaches, else most of the work is on their halos.
constexpr BlockPlan kMaskBlocks{1024, 10, 48, 128};

constexpr int kLeeRadius = 3;

// How many: too few cost far more than too many. Fewer where memory is limited.
std::size_t count_of(const BlockPlan& plan, const Pass& pass, const Grid& grid) {
  const Slice& slice = pass.slices().front();
  const double line_m = slice.pixels() * slice.product->image.range_pixel_spacing_m;
  const double along = 3 + line_m / (plan.edge * grid.cell_size_m());
  const double wanted = std::min<double>(plan.most, plan.deep * along) * memory_share();
  return static_cast<std::size_t>(std::max<double>(plan.fewest, wanted));
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
        blocks(kMaskBlocks.edge, count_of(kMaskBlocks, pass, grid),
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
      kHeightBlocks.edge, count_of(kHeightBlocks, pass, grid),
      [source = std::move(heights)](const Window& window, std::size_t) { return source(window); });
  return [cache](const Window& window) { return cache->read(window); };
}

}  // namespace scarp::sar
