#include "kernels/score.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "kernels/channels.h"
#include "kernels/dot.h"
#include "kernels/parallel.h"
#include "kernels/vectorised.h"

namespace scarp::kernels {

namespace {

constexpr std::int64_t kLength = 1024;

/// x_gradient (+)= slope · weights for each pixel.
SCARP_VECTORISED
void spread(std::int64_t pixels, const float* slopes, const ScorePart& part, float* x_gradient) {
  const float* weights = part.weights;
  for (std::int64_t p = 0; p < pixels; ++p, x_gradient += part.channels) {
    const float slope = slopes[p];
    if (part.add) {
      for (int c = 0; c < part.channels; ++c) x_gradient[c] += slope * weights[c];
    } else {
      for (int c = 0; c < part.channels; ++c) x_gradient[c] = slope * weights[c];
    }
  }
}

/// sums[c] += Σ slope · x, in single precision over a few pixels.
SCARP_VECTORISED
void gather(std::int64_t pixels, int channels, const float* slopes, const float* x, float* sums) {
  for (std::int64_t p = 0; p < pixels; ++p, x += channels) {
    const float slope = slopes[p];
    for (int c = 0; c < channels; ++c) sums[c] += slope * x[c];
  }
}

void add_weight_sums(std::int64_t pixels, const ScorePart& part, const float* slopes,
                     const float* x, double* sums) {
  constexpr std::int64_t kBlock = 64;
  std::vector<float> block(static_cast<std::size_t>(part.channels));
  for (std::int64_t first = 0; first < pixels; first += kBlock) {
    std::fill(block.begin(), block.end(), 0.0F);
    gather(std::min(kBlock, pixels - first), part.channels, slopes + first,
           x + first * part.channels, block.data());
    for (int c = 0; c < part.channels; ++c) sums[c] += block[static_cast<std::size_t>(c)];
  }
}

int all_channels(const std::vector<ScorePart>& parts) {
  int sum = 0;
  for (const ScorePart& part : parts) sum += part.channels;
  return sum;
}

}  // namespace

void score(std::int64_t pixels, const std::vector<ScorePart>& parts, float bias,
           float* probability) {
  parallel_ranges(pixels, kLength, [&](Range range) {
    for (std::int64_t p = range.begin; p < range.end; ++p) {
      float sum = bias;
      for (const ScorePart& part : parts) {
        sum += dot(part.channels, part.x + p * part.channels, part.weights);
      }
      probability[p] = 1 / (1 + std::exp(-sum));
    }
  });
}

void score_backward(std::int64_t pixels, const std::vector<ScorePart>& parts,
                    const float* probability, const float* gradient, float* bias_gradient) {
  const std::int64_t ranges = (pixels + kLength - 1) / kLength;
  const int channels = all_channels(parts) + 1;  // the last for the bias
  std::vector<double> sums(static_cast<std::size_t>(ranges * channels));
  parallel_ranges(pixels, kLength, [&](Range range) {
    std::array<float, kLength> slopes;
    for (std::int64_t p = range.begin; p < range.end; ++p) {
      slopes[static_cast<std::size_t>(p - range.begin)] =
          gradient[p] * probability[p] * (1 - probability[p]);
    }
    double* own = sums.data() + range.begin / kLength * channels;
    for (const ScorePart& part : parts) {
      const std::int64_t first = range.begin * part.channels;
      add_weight_sums(range.size(), part, slopes.data(), part.x + first, own);
      if (part.x_gradient != nullptr) {
        spread(range.size(), slopes.data(), part, part.x_gradient + first);
      }
      own += part.channels;
    }
    add_sums(range.size(), 1, slopes.data(), own);
  });
  for (std::int64_t range = 1; range < ranges; ++range) {
    for (int c = 0; c < channels; ++c) {
      sums[static_cast<std::size_t>(c)] += sums[static_cast<std::size_t>(range * channels + c)];
    }
  }
  const double* sum = sums.data();
  for (const ScorePart& part : parts) {
    for (int c = 0; c < part.channels; ++c) part.weights_gradient[c] += static_cast<float>(*sum++);
  }
  *bias_gradient += static_cast<float>(*sum);
}

}  // namespace scarp::kernels
