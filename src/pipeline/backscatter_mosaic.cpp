#include "pipeline/backscatter_mosaic.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "geo/cog.h"
#include "pipeline/origin_note.h"

namespace scarp::pipeline {
namespace {

constexpr int kTile = 512;  // as the tiles of the files

// Few tiles at a time, so that they come to the file in order.
void write_mosaic(const EventGround& ground, const std::string& polarisation, Side side,
                  geo::CogWriter& file, ThreadPool& threads) {
  const std::vector<Tile> all = tiles(ground.grid().size(), kTile, 0);
  const auto at_once = 4 * static_cast<std::size_t>(threads.threads());
  for (std::size_t first = 0; first < all.size(); first += at_once) {
    const std::size_t count = std::min(at_once, all.size() - first);
    threads.parallel_for(static_cast<std::int64_t>(count), [&](std::int64_t i) {
      const Window& window = all[first + static_cast<std::size_t>(i)].inner;
      file.write(1, window.row, window.col, ground.power(window, polarisation, side));
    });
  }
  file.finish();
}

}  // namespace

void write_backscatter_mosaics(const EventGround& ground, const FusionJob& job,
                               const OutputFolder& out, ThreadPool& threads) {
  // One after the other: each file takes buffers.
  for (const std::string& polarisation : job.polarisations) {
    for (const Side side : {Side::before, Side::after}) {
      const char* when = side == Side::after ? "after" : "before";
      geo::CogSpec spec{.grid = ground.grid(),
                        .bands = {{fmt::format("{} {} the event", polarisation, when), "power"}}};
      note_origin({}, simulation_note(job.simulated), spec);
      geo::CogWriter file(out.file(fmt::format("mosaic/{}-{}.tif", when, lower(polarisation))),
                          spec);
      write_mosaic(ground, polarisation, side, file, threads);
    }
  }
}

}  // namespace scarp::pipeline
