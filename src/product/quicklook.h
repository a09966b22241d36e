#pragma once

#include <cstdint>

#include "core/image.h"
#include "core/thread_pool.h"
#include "geo/png.h"

namespace scarp::product {

/// What a first-look picture shows; all of one size.
struct QuicklookLayers {
  Image<float> backscatter_db;     ///< after the event; NaN without data
  Image<float> change;             ///< signed, ±1 at the detection threshold; NaN: not assessable
  Image<std::uint8_t> landslides;  ///< not 0 inside mapped landslides
  Image<float> hillshade;          ///< 0–1; empty without a DEM
};

/// Grey backscatter, over the hills if there is a DEM, tinted orange where it became brighter and
/// violet where it became darker (told apart by colour-blind people), hatched where nothing can be
/// said; mapped landslides have a yellow outline. Pictures below 640 pixels are enlarged by a whole
/// factor. On `threads`, if there are any.
geo::RgbImage render_quicklook(const QuicklookLayers& given, ThreadPool* threads = nullptr);

}  // namespace scarp::product
