#include "pipeline/backscatter_mosaic.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"

namespace scarp::pipeline {
namespace {

const char* name_of(Side side) { return side == Side::after ? "after" : "before"; }

geo::CogSpec spec_of(const Grid& grid, const std::string& polarisation, Side side) {
  return {.grid = grid,
          .bands = {{fmt::format("{} {} the event", polarisation, name_of(side)), "power"}}};
}

}  // namespace

BackscatterMosaic::BackscatterMosaic(const std::vector<std::string>& polarisations,
                                     const Grid& grid, const OutputFolder& out) {
  for (const std::string& polarisation : polarisations) {
    for (const Side side : {Side::before, Side::after}) {
      const std::string path =
          out.file(fmt::format("mosaic/{}-{}.tif", name_of(side), lower(polarisation)));
      files_.push_back({polarisation, side,
                        std::make_unique<geo::CogWriter>(path, spec_of(grid, polarisation, side))});
    }
  }
}

std::vector<Image<float>> BackscatterMosaic::tile(const EventGround& ground,
                                                  const std::vector<TrackSight>& sights,
                                                  const Window& window) const {
  std::vector<Image<float>> images;
  for (const File& file : files_) {
    images.push_back(ground.power(window, sights, file.polarisation, file.side));
  }
  return images;
}

void BackscatterMosaic::write(const std::vector<Image<float>>& tile, const Window& window) {
  for (std::size_t i = 0; i < files_.size(); ++i) {
    files_[i].writer->write(1, window.row, window.col, tile[i]);
  }
}

std::size_t BackscatterMosaic::shown() const {
  const auto found = std::find_if(files_.begin(), files_.end(), [](const File& file) {
    const bool co_polarised = file.polarisation == "VV" || file.polarisation == "HH";
    return co_polarised && file.side == Side::after;
  });
  return found == files_.end() ? files_.size() - 1
                               : static_cast<std::size_t>(found - files_.begin());
}

void BackscatterMosaic::finish() {
  for (File& file : files_) file.writer->finish();
}

}  // namespace scarp::pipeline
