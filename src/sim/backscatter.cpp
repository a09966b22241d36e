#include "sim/backscatter.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/polarisation.h"
#include "core/random.h"
#include "sim/noise.h"

namespace scarp::sim {
namespace {

constexpr double kFlatDeg = 6;        // farmland below this slope
constexpr double kWaterShare = 0.03;  // of the cells, the lowest
constexpr double kTextureLength_m = 150;
constexpr double kParcel_m = 180;

// dB of γ⁰ and of its changes. Forest means are those of forested Hokkaido chips (VV 0.15, VH
// 0.04); temporal deviations are typical of C band over stable forest and farmland.
struct CoverSignal {
  double vv;
  double vh;
  double texture;  // deviation over space
  double scene;    // deviation of the whole cover between dates
  double parcel;   // deviation of a parcel between dates
};
constexpr std::array<CoverSignal, 3> kSignals{{
    {-8.2, -14.0, 1.2, 0.4, 0.0},
    {-10.5, -17.5, 0.8, 0.9, 1.0},
    {-19.0, -27.0, 0.3, 2.5, 0.0},
}};

double normal_of(std::uint64_t seed, std::uint64_t stream) { return Random(seed, stream).normal(); }

}  // namespace

Image<std::uint8_t> land_cover(const Raster<float>& dem, const Raster<float>& slope_deg) {
  std::vector<float> heights = dem.values.values();
  const auto lowest = heights.begin() + static_cast<std::ptrdiff_t>(kWaterShare * heights.size());
  std::nth_element(heights.begin(), lowest, heights.end());
  const float shore_m = *lowest;

  Image<std::uint8_t> cover(dem.grid.size());
  for (std::size_t i = 0; i < cover.values().size(); ++i) {
    Cover kind = Cover::forest;
    if (dem.values.values()[i] < shore_m) {
      kind = Cover::water;
    } else if (slope_deg.values.values()[i] < kFlatDeg) {
      kind = Cover::field;
    }
    cover.values()[i] = static_cast<std::uint8_t>(kind);
  }
  return cover;
}

Image<float> backscatter(const Grid& grid, const Ground& ground, const std::string& polarisation,
                         int date, bool after_event, const SceneOptions& options,
                         ThreadPool& threads) {
  const bool cross = cross_polarised(polarisation);
  const std::uint64_t date_seed = options.seed * 1000003 + static_cast<std::uint64_t>(date);
  std::array<double, kSignals.size()> level_db{};  // of each cover on this date
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    level_db[i] =
        (cross ? kSignals[i].vh : kSignals[i].vv) + kSignals[i].scene * normal_of(date_seed, i);
  }
  Image<float> power(grid.size());
  threads.parallel_for(grid.rows(), [&](std::int64_t r) {
    const int row = static_cast<int>(r);
    Random speckle(date_seed, 2 * static_cast<std::uint64_t>(row) + (cross ? 1001 : 1000));
    for (int col = 0; col < grid.cols(); ++col) {
      const Point place = grid.centre(row, col);
      const std::size_t cover = ground.cover(row, col);
      const double texture = gradient_noise(place.x / kTextureLength_m, place.y / kTextureLength_m,
                                            options.seed + (cross ? 77 : 55));
      double db = level_db[cover] + kSignals[cover].texture * 3 * texture;
      if (kSignals[cover].parcel > 0) {
        const auto parcel_x = static_cast<std::int64_t>(std::floor(place.x / kParcel_m));
        const auto parcel_y = static_cast<std::int64_t>(std::floor(place.y / kParcel_m));
        db += kSignals[cover].parcel * normal_of(cell_hash(parcel_x, parcel_y, date_seed), 3);
      }
      const int slide = ground.landslide(row, col);
      if (after_event && slide > 0) {
        const Landslide& hit = ground.slides[static_cast<std::size_t>(slide) - 1];
        db += cross ? hit.change_vh_db : hit.change_vv_db;
      }
      power(row, col) = static_cast<float>(std::pow(10, db / 10) * speckle.speckle(options.looks));
    }
  });
  return power;
}

}  // namespace scarp::sim
