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
constexpr std::size_t kMostHeightBlocks = 1200;

// Much larger than what terrain reaches, else most of the work is on their halos.
constexpr int kMaskBlock = 1024;
constexpr std::size_t kMostMaskBlocks = 128;

constexpr int kLeeRadius = 3;

// Fewer where memory is limited.
std::size_t part_of(std::size_t most_blocks) {
  return static_cast<std::size_t>(static_cast<double>(most_blocks) * memory_share());
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

struct PassVisibility::OfSlice {
  Visibility visibility;
  BlockCache<std::uint8_t> blocks;

  OfSlice(const Grid& grid, const Projection& projection, const RadarGeometry& geometry,
          const Relief& relief, const HeightSource& heights)
      : visibility(grid, projection, geometry, relief),
        blocks(kMaskBlock, part_of(kMostMaskBlocks), [this, heights](const Window& window) {
          const Window padded = visibility.padded(window);
          return visibility.mask(window, {padded, heights(padded)});
        }) {}
};

PassVisibility::PassVisibility(const Pass& pass, const Grid& grid, const Projection& projection,
                               const HeightSource& heights, const Relief& relief) {
  for (const Slice& slice : pass.slices()) {
    slices_.push_back(std::make_unique<OfSlice>(grid, projection, slice.geometry, relief, heights));
  }
}

PassVisibility::~PassVisibility() = default;

MaskImage PassVisibility::mask(const Window& window, std::size_t slice) const {
  return slices_[slice]->blocks.read(window);
}

HeightSource kept(HeightSource heights) {
  const auto cache = std::make_shared<BlockCache<float>>(kHeightBlock, part_of(kMostHeightBlocks),
                                                         std::move(heights));
  return [cache](const Window& window) { return cache->read(window); };
}

}  // namespace scarp::sar
