#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace scarp::model {

/// Which network, with every choice that shapes its weights. Built by `nn` and `infer` alike.
struct NetworkDescription {
  enum class Family {
    attention_unet,  ///< Nava et al. 2022, as in the authors' code
    unet,            ///< Ronneberger et al. 2015, with batch normalisation
    unet_dropout,    ///< the same with three dropout layers
    siamese_resunet  ///< residual U-Net over differences between dates, see docs/decisions
  };
  /// Where the third gate takes its gating signal from: the authors' code says up1.
  enum class ThirdGate { up1, up2 };

  Family family = Family::attention_unet;
  int bands = 4;
  int filters = 32;  ///< of the first layer
  int depth = 4;     ///< times the size is halved; patch edges are divisible by 2^depth

  // Of attention_unet.
  ThirdGate third_gate = ThirdGate::up1;
  bool convolve_after_concatenation = false;
  bool input_pyramid = false;     ///< Abraham & Khan 2019
  bool deep_supervision = false;  ///< likewise

  // Of unet_dropout.
  double dropout = 0.5;  ///< share of activations dropped

  // Of siamese_resunet.
  /// Bands of each date, the one before the event first, the same polarisations in the same order.
  /// Bands of no date (slope) are context. Empty: all bands are.
  std::vector<std::vector<int>> dates;

  /// What rows and columns of the input are divisible by.
  int multiple() const { return 1 << depth; }
};

std::string name_of(NetworkDescription::Family family);

/// Throws Error (usage) for an unknown name, with the names known.
NetworkDescription::Family network_family(const std::string& name);

std::vector<std::string> network_family_names();

/// Throws Error (usage) for anything no network can be built of.
void require_valid(const NetworkDescription& description);

/// Holds only what matters to the family.
nlohmann::ordered_json to_json(const NetworkDescription& description);

/// Throws Error, naming `where`, for missing, unknown or impossible members.
NetworkDescription network_from_json(const nlohmann::ordered_json& json, const std::string& where);

}  // namespace scarp::model
