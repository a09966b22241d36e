#pragma once

#include <string>
#include <vector>

#include "core/backscatter.h"
#include "core/grid.h"
#include "core/raster_source.h"

namespace scarp::change {

using Units = BackscatterUnit;

/// One date of one polarisation.
struct Acquisition {
  const RasterSource* source = nullptr;
  int band = 1;
  ZeroPower zero = ZeroPower::no_data;
};

/// All dates of one polarisation.
struct Polarisation {
  std::string name;  ///< "VV"
  std::vector<Acquisition> before;
  std::vector<Acquisition> after;
};

/// Terrain-corrected backscatter around an event, every raster on one grid.
struct Series {
  Grid grid;
  Units units = Units::power;
  std::vector<Polarisation> polarisations;
};

/// dB of power for a difference of 1 in its natural logarithm: 10 / ln 10.
inline constexpr float kDecibelPerNeper = 4.3429448F;

/// Natural logarithm of backscatter power; NaN where there is no data. Exactly zero power is no
/// data, tagged so or not, unless the acquisition says otherwise; power below −50 dB, which noise
/// removal leaves behind, counts as −50 dB; beyond 100 dB a cell is broken and has no data.
Image<float> log_power(const Acquisition& acquisition, const Window& window, Units units);

}  // namespace scarp::change
