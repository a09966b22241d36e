#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kernels/buffer.h"
#include "kernels/slice.h"
#include "model/graph.h"
#include "nn/batch_part.h"
#include "nn/operators.h"

// Networks on scarp's own kernels: what nn/kernel_network.h is made of.

namespace scarp::nn {

/// What a node of the graph computes, and its gradient: (patches, rows, cols, channels). Only a
/// part of a concatenation has a stride beyond its channels.
struct Value {
  int channels = 0;
  int halvings = 0;
  kernels::Slice data;
  kernels::Slice gradient;
  bool wants_gradient = true;
  bool has_gradient = false;  ///< part of it has been computed

  // Memory of its own, kept from batch to batch.
  kernels::Buffer data_memory;
  kernels::Buffer gradient_memory;
};

/// A batch on its way through the network.
struct Batch {
  std::int64_t patches = 0;
  int rows = 0;  ///< of the input
  int cols = 0;
  bool training = false;
  BatchPart part;

  int rows_of(const Value& value) const { return rows >> value.halvings; }
  int cols_of(const Value& value) const { return cols >> value.halvings; }
  std::int64_t pixels(const Value& value) const {
    return patches * rows_of(value) * cols_of(value);
  }
  std::int64_t floats(const Value& value) const { return pixels(value) * value.channels; }
};

/// Where a step puts the gradient of one of its inputs.
struct InputGradient {
  float* data = nullptr;  ///< null: nowhere
  bool add = false;       ///< to what is there, else overwrite it
};

/// Some nodes of the graph that are computed at once.
class Step {
 public:
  Step(std::vector<Value*> inputs, Value* output) : inputs_(std::move(inputs)), output_(output) {}
  virtual ~Step() = default;
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;

  virtual void forward(const Batch& batch) = 0;

  /// Reads the gradient of the output, adds to those of the weights and the inputs.
  virtual void backward(const Batch& batch) = 0;

  Value& result() const { return *output_; }

  /// Whose gradients backward() adds to.
  virtual std::vector<const LayerWeights*> layers() const { return {}; }

  /// Whether the result may lie among the channels of another value.
  virtual bool writes_slices() const { return false; }

 protected:
  const Value& input(std::size_t i = 0) const { return *inputs_[i]; }
  const Value& output() const { return *output_; }
  std::size_t input_count() const { return inputs_.size(); }

  /// Says that the gradient of input `i` is being computed. Only for dense inputs.
  InputGradient claim_gradient(std::size_t i = 0) const;

 private:
  std::vector<Value*> inputs_;
  Value* output_;
};

inline float* floats(const torch::Tensor& tensor) { return tensor.data_ptr<float>(); }

// Steps. `layer` and the like outlive them.
struct ConvolutionLayers {
  const LayerWeights* convolution = nullptr;
  const LayerWeights* batch_norm = nullptr;
};
std::unique_ptr<Step> convolution_step(Value* input, Value* output, const model::Node& node,
                                       const LayerWeights& layer);
std::unique_ptr<Step> normalised_step(Value* input, Value* output, const model::Node& node,
                                      const ConvolutionLayers& layers, bool relu);
std::unique_ptr<Step> transposed_step(Value* input, Value* output, const model::Node& node,
                                      const LayerWeights& layer, bool relu);
std::unique_ptr<Step> score_step(std::vector<Value*> inputs, Value* output,
                                 const LayerWeights& layer);
std::unique_ptr<Step> max_pool_step(Value* input, Value* output);
std::unique_ptr<Step> gate_step(Value* weight, Value* input, Value* output);
std::unique_ptr<Step> add_relu_step(Value* a, Value* b, Value* output);
std::unique_ptr<Step> concatenate_step(std::vector<Value*> inputs, Value* output);

/// Any node without weights, by libtorch.
std::unique_ptr<Step> torch_step(std::vector<Value*> inputs, Value* output,
                                 const model::Node& node);

}  // namespace scarp::nn
