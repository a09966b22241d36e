#include "corrected.h"

#include <limits>

namespace scarp::sar::test {

Corrected correct(const std::vector<Product>& products, const Grid& grid,
                  const CorrectOptions& options) {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  const Pass pass(products, options.geometry);
  const Geographic projection;
  TerrainCorrectionOptions job;
  job.radiometry = {Quantity::sigma0, {"VV"}};
  job.resampling = options.resampling;
  job.layers = {true, true};
  std::optional<RadarWork> work;
  std::optional<PassVisibility> visibility;
  if (options.relief) {
    work.emplace(pass, grid, projection, options.heights, *options.relief, options.work);
    visibility.emplace(pass, grid, projection, options.heights, *options.relief);
    job.in_radar = {work->halo(), [&](std::vector<Image<float>>& power, const Window& window) {
                      work->run(power, window);
                    }};
    job.visibility = [&](const Window& window, std::size_t slice) {
      return visibility->mask(window, slice);
    };
  }
  const Image<float> none(grid.size(), kNaN);
  Corrected result{none, MaskImage(grid.size(), 0), none, none, none};
  std::mutex mutex;
  const auto take = [&](const CorrectedTile& tile) {
    const std::lock_guard lock(mutex);
    const int row = tile.window.row;
    const int col = tile.window.col;
    if (tile.outside) {
      const auto outside = static_cast<std::uint8_t>(MaskBit::outside);
      paste(MaskImage(tile.window.size(), outside), result.mask, row, col);
      return;
    }
    paste(tile.power[0], result.power, row, col);
    paste(tile.mask, result.mask, row, col);
    paste(tile.incidence_deg, result.incidence_deg, row, col);
    paste(tile.line, result.line, row, col);
    paste(tile.pixel, result.pixel, row, col);
  };
  ThreadPool threads(options.threads);
  Reporter reporter(Reporter::Level::quiet);
  correct_terrain(pass, grid, projection, options.heights, job, take, threads, reporter);
  return result;
}

}  // namespace scarp::sar::test
