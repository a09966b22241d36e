#include "sim/relief.h"

#include <algorithm>
#include <cmath>

#include "sim/noise.h"

namespace scarp::sim {
namespace {

constexpr int kOctaves = 8;
constexpr double kPersistence = 0.42;  // so that slopes and curvature are those of real hills
constexpr double kWarp = 0.35;         // how far valleys wind, in wavelengths of the first octave
constexpr double kSteepness = 1.4;     // brings the highest to about 1
constexpr double kRounding = 0.06;     // of valleys
constexpr double kValleyFloor = 0.05;  // of the relief; lower parts are filled with sediment

// 0 along the valleys to about 1 on the peaks. Zero lines of noise run on and meet like valleys,
// and in each octave gullies are weighted by the height above the valley before, so that valleys
// stay smooth.
double valley_height(double x, double y, std::uint64_t seed) {
  double height = 0;
  double amplitude = 1;
  double weight = 1;
  double frequency = 1;
  for (int octave = 0; octave < kOctaves; ++octave) {
    const double noise = gradient_noise(x * frequency, y * frequency, seed + octave);
    const double above =
        kSteepness * (std::sqrt(noise * noise + kRounding * kRounding) - kRounding);
    height += amplitude * weight * above;
    weight *= std::min(1.0, 2.5 * above);
    amplitude *= kPersistence;
    frequency *= 2.1;
  }
  return height;
}

}  // namespace

Raster<float> generate_relief(const Grid& grid, const ReliefOptions& options, ThreadPool& threads) {
  Raster<float> relief{grid, Image<float>(grid.size())};
  threads.parallel_for(grid.rows(), [&](std::int64_t r) {
    const int row = static_cast<int>(r);
    for (int col = 0; col < grid.cols(); ++col) {
      const Point place = grid.centre(row, col);
      // A wavelength from ridge to ridge is two cells of the noise's lattice.
      const double scale = 2 / options.wavelength_m;
      const double x = place.x * scale;
      const double y = place.y * scale;
      const double raw =
          valley_height(x + kWarp * gradient_noise(x, y, options.seed + 101),
                        y + kWarp * gradient_noise(x, y, options.seed + 102), options.seed);
      const double height = std::max(raw - kValleyFloor, 0.02 * raw);
      relief.values(row, col) = static_cast<float>(options.height_m * height / (1 - kValleyFloor));
    }
  });
  return relief;
}

}  // namespace scarp::sim
