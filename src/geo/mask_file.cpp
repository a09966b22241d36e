#include "geo/mask_file.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "core/error.h"
#include "core/vectorised.h"
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

// What good files hold throughout; false where bits_of has to look.
SCARP_VECTORISED
bool all_bits(const float* values, std::size_t count, std::uint8_t* bits) {
  int other = 0;
  for (std::size_t i = 0; i < count; ++i) {
    float inside = values[i] > 0 ? values[i] : 0;  // and for a NaN
    inside = inside < kMost ? inside : kMost;
    const int whole = static_cast<int>(inside);
    other |= static_cast<float>(whole) == values[i] ? 0 : 1;
    bits[i] = static_cast<std::uint8_t>(whole);
  }
  return other == 0;
}

// The window of `file` whose cells are those of `part`, if there is one.
std::optional<Window> window_of(const Grid& file, const Grid& part) {
  constexpr double kHair = 1e-3;  // cells
  const CellPoint corner = file.to_cell({part.affine().x0, part.affine().y0});
  if (!(std::abs(corner.row) < 1e9 && std::abs(corner.col) < 1e9)) return std::nullopt;
  const Window window{static_cast<int>(std::lround(corner.row)),
                      static_cast<int>(std::lround(corner.col)), part.rows(), part.cols()};
  if (intersect(window, whole(file.size())) != window) return std::nullopt;
  return file.crop(window).compatible(part, kHair) ? std::optional(window) : std::nullopt;
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
  const std::optional<Window> window = window_of(file.grid(), grid);
  const Image<float> values = window
                                  ? file.read(1, *window)
                                  : warp(file, 1, grid, Resampling::nearest, Apart::empty).values;
  MaskImage mask(grid.size());
  if (all_bits(values.values().data(), values.values().size(), mask.values().data())) return mask;
  for (std::size_t i = 0; i < mask.values().size(); ++i) {
    mask.values()[i] = bits_of(values.values()[i], file.path());
  }
  return mask;
}

}  // namespace scarp::geo
