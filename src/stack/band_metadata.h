#pragma once

#include <optional>
#include <string>

#include "dataset/band.h"
#include "geo/cog.h"
#include "geo/raster_file.h"

// What a band is, in the metadata of GeoTIFF bands: its name is the description, its unit the unit
// type, and the items POLARISATION, ACQUISITION_TIME (UTC, ISO 8601) and ORBIT_PASS say the rest.
namespace scarp::stack {

/// Says of backscatter what exactly zero power is: "data", else no data.
inline constexpr const char* kZeroPower = "ZERO_POWER";

/// An item of the band, else of the whole file; empty where there is none.
std::string band_item(const geo::RasterFile& file, int band, const std::string& key);

geo::BandSpec spec_of(const dataset::Band& band);

/// The band of a stack that scarp wrote. Throws Error when it has no name, or a broken time.
dataset::Band described_band(const geo::RasterFile& file, int band);

/// When a band was acquired: from the item of the band or the file, else from a time like
/// 20180901T204011 in the file's name, of which the first counts.
std::optional<Utc> acquisition_time(const geo::RasterFile& file, int band);

/// "ascending", "descending" or empty: from the item of the band or the file.
std::string orbit_pass(const geo::RasterFile& file, int band);

}  // namespace scarp::stack
