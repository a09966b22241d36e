#include "pipeline/dem_datum.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/text.h"

namespace scarp::pipeline {
namespace {

using geo::VerticalDatum;

constexpr const char* kAdvice =
    "Say what its heights are measured from by --dem-datum, or transform them first, for example "
    "with gdalwarp";

// How widespread terrain models are called, and what their documentation says of their heights.
constexpr std::array<std::pair<std::string_view, VerticalDatum>, 16> kModels{{
    {"ellipsoid", VerticalDatum::ellipsoid},
    {"tdm1_dem", VerticalDatum::ellipsoid},
    {"tandem", VerticalDatum::ellipsoid},
    {"egm2008", VerticalDatum::egm2008},
    {"egm96", VerticalDatum::egm96},
    {"copernicus_dsm", VerticalDatum::egm2008},
    {"copernicus", VerticalDatum::egm2008},
    {"glo30", VerticalDatum::egm2008},
    {"glo-30", VerticalDatum::egm2008},
    {"fabdem", VerticalDatum::egm2008},
    {"srtm", VerticalDatum::egm96},
    {".hgt", VerticalDatum::egm96},
    {"nasadem", VerticalDatum::egm96},
    {"astgtm", VerticalDatum::egm96},
    {"alpsmlc30", VerticalDatum::egm96},
    {"aw3d30", VerticalDatum::egm96},
}};

std::optional<VerticalDatum> named_in(const std::string& text) {
  const std::string words = lower(text);
  for (const auto& [name, datum] : kModels) {
    if (words.find(name) != std::string::npos) return datum;
  }
  return std::nullopt;
}

void require_metres(const geo::RasterFile& dem) {
  const std::string unit = lower(dem.band(1).unit);
  const auto& vertical = dem.vertical_reference();
  const bool metres = unit.empty() || unit == "m" || unit == "metre" || unit == "metres" ||
                      unit == "meter" || unit == "meters";
  if (metres && (!vertical || std::abs(vertical->metres_per_unit - 1) < 1e-9)) return;
  throw Error({fmt::format("its heights are not in metres ({})",
                           metres ? vertical->name : dem.band(1).unit),
               dem.path(), "Convert them first, for example with gdal_calc.py"});
}

}  // namespace

const char* name_of(VerticalDatum datum) {
  switch (datum) {
    case VerticalDatum::ellipsoid:
      return "ellipsoid";
    case VerticalDatum::egm96:
      return "egm96";
    case VerticalDatum::egm2008:
      return "egm2008";
  }
  return "";
}

VerticalDatum dem_datum(const geo::RasterFile& dem, std::optional<VerticalDatum> told,
                        Reporter& reporter) {
  dem.require_georeference();
  if (dem.band_count() != 1) {
    throw Error({fmt::format("has {} bands, but a terrain model has one", dem.band_count()),
                 dem.path(), "Name the file of heights"});
  }
  require_metres(dem);
  if (told) return *told;
  if (const auto& vertical = dem.vertical_reference()) {
    if (const auto datum = named_in(vertical->name)) return *datum;
    throw Error({fmt::format("its heights are measured from \"{}\", which scarp does not know",
                             vertical->name),
                 dem.path(), kAdvice});
  }
  if (const auto datum = named_in(std::filesystem::path(dem.path()).filename().string())) {
    return *datum;
  }
  reporter.warn(
      fmt::format("{} does not say what its heights are measured from: taken as EGM2008 "
                  "(--dem-datum)",
                  dem.path()));
  return VerticalDatum::egm2008;
}

}  // namespace scarp::pipeline
