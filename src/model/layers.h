#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/graph.h"
#include "model/weights.h"

namespace scarp::model {

/// An array that a layer has.
struct LayerTensor {
  std::string name;  ///< in a weights file: "conv1_1.weight"
  std::vector<std::int64_t> shape;
  bool trained = true;  ///< else a statistic of batch normalisation

  std::int64_t count() const;
};

/// A layer with weights.
struct Layer {
  std::string name;
  Op op = Op::convolution;  ///< convolution, transposed_convolution or batch_norm
  /// "weight" and "bias"; of batch_norm "weight", "bias", "running_mean" and "running_var".
  std::vector<LayerTensor> tensors;

  std::int64_t parameters() const;  ///< of all its tensors
};

/// In the order of the forward pass; a layer that several nodes share comes once.
std::vector<Layer> layers(const Graph& graph);
std::vector<Layer> layers(const NetworkDescription& description);

/// Of all layers, statistics of batch normalisation included, as Keras counts them.
std::int64_t parameter_count(const std::vector<Layer>& layers);

/// Throws Error, naming `where`, when `weights` lacks a tensor of the network, has one too many or
/// one of another shape, or holds values that are not finite.
void require_fit(const NetworkDescription& description, const Weights& weights,
                 const std::string& where);

}  // namespace scarp::model
