// Ronneberger et al. 2015 with batch normalisation and "same" padding; with dropout after the two
// lowest levels of the encoder and the centre.
#include <fmt/format.h>

#include <vector>

#include "model/graph_builder.h"

namespace scarp::model {

Graph unet(const NetworkDescription& description) {
  GraphBuilder builder(description.bands);
  const int depth = description.depth;
  const auto block = [&](const std::string& name, int x, int level) {
    const int y = builder.double_convolution(name, x, description.filters << (level - 1));
    const bool drops = description.family == NetworkDescription::Family::unet_dropout &&
                       level >= depth - 1 && description.dropout > 0;
    return drops ? builder.dropout(y, description.dropout) : y;
  };

  std::vector<int> skip;
  int x = 0;
  for (int level = 1; level <= depth; ++level) {
    skip.push_back(block(fmt::format("conv{}", level), x, level));
    x = builder.max_pool(skip.back());
  }
  x = block("center", x, depth + 1);
  for (int level = depth; level >= 1; --level) {
    const std::string name = fmt::format("up{}", depth + 1 - level);
    const int channels = description.filters << (level - 1);
    const int below = builder.relu(builder.transposed_convolution(name + "_t", x, channels));
    x = builder.double_convolution(name, builder.concatenate({below, skip[level - 1]}), channels);
  }
  return builder.finish({builder.head("final", x)});
}

}  // namespace scarp::model
