#include "sim/cover.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "sim/noise.h"

namespace scarp::sim {
namespace {

constexpr double kRockDeg = 38;  // without forest, rock above it
constexpr double kMeadowLength_m = 700;

constexpr std::array<CoverSignal, kCovers> kSignals{{
    {-8.2, -14.0, 0.2, 0.2, 1.2, 0.4, 0.3, 0.0},   // forest
    {-10.5, -17.5, 0.6, 0.4, 0.8, 0.9, 0.8, 0.6},  // field
    {-19.0, -27.0, 4.0, 1.0, 0.3, 2.5, 0.5, 0.0},  // water
    {-10.5, -17.0, 0.4, 0.3, 1.0, 0.7, 0.6, 0.3},  // meadow
    {-11.0, -18.0, 0.7, 0.5, 1.5, 0.6, 0.3, 0.0},  // rock
}};

// The value that a share of the known ones lies below.
float quantile(const Image<float>& image, double share) {
  std::vector<float> values;
  values.reserve(image.values().size());
  std::copy_if(image.values().begin(), image.values().end(), std::back_inserter(values),
               [](float value) { return !std::isnan(value); });
  if (values.empty()) return 0;
  const auto place = static_cast<std::ptrdiff_t>(share * (values.size() - 1));
  std::nth_element(values.begin(), values.begin() + place, values.end());
  return values[static_cast<std::size_t>(place)];
}

// Where forest ends and meadows begin.
Image<float> openness(const Grid& grid, std::uint64_t seed, ThreadPool& threads) {
  Image<float> open(grid.size());
  threads.parallel_for(grid.rows(), [&](std::int64_t r) {
    const int row = static_cast<int>(r);
    for (int col = 0; col < grid.cols(); ++col) {
      const Point place = grid.centre(row, col);
      const double x = place.x / kMeadowLength_m;
      const double y = place.y / kMeadowLength_m;
      open(row, col) = static_cast<float>(gradient_noise(x, y, seed + 31) +
                                          0.5 * gradient_noise(3 * x, 3 * y, seed + 32));
    }
  });
  return open;
}

}  // namespace

const CoverSignal& signal_of(std::uint8_t cover) { return kSignals[cover]; }

Image<std::uint8_t> land_cover(const Raster<float>& dem, const Raster<float>& slope_deg,
                               const CoverOptions& options, ThreadPool& threads) {
  const float shore_m = quantile(dem.values, options.water_share);
  Image<float> open;
  float forest_edge = 0;
  if (options.forest_share < 1) {
    open = openness(dem.grid, options.seed, threads);
    forest_edge = quantile(open, options.forest_share);
  }
  Image<std::uint8_t> cover(dem.grid.size());
  for (std::size_t i = 0; i < cover.values().size(); ++i) {
    const float height = dem.values.values()[i];
    const float slope = slope_deg.values.values()[i];
    Cover kind = Cover::forest;
    if (!(slope >= options.farmland_below_deg)) {
      kind = height >= shore_m ? Cover::field : Cover::water;
    } else if (!open.empty() && open.values()[i] >= forest_edge) {
      kind = slope < kRockDeg ? Cover::meadow : Cover::rock;
    }
    cover.values()[i] = static_cast<std::uint8_t>(kind);
  }
  return cover;
}

Image<std::uint32_t> parcels(const Grid& grid, double size_m, std::uint64_t seed,
                             ThreadPool& threads) {
  Image<std::uint32_t> numbers(grid.size());
  threads.parallel_for(grid.rows(), [&](std::int64_t r) {
    const int row = static_cast<int>(r);
    for (int col = 0; col < grid.cols(); ++col) {
      const Point place = grid.centre(row, col);
      const double x = place.x / size_m;
      const double y = place.y / size_m;
      const auto left = static_cast<std::int64_t>(std::floor(x));
      const auto low = static_cast<std::int64_t>(std::floor(y));
      double nearest = 9;
      for (std::int64_t i = left - 1; i <= left + 1; ++i) {
        for (std::int64_t j = low - 1; j <= low + 1; ++j) {
          const std::uint64_t hash = cell_hash(i, j, seed);
          const double dx = i + static_cast<double>(hash & 0xffff) / 0x10000 - x;
          const double dy = j + static_cast<double>((hash >> 16) & 0xffff) / 0x10000 - y;
          const double distance = dx * dx + dy * dy;
          if (distance >= nearest) continue;
          nearest = distance;
          numbers(row, col) = static_cast<std::uint32_t>(hash >> 32);
        }
      }
    }
  });
  return numbers;
}

}  // namespace scarp::sim
