#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "eval/scores.h"
#include "model/card.h"

namespace scarp::scoring {

/// Throws Error when a description of a data set names a stack that was simulated: probabilities
/// are those of real events. `name` is the data's.
void require_real(const nlohmann::ordered_json& details, const std::string& name);

/// A temperature, and how far probabilities are off on the patches it was fitted on.
struct Calibration {
  double temperature = 1;
  double ece_before = 0;
  double ece_after = 0;
};

/// Fits it to scores as the network gives them. Throws Error, naming the patches by `name`, when
/// the scores have nothing of probabilities: one class alone, or no temperature within 0.01 to 100.
Calibration calibrate(const eval::ScoreTable& scores, const std::string& name);

nlohmann::ordered_json to_json(const Calibration& calibration);

}  // namespace scarp::scoring
