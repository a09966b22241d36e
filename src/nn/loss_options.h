#pragma once

#include <string>
#include <vector>

namespace scarp::nn {

/// What training makes small. All ignore invalid pixels.
struct LossOptions {
  enum class Kind {
    dice,            ///< of landslides over the whole batch, as in the code of Nava et al. 2022
    dice_per_class,  ///< equation 1 of that paper, landslide and background
    focal_tversky,   ///< Abraham & Khan 2019
    bce,             ///< binary cross entropy, mean over pixels
    bce_dice,        ///< the sum of bce and dice
  };

  Kind kind = Kind::dice;
  double smooth = 1;  ///< added above and below the fractions
  // Of focal_tversky.
  double missed = 0.7;        ///< weight α of missed pixels
  double false_alarms = 0.3;  ///< weight β
  double exponent = 0.75;     ///< γ
};

/// "dice-per-class" and so on.
std::string name_of(LossOptions::Kind kind);

/// Throws Error (usage) for an unknown name, with the names known.
LossOptions::Kind loss_kind(const std::string& name);

std::vector<std::string> loss_names();

}  // namespace scarp::nn
