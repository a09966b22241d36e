#include "pipeline/backscatter_mosaic.h"

#include <fmt/format.h>

#include <filesystem>
#include <ranges>

#include "core/text.h"
#include "geo/raster_file.h"
#include "geo/vrt_mosaic.h"

namespace scarp::pipeline {
namespace {

namespace fs = std::filesystem;

// The date next to the event; none where the track has none on that side.
const GeocodedDate* nearest(const TrackMaps& track, bool after) {
  const GeocodedDate* found = nullptr;
  for (const GeocodedDate& date : track.dates) {
    if (date.after != after) continue;
    found = &date;
    if (after) break;
  }
  return found;
}

// The files of that date, as seen from the folder of mosaics, of those that lie on `grid`.
std::vector<geo::MosaicPart> part_of(const TrackMaps& track, bool after,
                                     const std::string& polarisation, const Grid& grid) {
  const GeocodedDate* date = nearest(track, after);
  if (date == nullptr) return {};
  for (const std::string& file : date->backscatter) {
    const std::string name = fs::path(file).filename().string();
    if (name.find(fmt::format("-{}-", polarisation)) == std::string::npos) continue;
    if (!geo::RasterFile(file).grid().compatible(grid)) continue;
    return {
        {fmt::format("../{}/{}/{}", kStagesFolder, date->stage.name, name), whole(grid.size())}};
  }
  return {};
}

}  // namespace

void write_backscatter_mosaics(const std::vector<TrackMaps>& tracks,
                               const std::vector<std::string>& polarisations, const Grid& grid,
                               const OutputFolder& out) {
  for (const std::string& name : polarisations) {
    const std::string polarisation = lower(name);
    for (const bool after : {false, true}) {
      std::vector<geo::MosaicPart> parts;
      for (const TrackMaps& track : std::views::reverse(tracks)) {
        for (geo::MosaicPart& part : part_of(track, after, polarisation, grid)) {
          parts.push_back(std::move(part));
        }
      }
      if (parts.empty()) continue;
      const char* side = after ? "after" : "before";
      geo::write_vrt_mosaic(out.file(fmt::format("mosaic/{}-{}.vrt", side, polarisation)), grid,
                            {fmt::format("{} {} the event", name, side), ""}, parts);
    }
  }
}

}  // namespace scarp::pipeline
