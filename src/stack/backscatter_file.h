#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/backscatter.h"
#include "geo/raster_file.h"
#include "stack/series_argument.h"

// What a file of backscatter says of its bands.
namespace scarp::stack {

/// Those asked for, or all. Throws Error when the file has fewer.
std::vector<int> bands_of(const SeriesArgument& argument, const geo::RasterFile& file);

/// Of one band: from the argument, its description or the file's name. Throws Error (wrong use)
/// when none of them says it.
std::string polarisation_of(const SeriesArgument& argument, const geo::RasterFile& file, int band);

/// What the metadata of a band says; nothing when it does not.
std::optional<BackscatterUnit> stated_unit(const geo::RasterFile& file, int band);

/// No data, unless the item ZERO_POWER of the band or the file is "data".
ZeroPower zero_power(const geo::RasterFile& file, int band);

/// Throws Error when the values of a band, of which some are looked at, cannot be backscatter in
/// that unit.
void require_plausible(const geo::RasterFile& file, int band, BackscatterUnit unit);

}  // namespace scarp::stack
