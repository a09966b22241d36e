#pragma once

#include "model/card.h"
#include "model/layers.h"

namespace scarp::model {

/// One filter, two bands, depth 1, all weights 0.5.
inline Model tiny_model() {
  Model model;
  model.card.network.family = NetworkDescription::Family::unet;
  model.card.network.bands = 2;
  model.card.network.filters = 1;
  model.card.network.depth = 1;
  model.card.bands = {{"VV_pre", "power", "VV", "ascending", Utc::parse("2018-09-01T00:00:00")},
                      {"slope", "degree", "", "", {}}};
  model.card.scaling = {dataset::Scaling::Kind::standard, {0.5, 10}, {0.1, 5}, {}};
  model.card.made_by = "a test";
  for (const Layer& layer : layers(model.card.network)) {
    for (const LayerTensor& tensor : layer.tensors) {
      model.weights[tensor.name] = {
          tensor.shape, std::vector<float>(static_cast<std::size_t>(tensor.count()), 0.5F)};
    }
  }
  return model;
}

}  // namespace scarp::model
