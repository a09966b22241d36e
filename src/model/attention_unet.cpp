// The network of Nava et al. 2022 as in the authors' code, after Abraham & Khan 2019. With depth 4
// and the default options its layers are those of the authors' weight files; other depths continue
// their pattern.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "model/graph_builder.h"

namespace scarp::model {
namespace {

class AttentionUnet {
 public:
  explicit AttentionUnet(const NetworkDescription& description)
      : description_(description), builder_(description.bands) {}

  Graph build() {
    encode();
    for (int stage = 1; stage <= description_.depth; ++stage) decode(stage);
    std::vector<int> outputs{builder_.head("final", up_.back())};
    if (description_.deep_supervision) {
      for (int stage = description_.depth - 1; stage >= 1; --stage) {
        outputs.push_back(builder_.head(fmt::format("out{}", stage), up_[stage]));
      }
    }
    return builder_.finish(std::move(outputs));
  }

 private:
  // f, f, 2f, 2f, 4f, …; the level after the last is the centre.
  int level_channels(int level) const { return description_.filters << ((level - 1) / 2); }

  void encode() {
    int x = 0;
    int image = 0;
    for (int level = 1; level <= description_.depth; ++level) {
      if (level > 1 && description_.input_pyramid) {
        image = builder_.average_pool(image);
        const int scaled = builder_.relu(
            builder_.convolution(fmt::format("scale{}", level), image, level_channels(level), 3));
        x = builder_.concatenate({scaled, x});
      }
      const std::string name = fmt::format("conv{}", level);
      skip_.push_back(builder_.double_convolution(name, x, level_channels(level)));
      x = builder_.max_pool(skip_.back());
    }
    const int centre = level_channels(description_.depth + 1);
    up_.push_back(builder_.double_convolution("center", x, centre));
  }

  // The gating signal of a stage. The third comes from up1, one level below where it is used.
  int gating_signal(int stage) {
    const bool lower = stage == 3 && description_.third_gate == NetworkDescription::ThirdGate::up1;
    const int source = up_[stage - (lower ? 2 : 1)];
    const std::string name = fmt::format("g{}", stage);
    return builder_.relu(builder_.batch_norm(
        name + "_bn", builder_.convolution(name + "_conv", source, builder_.channels(source), 1)));
  }

  int attention_gate(int stage, int x, int g, int inter) {
    const int theta = builder_.convolution(fmt::format("xl_{}", stage), x, inter, 2, 2);
    const int phi = builder_.convolution(fmt::format("phi_{}", stage), g, inter, 1);
    const int stride = builder_.halvings(g) > builder_.halvings(theta) ? 2 : 1;
    const int g_up =
        builder_.transposed_convolution(fmt::format("g_up_{}", stage), phi, inter, stride);
    const int both = builder_.relu(builder_.add(theta, g_up));
    const int psi = builder_.upsample(builder_.head(fmt::format("psi_{}", stage), both));
    const int gated = builder_.convolution(fmt::format("q_attn_conv_{}", stage),
                                           builder_.multiply(psi, x), builder_.channels(x), 1);
    return builder_.batch_norm(fmt::format("q_attn_bn_{}", stage), gated);
  }

  void decode(int stage) {
    const int level = description_.depth + 1 - stage;
    const int channels = stage == 1 ? description_.filters : level_channels(level);
    const std::string name = fmt::format("up{}", stage);
    int skip = skip_[level - 1];
    if (level > 1) {  // the skip of the first level is not gated
      const int g = gating_signal(stage);
      skip = attention_gate(stage, skip, g, level_channels(stage == 1 ? level + 1 : level));
    }
    const int below =
        builder_.relu(builder_.transposed_convolution(name + "_t", up_.back(), channels));
    int x = builder_.concatenate({below, skip});
    if (description_.convolve_after_concatenation) {
      x = builder_.double_convolution(name, x, level_channels(level));
    }
    up_.push_back(x);
  }

  const NetworkDescription& description_;
  GraphBuilder builder_;
  std::vector<int> skip_;  // of levels 1, 2, …
  std::vector<int> up_;    // the centre, up1, up2, …
};

}  // namespace

Graph attention_unet(const NetworkDescription& description) {
  return AttentionUnet(description).build();
}

}  // namespace scarp::model
