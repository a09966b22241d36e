#pragma once

#include <cstdint>

#include "core/image.h"
#include "core/window.h"
#include "sar/noise.h"

namespace scarp::sar {

/// How far from the edges of an image border noise is looked for.
inline constexpr int kBorder_px = 500;

/// Cells of `window` that hold border noise instead of data: 1, else 0. For products whose
/// processor left it there (has_border_noise). `copol` are the digital numbers of VV or HH inside
/// `window` of an image; cells in `inner` are kBorder_px or more from every edge of it and hold
/// none. What it finds is no data in every polarisation. The rule is that of ESA's "Masking
/// No-value Pixels on GRD Products": near an edge √max(DN² − η, 0) < 0.5, or DN < 30.
Image<std::uint8_t> border_noise(const Image<float>& copol, const NoiseTable& noise,
                                 const Window& window, const Window& inner);

/// Makes NaN of the digital numbers that `border_noise` found.
void drop_border_noise(const Image<std::uint8_t>& border, Image<float>& dn);

}  // namespace scarp::sar
