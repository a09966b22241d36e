#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "core/raster_source.h"

namespace scarp::sar {

/// Digital numbers that nobody measured, made when they are read: for tests, benchmarks and
/// simulation. `fill` puts those of the pixels first_pixel … first_pixel + count − 1 of a line into
/// `out`; it must be safe to call from several threads, and give a pixel the same value each time.
using LineFunction = std::function<void(int line, int first_pixel, int count, float* out)>;
std::shared_ptr<const RasterSource> generated_image(Size size, LineFunction fill);

LineFunction constant_dn(float dn);
LineFunction pixel_ramp();  ///< DN = pixel + 1
LineFunction line_ramp();   ///< DN = line + 1

/// Amplitudes of gamma speckle of so many looks, `mean_power` in DN².
LineFunction speckle_dn(double mean_power, double looks, std::uint64_t seed);

/// A bright point at a line and pixel.
struct Reflector {
  int line = 0;
  int pixel = 0;
  float dn = 0;
};
LineFunction with_reflectors(LineFunction ground, std::vector<Reflector> reflectors);

}  // namespace scarp::sar
