// A residual U-Net (Zhang et al. 2018) over features of each date, which one shared stem computes,
// and their differences to the date before the event (the siamese difference of Daudt et al. 2018,
// taken once, at full size). Narrow at full size, where a channel is dearest.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "model/graph_builder.h"

namespace scarp::model {
namespace {

// ReLU(x' + two convolutions of x); x' is x, projected where the channels differ.
int residual_block(GraphBuilder& builder, const std::string& name, int x, int channels) {
  const int first = builder.convolution_block(name + "_1", x, channels);
  const int second =
      builder.batch_norm(name + "_2_bn", builder.convolution(name + "_2", first, channels, 3));
  int shortcut = x;
  if (builder.channels(x) != channels) {
    shortcut =
        builder.batch_norm(name + "_skip_bn", builder.convolution(name + "_skip", x, channels, 1));
  }
  return builder.relu(builder.add(shortcut, second));
}

std::vector<int> context_bands(const NetworkDescription& description) {
  std::vector<bool> used(description.bands, false);
  for (const std::vector<int>& date : description.dates) {
    for (const int band : date) used[band] = true;
  }
  std::vector<int> context;
  for (int band = 0; band < description.bands; ++band) {
    if (!used[band]) context.push_back(band);
  }
  return context;
}

// Features before the event, differences of each date after it to them, the context as it is.
int stem(GraphBuilder& builder, const NetworkDescription& description, int channels) {
  std::vector<int> parts;
  int before = 0;
  for (const std::vector<int>& date : description.dates) {
    const int features =
        builder.double_convolution("stem", builder.select_bands(0, date), channels);
    parts.push_back(parts.empty() ? features : builder.subtract(features, before));
    if (parts.size() == 1) before = features;
  }
  const std::vector<int> context = context_bands(description);
  if (!context.empty()) parts.push_back(builder.select_bands(0, context));
  return builder.concatenate(parts);
}

}  // namespace

Graph siamese_resunet(const NetworkDescription& description) {
  GraphBuilder builder(description.bands);
  const int depth = description.depth;
  // f/2, f, f, 2f, 2f, …: at three dates and depth 4 as dear as the paper's network with as many
  // filters.
  const auto channels = [&](int level) {
    return level == 1 ? std::max(1, description.filters / 2)
                      : description.filters << ((level - 2) / 2);
  };
  std::vector<int> skip;
  int x = stem(builder, description, std::max(1, description.filters / 8));
  for (int level = 1; level <= depth; ++level) {
    skip.push_back(residual_block(builder, fmt::format("conv{}", level), x, channels(level)));
    x = builder.max_pool(skip.back());
  }
  x = residual_block(builder, "center", x, channels(depth + 1));
  for (int level = depth; level >= 1; --level) {
    const std::string name = fmt::format("up{}", depth + 1 - level);
    const int below = builder.relu(builder.transposed_convolution(name + "_t", x, channels(level)));
    x = residual_block(builder, name, builder.concatenate({below, skip[level - 1]}),
                       channels(level));
  }
  return builder.finish({builder.head("final", x)});
}

}  // namespace scarp::model
