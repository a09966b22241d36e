#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/image.h"

namespace scarp {

/// Why a cell says nothing about landslides. One table for every command and every file; a cell
/// without any bit is assessable.
enum class MaskBit : std::uint8_t {
  no_data = 1,
  layover = 2,
  shadow = 4,
  water = 8,              ///< open water, or backscatter at the noise floor
  poor_geometry = 16,     ///< too steep or too grazing an incidence
  edited = 32,            ///< excluded by hand, or outside of the area that was asked for
  outside = 64,           ///< not in the image at all
  estimated_water = 128,  ///< water, as backscatter and slope suggest it
};

struct MaskBitInfo {
  MaskBit bit;
  std::string_view name;
  std::string_view meaning;
};

inline constexpr std::array<MaskBitInfo, 8> kMaskBits{{
    {MaskBit::no_data, "no_data", "no data in a scene that is needed"},
    {MaskBit::layover, "layover", "radar layover"},
    {MaskBit::shadow, "shadow", "radar shadow"},
    {MaskBit::water, "water", "open water or backscatter at the noise floor"},
    {MaskBit::poor_geometry, "poor_geometry", "too steep or too grazing an incidence angle"},
    {MaskBit::edited, "edited", "excluded by hand, or outside of the area that was asked for"},
    {MaskBit::outside, "outside", "outside of a scene that is needed"},
    {MaskBit::estimated_water, "estimated_water",
     "open water, estimated from backscatter before the event and slope"},
}};

/// Bits of MaskBit for each cell.
using MaskImage = Image<std::uint8_t>;

inline void set(std::uint8_t& cell, MaskBit bit) { cell |= static_cast<std::uint8_t>(bit); }
inline void clear(std::uint8_t& cell, MaskBit bit) {
  cell = static_cast<std::uint8_t>(cell & ~static_cast<unsigned>(bit));
}
inline bool has(std::uint8_t cell, MaskBit bit) {
  return (cell & static_cast<std::uint8_t>(bit)) != 0;
}

}  // namespace scarp
