#include "pipeline/origin_note.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "geo/simulated.h"

namespace scarp::pipeline {

std::string simulation_note(const geo::RasterFile& raster) {
  const auto& metadata = raster.metadata();
  const auto found = metadata.find(geo::kSimulatedItem);
  return found != metadata.end() ? found->second : "";
}

std::string simulation_note(bool simulated) { return simulated ? geo::kSimulatedProduct : ""; }

void note_origin(const std::vector<std::string>& warnings, const std::string& simulated,
                 geo::CogSpec& spec) {
  if (!warnings.empty()) {
    spec.metadata.emplace_back("SCARP_WARNING", fmt::format("{}", fmt::join(warnings, " ")));
  }
  if (!simulated.empty()) spec.metadata.emplace_back(geo::kSimulatedItem, simulated);
}

}  // namespace scarp::pipeline
