#pragma once

#include <cstdint>
#include <filesystem>

#include "core/grid.h"
#include "core/image.h"

namespace scarp::pipeline {

/// Writes what became of each cell (eval::Outcome) as a Cloud Optimized GeoTIFF with colours, the
/// meaning of each class in its metadata.
void write_confusion_map(const std::filesystem::path& path, const Grid& grid,
                         const Image<std::uint8_t>& outcomes);

/// The same as a picture of 640 to 1600 pixels. Where cells share a pixel, landslides go before
/// background.
void write_confusion_picture(const std::filesystem::path& path,
                             const Image<std::uint8_t>& outcomes);

}  // namespace scarp::pipeline
