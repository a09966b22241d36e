#pragma once

#include <vector>

namespace scarp::infer {

/// What values an array of the network takes.
struct Range {
  float low = 0;
  float high = 0;
};

/// Of each node of a network's graph; empty ranges for nodes that are never computed by themselves.
using Ranges = std::vector<Range>;

}  // namespace scarp::infer
