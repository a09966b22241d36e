#include "kernels/score.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/vectorised.h"
#include "kernels/channels.h"
#include "kernels/parallel.h"

namespace scarp::kernels {

namespace {

constexpr std::int64_t kLength = 1024;

/// logits[p] += Σ x · weights. In sixteen sums side by side, then added in pairs.
SCARP_VECTORISED
void add_dots(std::int64_t pixels, int channels, const float* x, const float* weights,
              float* logits) {
  constexpr int kSums = 16;
  for (std::int64_t p = 0; p < pixels; ++p, x += channels) {
    float sums[kSums] = {};
    int c = 0;
    for (; c + kSums <= channels; c += kSums) {
      for (int k = 0; k < kSums; ++k) sums[k] += x[c + k] * weights[c + k];
    }
    for (int k = 0; c + k < channels; ++k) sums[k] += x[c + k] * weights[c + k];
    for (int k = 0; k < 8; ++k) sums[k] += sums[k + 8];
    for (int k = 0; k < 4; ++k) sums[k] += sums[k + 4];
    logits[p] += (sums[0] + sums[2]) + (sums[1] + sums[3]);
  }
}

/// x_gradient = slope · weights for each pixel, or added.
SCARP_VECTORISED
void spread(std::int64_t pixels, int channels, const float* slopes, const float* weights, bool add,
            float* __restrict x_gradient) {
  for (std::int64_t p = 0; p < pixels; ++p, x_gradient += channels) {
    const float slope = slopes[p];
    if (add) {
      for (int c = 0; c < channels; ++c) x_gradient[c] += slope * weights[c];
    } else {
      for (int c = 0; c < channels; ++c) x_gradient[c] = slope * weights[c];
    }
  }
}

constexpr int kGroup = 32;

/// sums[c] += Σ slope · x, for kGroup channels of a few pixels, `stride` floats apart.
SCARP_VECTORISED
void gather_full(std::int64_t pixels, std::int64_t stride, const float* slopes, const float* x,
                 double* sums) {
  float total[kGroup] = {};
  for (std::int64_t p = 0; p < pixels; ++p, x += stride) {
    for (int c = 0; c < kGroup; ++c) total[c] += slopes[p] * x[c];
  }
  for (int c = 0; c < kGroup; ++c) sums[c] += total[c];
}

void gather_part(std::int64_t pixels, std::int64_t stride, int width, const float* slopes,
                 const float* x, double* sums) {
  float total[kGroup] = {};
  for (std::int64_t p = 0; p < pixels; ++p, x += stride) {
    for (int c = 0; c < width; ++c) total[c] += slopes[p] * x[c];
  }
  for (int c = 0; c < width; ++c) sums[c] += total[c];
}

void add_weight_sums(std::int64_t pixels, int channels, const float* slopes, const float* x,
                     double* sums) {
  constexpr std::int64_t kBlock = 64;
  for (std::int64_t first = 0; first < pixels; first += kBlock) {
    const std::int64_t size = std::min(kBlock, pixels - first);
    for (int c = 0; c < channels; c += kGroup) {
      const float* from = x + first * channels + c;
      if (c + kGroup <= channels) {
        gather_full(size, channels, slopes + first, from, sums + c);
      } else {
        gather_part(size, channels, channels - c, slopes + first, from, sums + c);
      }
    }
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
    float* own = probability + range.begin;
    std::fill(own, own + range.size(), bias);
    for (const ScorePart& part : parts) {
      add_dots(range.size(), part.channels, part.x + range.begin * part.channels, part.weights,
               own);
    }
    for (std::int64_t p = 0; p < range.size(); ++p) own[p] = 1 / (1 + std::exp(-own[p]));
  });
}

void score_backward(std::int64_t pixels, const std::vector<ScorePart>& parts,
                    const float* probability, const float* gradient, float* bias_gradient) {
  if (pixels == 0) return;
  const std::int64_t ranges = (pixels + kLength - 1) / kLength;
  const int channels = all_channels(parts) + 1;  // the last for the bias
  std::vector<double> sums(static_cast<std::size_t>(ranges * channels));
  parallel_ranges(pixels, kLength, [&](Range range) {
    std::array<float, kLength> slopes{};
    for (std::int64_t p = range.begin; p < range.end; ++p) {
      slopes[static_cast<std::size_t>(p - range.begin)] =
          gradient[p] * probability[p] * (1 - probability[p]);
    }
    double* own = sums.data() + range.begin / kLength * channels;
    for (const ScorePart& part : parts) {
      const std::int64_t first = range.begin * part.channels;
      add_weight_sums(range.size(), part.channels, slopes.data(), part.x + first, own);
      if (part.x_gradient != nullptr) {
        spread(range.size(), part.channels, slopes.data(), part.weights, part.add,
               part.x_gradient + first);
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
