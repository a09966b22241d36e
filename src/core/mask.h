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
  water = 8,           ///< open water, or backscatter at the noise floor
  poor_geometry = 16,  ///< too steep or too grazing an incidence
  edited = 32,         ///< excluded by hand
  outside = 64,        ///< not in the image at all
};

struct MaskBitInfo {
  MaskBit bit;
  std::string_view name;
  std::string_view meaning;
};

inline constexpr std::array<MaskBitInfo, 7> kMaskBits{{
    {MaskBit::no_data, "no_data", "no data in a scene that is needed"},
    {MaskBit::layover, "layover", "radar layover"},
    {MaskBit::shadow, "shadow", "radar shadow"},
    {MaskBit::water, "water", "open water or backscatter at the noise floor"},
    {MaskBit::poor_geometry, "poor_geometry", "too steep or too grazing an incidence angle"},
    {MaskBit::edited, "edited", "excluded by hand"},
    {MaskBit::outside, "outside", "outside of a scene that is needed"},
}};

/// Bits of MaskBit for each cell.
using MaskImage = Image<std::uint8_t>;

inline void set(std::uint8_t& cell, MaskBit bit) { cell |= static_cast<std::uint8_t>(bit); }
inline bool has(std::uint8_t cell, MaskBit bit) {
  return (cell & static_cast<std::uint8_t>(bit)) != 0;
}

/// The bits of the table, all of them.
inline constexpr std::uint8_t all_mask_bits() {
  int bits = 0;
  for (const MaskBitInfo& info : kMaskBits) bits |= static_cast<int>(info.bit);
  return static_cast<std::uint8_t>(bits);
}

}  // namespace scarp
