#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/image.h"

namespace scarp::geo {

/// Three planes of equal size, 0–255.
struct RgbImage {
  Image<std::uint8_t> red;
  Image<std::uint8_t> green;
  Image<std::uint8_t> blue;
};

/// Throws Error when the file cannot be written.
void write_png(const std::filesystem::path& path, const RgbImage& image);

/// Red, green, blue and opacity, 0–255.
using Colour = std::array<std::uint8_t, 4>;

/// A picture of few colours.
struct PalettedImage {
  Image<std::uint8_t> cells;    ///< indices of `colours`
  std::vector<Colour> colours;  ///< 256 at most
};

/// The bytes of a PNG file. Throws Error.
std::string png_bytes(const PalettedImage& image);

}  // namespace scarp::geo
