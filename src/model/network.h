#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace scarp::model {

/// Which network, with every choice that shapes its weights. Built by `nn` and `infer` alike.
struct NetworkDescription {
  enum class Family {
    attention_unet,  ///< Nava et al. 2022, as in the authors' code
    unet,
    unet_dropout,  ///< three dropout layers
    modern,        ///< see docs/decisions
  };
  /// Where the third gate takes its gating signal from: the authors' code says up1.
  enum class ThirdGate { up1, up2 };

  Family family = Family::attention_unet;
  int bands = 4;
  int filters = 32;  ///< of the first layer
  int depth = 4;     ///< times the size is halved; patch edges are divisible by 2^depth
  ThirdGate third_gate = ThirdGate::up1;
  bool convolve_after_concatenation = false;
  bool input_pyramid = false;     ///< Abraham & Khan 2019
  bool deep_supervision = false;  ///< likewise
  double dropout = 0.0;           ///< share of activations dropped, unet_dropout
};

std::string name_of(NetworkDescription::Family family);

/// Throws Error (usage) for an unknown name, with the names known.
NetworkDescription::Family network_family(const std::string& name);

/// Throws Error (usage) for anything no network can be built of.
void require_valid(const NetworkDescription& description);

nlohmann::ordered_json to_json(const NetworkDescription& description);

/// Throws Error, naming `where`, for missing, unknown or impossible members.
NetworkDescription network_from_json(const nlohmann::ordered_json& json, const std::string& where);

}  // namespace scarp::model
