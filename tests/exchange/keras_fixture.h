#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "exchange/keras_file.h"
#include "model/layers.h"

namespace scarp::exchange::test {

struct KerasSize {
  int bands = 3;
  int filters = 2;
};

/// Random layers of the paper's network, with the names that Keras gives when its counters stand at
/// `first_number`. Activations keep their size from layer to layer.
KerasLayers keras_layers(int first_number, KerasSize size = {});

/// Writes layers as Keras does. `group`: "" for a weights file, "model_weights" for a whole model.
void write_keras(const std::filesystem::path& path, const KerasLayers& layers,
                 const std::string& group = "");

}  // namespace scarp::exchange::test
