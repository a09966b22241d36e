#pragma once

#include <string>

#include "exchange/keras_file.h"
#include "model/network.h"

namespace scarp::exchange {

/// A network and its weights, as far as a Keras file tells them.
struct ImportedNetwork {
  model::NetworkDescription description;
  model::Weights weights;
};

/// Takes the layers of a file to be the attention U-Net of Nava et al. 2022, of any number of bands
/// and filters. Layers that Keras numbers through (conv2d_57, conv2d_transpose_76) are told by the
/// order of their numbers. Throws Error, naming `where`, when they are not that network.
ImportedNetwork attention_unet_of(KerasLayers layers, const std::string& where);

}  // namespace scarp::exchange
