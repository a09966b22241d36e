#include "sim/radar_product.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "sar/generated_image.h"

namespace scarp::sim {
namespace {

constexpr double kBetaFactor = 474;  // of synthetic products
constexpr int kStripLines = 256;
constexpr std::size_t kChannels = 2;  // VV and VH

using Numbers = Image<std::uint16_t>;

// √((474² · β⁰ + η) · speckle), for a strip that starts at `first_line`.
void fill(const Image<float>& beta0, const Image<float>& fading, const sar::NoiseTable& noise,
          int first_line, Numbers& numbers, ThreadPool& threads) {
  threads.parallel_for(beta0.rows(), [&](std::int64_t r) {
    const int row = static_cast<int>(r);
    std::vector<double> noise_power(static_cast<std::size_t>(beta0.cols()));
    noise.power(first_line + row, 0, beta0.cols(), noise_power.data());
    for (int pixel = 0; pixel < beta0.cols(); ++pixel) {
      const double power = beta0(row, pixel);
      if (std::isnan(power)) continue;
      const double received =
          kBetaFactor * kBetaFactor * power + noise_power[static_cast<std::size_t>(pixel)];
      const double number = std::round(std::sqrt(received * fading(row, pixel)));
      numbers(first_line + row, pixel) =
          static_cast<std::uint16_t>(std::clamp(number, 1.0, 65535.0));
    }
  });
}

std::shared_ptr<const RasterSource> measurement(Numbers numbers) {
  const Size size = numbers.size();
  const auto shared = std::make_shared<const Numbers>(std::move(numbers));
  return sar::generated_image(size, [shared](int line, int first, int count, float* out) {
    std::copy_n(shared->row(line) + first, count, out);
  });
}

sar::Product empty_product(const RadarView& view, const RadarProductOptions& options) {
  sar::SyntheticScene scene = view.scene();
  scene.start = options.start;
  scene.absolute_orbit = options.absolute_orbit;
  scene.relative_orbit = options.relative_orbit;
  scene.noise_power = kBetaFactor * kBetaFactor * std::pow(10, options.noise_db / 10);
  return sar::synthetic_product(scene);
}

}  // namespace

std::vector<sar::Product> radar_products(const RadarView& view,
                                         const std::vector<Image<float>>& gamma0,
                                         const std::vector<RadarProductOptions>& options,
                                         ThreadPool& threads) {
  const Size size = view.scene().size;
  std::vector<sar::Product> products;
  for (const RadarProductOptions& date : options) products.push_back(empty_product(view, date));
  std::vector<Numbers> numbers(gamma0.size(), Numbers(size));
  for (int line = 0; line < size.rows; line += kStripLines) {
    const int lines = std::min(kStripLines, size.rows - line);
    const std::vector<Image<float>> beta0 = view.beta0(line, lines, gamma0, threads);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const RadarProductOptions& date = options[i / kChannels];
      const std::size_t channel = i % kChannels;
      const Image<float> fading =
          speckle_rows(line, beta0[i].size(), date.speckle, 2 * date.seed + channel, threads);
      fill(beta0[i], fading, products[i / kChannels].channels[channel].noise, line, numbers[i],
           threads);
    }
  }
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    sar::Channel& channel = products[i / kChannels].channels[i % kChannels];
    channel.measurement = measurement(std::move(numbers[i]));
  }
  return products;
}

sar::Product radar_product(const RadarView& view, const std::vector<Image<float>>& vv_and_vh,
                           const RadarProductOptions& options, ThreadPool& threads) {
  return std::move(radar_products(view, vv_and_vh, {options}, threads).front());
}

}  // namespace scarp::sim
