#include "pipeline/dem_datum.h"

#include <fmt/format.h>

#include <array>
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

VerticalDatum dem_datum(const geo::Dem& dem, std::optional<VerticalDatum> told,
                        Reporter& reporter) {
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
