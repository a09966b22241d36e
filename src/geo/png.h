#pragma once

#include <cstdint>
#include <filesystem>

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

}  // namespace scarp::geo
