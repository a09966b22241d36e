#include "stack/band_metadata.h"

#include <fmt/format.h>

#include <filesystem>
#include <regex>

#include "core/error.h"
#include "core/text.h"

namespace scarp::stack {
namespace {

constexpr const char* kPolarisation = "POLARISATION";
constexpr const char* kTime = "ACQUISITION_TIME";
constexpr const char* kPass = "ORBIT_PASS";

// Satellites' products are named after the start of their acquisition.
std::optional<Utc> time_in_name(const std::string& path) {
  static const std::regex stamp(
      R"((^|[^0-9])(\d{4})(\d{2})(\d{2})[Tt](\d{2})(\d{2})(\d{2})(?![0-9]))");
  const std::string name = std::filesystem::path(path).filename().string();
  std::smatch match;
  if (!std::regex_search(name, match, stamp)) return std::nullopt;
  return Utc::parse(fmt::format("{}-{}-{}T{}:{}:{}", match[2].str(), match[3].str(), match[4].str(),
                                match[5].str(), match[6].str(), match[7].str()));
}

}  // namespace

std::string band_item(const geo::RasterFile& file, int band, const std::string& key) {
  for (const auto* items : {&file.band(band).metadata, &file.metadata()}) {
    const auto found = items->find(key);
    if (found != items->end()) return found->second;
  }
  return {};
}

geo::BandSpec spec_of(const dataset::Band& band) {
  geo::BandSpec spec{.description = band.name, .unit = band.unit};
  if (!band.polarisation.empty()) spec.metadata.emplace_back(kPolarisation, band.polarisation);
  if (band.time) spec.metadata.emplace_back(kTime, band.time->text());
  if (!band.pass.empty()) spec.metadata.emplace_back(kPass, band.pass);
  return spec;
}

dataset::Band described_band(const geo::RasterFile& file, int band) {
  const geo::BandInfo& info = file.band(band);
  if (info.description.empty()) {
    throw Error({fmt::format("band {} has no name", band), file.path(),
                 "Make the stack with scarp stack, or give its bands descriptions"});
  }
  return {info.description, info.unit, band_item(file, band, kPolarisation), orbit_pass(file, band),
          acquisition_time(file, band)};
}

std::optional<Utc> acquisition_time(const geo::RasterFile& file, int band) {
  const std::string text = band_item(file, band, kTime);
  if (text.empty()) return time_in_name(file.path());
  const std::optional<Utc> time = Utc::parse(text);
  if (time) return time;
  throw Error({fmt::format("band {} was acquired at '{}', which is no time", band, text),
               file.path(), "Write it like 2018-09-01T20:40:11Z"});
}

std::string orbit_pass(const geo::RasterFile& file, int band) {
  const std::string pass = lower(band_item(file, band, kPass));
  return pass == "ascending" || pass == "descending" ? pass : std::string();
}

}  // namespace scarp::stack
