#include "sar/generated_image.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/random.h"

namespace scarp::sar {
namespace {

class GeneratedImage final : public RasterSource {
 public:
  GeneratedImage(Size size, LineFunction fill) : grid_({}, size, nullptr), fill_(std::move(fill)) {}

  const Grid& grid() const override { return grid_; }
  int band_count() const override { return 1; }

  Image<float> read(int /*band*/, const Window& window) const override {
    Image<float> image(window.size());
    for (int row = 0; row < window.rows; ++row) {
      fill_(window.row + row, window.col, window.cols, image.row(row));
    }
    return image;
  }

 private:
  Grid grid_;
  LineFunction fill_;
};

// Of so many pixels each has a stream of random numbers of its own.
constexpr int kRun = 256;
constexpr int kMostRuns = 1 << 16;

}  // namespace

std::shared_ptr<const RasterSource> generated_image(Size size, LineFunction fill) {
  return std::make_shared<GeneratedImage>(size, std::move(fill));
}

LineFunction constant_dn(float dn) {
  return [dn](int, int, int count, float* out) { std::fill(out, out + count, dn); };
}

LineFunction pixel_ramp() {
  return [](int, int first_pixel, int count, float* out) {
    for (int i = 0; i < count; ++i) out[i] = static_cast<float>(first_pixel + i + 1);
  };
}

LineFunction line_ramp() {
  return [](int line, int, int count, float* out) {
    std::fill(out, out + count, static_cast<float>(line + 1));
  };
}

LineFunction speckle_dn(double mean_power, double looks, std::uint64_t seed) {
  return [=](int line, int first_pixel, int count, float* out) {
    const int end = first_pixel + count;
    for (int run = first_pixel / kRun; run * kRun < end; ++run) {
      Random random(seed,
                    static_cast<std::uint64_t>(line) * kMostRuns + static_cast<std::uint64_t>(run));
      const int stop = std::min(end, (run + 1) * kRun);
      for (int pixel = run * kRun; pixel < stop; ++pixel) {
        const double power = mean_power * random.speckle(looks);
        if (pixel >= first_pixel) out[pixel - first_pixel] = static_cast<float>(std::sqrt(power));
      }
    }
  };
}

LineFunction with_reflectors(LineFunction ground, std::vector<Reflector> reflectors) {
  return [ground = std::move(ground), reflectors = std::move(reflectors)](int line, int first_pixel,
                                                                          int count, float* out) {
    ground(line, first_pixel, count, out);
    for (const Reflector& reflector : reflectors) {
      const int at = reflector.pixel - first_pixel;
      if (reflector.line == line && at >= 0 && at < count) out[at] = reflector.dn;
    }
  };
}

}  // namespace scarp::sar
