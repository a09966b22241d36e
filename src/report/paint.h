#pragma once

#include <vector>

#include "core/image.h"
#include "geo/png.h"

// Values become colours that colour-blind people tell apart.
namespace scarp::report {

/// Values from `low` to `high` in equal steps of colour; what lies beyond has the colour of the
/// end.
struct Ramp {
  std::vector<geo::Colour> colours;  ///< 255 at most
  double low = 0;
  double high = 1;
};

/// Black to white.
Ramp grey_ramp(double low, double high);

/// From nothing over yellow and orange to dark red; the lowest values are transparent.
Ramp evidence_ramp();

/// From violet (low) over nothing to orange (high): the ends of ColorBrewer's PuOr.
Ramp change_ramp(double strongest);

/// NaN is transparent.
geo::PalettedImage paint(const Image<float>& values, const Ramp& ramp);

/// Red shows after, blue before, green their mean: grey where nothing changed, orange where it
/// became brighter, blue where darker. Both are stretched from `low` to `high`.
geo::PalettedImage composite(const Image<float>& before, const Image<float>& after, double low,
                             double high);

/// Classes in the colours given, the value as index; what lies beyond is transparent.
geo::PalettedImage paint_classes(const Image<float>& classes,
                                 const std::vector<geo::Colour>& colours);

}  // namespace scarp::report
