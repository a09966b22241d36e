#include "model/graph_builder.h"

#include <algorithm>
#include <utility>

namespace scarp::model {

GraphBuilder::GraphBuilder(int bands) {
  Node node;
  node.name = "input";
  node.channels = bands;
  append(std::move(node));
}

int GraphBuilder::append(Node node) {
  graph_.nodes.push_back(std::move(node));
  return static_cast<int>(graph_.nodes.size()) - 1;
}

int GraphBuilder::unary(Op op, int x) {
  Node node;
  node.op = op;
  node.inputs = {x};
  node.channels = channels(x);
  node.halvings = halvings(x);
  return append(std::move(node));
}

int GraphBuilder::binary(Op op, int a, int b) {
  const int index = unary(op, b);
  graph_.nodes[index].inputs = {a, b};
  return index;
}

int GraphBuilder::resize(Op op, int x, int halvings) {
  const int index = unary(op, x);
  graph_.nodes[index].halvings = halvings;
  return index;
}

int GraphBuilder::select_bands(int x, std::vector<int> bands) {
  const int index = unary(Op::select_bands, x);
  graph_.nodes[index].channels = static_cast<int>(bands.size());
  graph_.nodes[index].bands = std::move(bands);
  return index;
}

int GraphBuilder::convolution(const std::string& name, int x, int channels, int kernel,
                              int stride) {
  const int index = resize(Op::convolution, x, halvings(x) + (stride == 2 ? 1 : 0));
  Node& node = graph_.nodes[index];
  node.name = name;
  node.channels = channels;
  node.kernel = kernel;
  node.stride = stride;
  return index;
}

int GraphBuilder::transposed_convolution(const std::string& name, int x, int channels, int stride) {
  const int index = convolution(name, x, channels, 3, stride);
  Node& node = graph_.nodes[index];
  node.op = Op::transposed_convolution;
  node.halvings = halvings(x) - (stride == 2 ? 1 : 0);
  return index;
}

int GraphBuilder::batch_norm(const std::string& name, int x) {
  const int index = unary(Op::batch_norm, x);
  graph_.nodes[index].name = name;
  return index;
}

int GraphBuilder::max_pool(int x) { return resize(Op::max_pool, x, halvings(x) + 1); }
int GraphBuilder::average_pool(int x) { return resize(Op::average_pool, x, halvings(x) + 1); }
int GraphBuilder::upsample(int x) { return resize(Op::upsample, x, halvings(x) - 1); }

int GraphBuilder::concatenate(const std::vector<int>& parts) {
  if (parts.size() == 1) return parts.front();
  const int index = unary(Op::concatenate, parts.front());
  Node& node = graph_.nodes[index];
  node.inputs = parts;
  node.channels = 0;
  for (const int part : parts) node.channels += channels(part);
  return index;
}

int GraphBuilder::dropout(int x, double rate) {
  const int index = unary(Op::dropout, x);
  graph_.nodes[index].rate = rate;
  return index;
}

int GraphBuilder::convolution_block(const std::string& name, int x, int channels, int kernel) {
  return relu(batch_norm(name + "_bn", convolution(name, x, channels, kernel)));
}

int GraphBuilder::double_convolution(const std::string& name, int x, int channels) {
  return convolution_block(name + "_2", convolution_block(name + "_1", x, channels), channels);
}

Graph GraphBuilder::finish(std::vector<int> outputs) {
  graph_.outputs = std::move(outputs);
  return std::move(graph_);
}

}  // namespace scarp::model
