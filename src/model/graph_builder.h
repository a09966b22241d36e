#pragma once

#include <string>
#include <vector>

#include "model/graph.h"

namespace scarp::model {

/// Adds node after node to a graph; each function returns the index of the node added.
class GraphBuilder {
 public:
  explicit GraphBuilder(int bands);

  int select_bands(int x, std::vector<int> bands);
  int convolution(const std::string& name, int x, int channels, int kernel, int stride = 1);
  int transposed_convolution(const std::string& name, int x, int channels, int stride = 2);
  int batch_norm(const std::string& name, int x);
  int relu(int x) { return unary(Op::relu, x); }
  int sigmoid(int x) { return unary(Op::sigmoid, x); }
  int max_pool(int x);
  int average_pool(int x);
  int upsample(int x);
  int concatenate(const std::vector<int>& parts);
  int add(int a, int b) { return binary(Op::add, a, b); }
  int subtract(int a, int b) { return binary(Op::subtract, a, b); }
  int multiply(int gate, int x) { return binary(Op::multiply, gate, x); }
  int dropout(int x, double rate);

  /// Convolution, batch norm "NAME_bn", ReLU.
  int convolution_block(const std::string& name, int x, int channels, int kernel = 3);

  /// Two blocks, "NAME_1" and "NAME_2".
  int double_convolution(const std::string& name, int x, int channels);

  /// The probability from one channel.
  int head(const std::string& name, int x) { return sigmoid(convolution(name, x, 1, 1)); }

  int channels(int x) const { return graph_.nodes[x].channels; }
  int halvings(int x) const { return graph_.nodes[x].halvings; }

  Graph finish(std::vector<int> outputs);

 private:
  int append(Node node);
  int unary(Op op, int x);
  int binary(Op op, int a, int b);
  int resize(Op op, int x, int halvings);

  Graph graph_;
};

// The families. `description` is valid.
Graph attention_unet(const NetworkDescription& description);
Graph unet(const NetworkDescription& description);
Graph siamese_resunet(const NetworkDescription& description);

}  // namespace scarp::model
