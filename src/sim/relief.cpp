#include "sim/relief.h"

#include <algorithm>
#include <cmath>

#include "sim/noise.h"

namespace scarp::sim {
namespace {

constexpr int kOctaves = 8;
constexpr double kValleyFloor = 0.25;  // of the relief; lower parts are filled with sediment

// 0 in the valleys to 1 on the ridges. Each octave is weighted by the one before it, so that
// valleys stay smooth and ridges become rugged.
double ridged_height(double x, double y, std::uint64_t seed) {
  double height = 0;
  double amplitude = 0.5;
  double weight = 1;
  double frequency = 1;
  for (int octave = 0; octave < kOctaves; ++octave) {
    const double noise = gradient_noise(x * frequency, y * frequency, seed + octave);
    const double ridge = std::pow(1 - std::min(1.0, 1.6 * std::abs(noise)), 2);
    height += amplitude * weight * ridge;
    weight = std::clamp(2 * ridge, 0.0, 1.0);
    amplitude *= 0.45;
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
      const double ridged = ridged_height(place.x * scale, place.y * scale, options.seed);
      const double height = std::max(ridged - kValleyFloor, 0.02 * ridged);
      relief.values(row, col) = static_cast<float>(options.height_m * height / (1 - kValleyFloor));
    }
  });
  return relief;
}

}  // namespace scarp::sim
