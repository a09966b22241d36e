#include "geo/mask_file.h"

#include <fmt/format.h>

#include <cmath>

#include "core/error.h"
#include "geo/warp.h"

namespace scarp::geo {
namespace {

// No cell has every bit: 255, which elsewhere means good, is told apart.
constexpr int kMost = 254;

std::uint8_t bits_of(float value, const std::string& path) {
  if (std::isnan(value)) return static_cast<std::uint8_t>(MaskBit::no_data);
  if (value >= 0 && value <= kMost && value == std::floor(value)) {
    return static_cast<std::uint8_t>(value);
  }
  throw Error({fmt::format("holds {:g}, but masks hold whole numbers from 0 to {}", value, kMost),
               path, "Give a mask that scarp made, or one where 0 is good and 32 is left out"});
}

}  // namespace

CogSpec mask_spec(const Grid& grid) {
  CogSpec spec{.grid = grid,
               .bands = {{"mask bits; 0 is assessable", ""}},
               .type = CellType::u8,
               .average_overviews = false};
  for (const MaskBitInfo& info : kMaskBits) {
    spec.metadata.emplace_back(fmt::format("SCARP_BIT_{}", static_cast<int>(info.bit)),
                               std::string(info.meaning));
  }
  return spec;
}

MaskImage read_mask(const RasterFile& file, const Grid& grid) {
  const Raster<float> values = warp(file, 1, grid, Resampling::nearest, Apart::empty);
  MaskImage mask(grid.size());
  for (std::size_t i = 0; i < mask.values().size(); ++i) {
    mask.values()[i] = bits_of(values.values.values()[i], file.path());
  }
  return mask;
}

}  // namespace scarp::geo
