#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/network.h"

namespace scarp::model {

/// What a node computes. "Same" padding is meant as Keras means it.
enum class Op {
  input,
  select_bands,            ///< some channels of its input
  convolution,             ///< with bias, "same"; kernel 3 or 1 at stride 1, kernel 2 at stride 2
  transposed_convolution,  ///< with bias, kernel 3; stride 1 crops the full output by one on each
                           ///< side, stride 2 crops its last row and column
  batch_norm,              ///< ε = 1e-3, momentum 0.99
  relu,
  sigmoid,
  max_pool,      ///< 2×2
  average_pool,  ///< 2×2
  upsample,      ///< 2×2, nearest
  concatenate,   ///< of channels
  add,
  subtract,
  multiply,  ///< the first has one channel
  dropout,   ///< in training alone
};

inline constexpr double kBatchNormEpsilon = 1e-3;
inline constexpr double kBatchNormMomentum = 0.99;  ///< share of the old statistics that stays

/// One step of a network's forward pass.
struct Node {
  Op op = Op::input;
  std::string name;         ///< of its layer, which has the weights; nodes may share a layer
  std::vector<int> inputs;  ///< indices of earlier nodes
  int channels = 0;         ///< of its output
  int halvings = 0;         ///< its output has the size of the network's input / 2^halvings
  int kernel = 1;
  int stride = 1;
  double rate = 0;         ///< of dropout
  std::vector<int> bands;  ///< of select_bands
};

/// A network as arithmetic: the one definition that `nn`, `infer` and `exchange` follow.
struct Graph {
  std::vector<Node> nodes;   ///< each after its inputs; the first is the input
  std::vector<int> outputs;  ///< nodes with one channel, 0 … 1: the result at full size; with deep
                             ///< supervision then those of the lower levels, the largest first
};

/// Throws Error (usage) as `require_valid` does.
Graph graph(const NetworkDescription& description);

/// Multiplications and additions of one forward pass per pixel of the input, in pairs.
double multiply_adds_per_pixel(const Graph& graph);

}  // namespace scarp::model
