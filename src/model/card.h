#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dataset/band.h"
#include "dataset/scaling.h"
#include "model/integer_precision.h"
#include "model/network.h"
#include "model/weights.h"

namespace scarp::model {

/// What one must know of a model to use it honestly. Travels inside the model file.
struct Card {
  NetworkDescription network;
  std::vector<dataset::Band> bands;  ///< of the input, in order
  dataset::Scaling scaling;
  int patch_rows = 64;
  int patch_cols = 64;
  std::optional<double> cell_size_m;   ///< of the stacks it learned from, where that is known
  double delineation_threshold = 0.5;  ///< best F1 on validation
  std::optional<double> screening_threshold;  ///< high recall on validation
  std::optional<double> temperature;          ///< of the score's logit; from real events only
  std::optional<IntegerPrecision> int8;       ///< where it is good enough
  nlohmann::ordered_json training = nlohmann::ordered_json::object();  ///< data, options, seed
  nlohmann::ordered_json metrics = nlohmann::ordered_json::object();   ///< on validation and test
  std::string made_by;                                                 ///< program and version
  std::string warning;  ///< to be told with everything that is made with it; may be empty
};

/// A network that can be used.
struct Model {
  Card card;
  Weights weights;
};

nlohmann::ordered_json to_json(const Card& card);

/// Throws Error, naming `where`, for missing or impossible members.
Card card_from_json(const nlohmann::ordered_json& json, const std::string& where);

/// Throws Error, naming `where`, for a card that could not be read again.
void require_valid(const Card& card, const std::string& where);

/// One .safetensors file. Throws Error, also when the card is missing or does not fit the weights.
Model read_model(const std::filesystem::path& path);
void write_model(const std::filesystem::path& path, const Model& model);

}  // namespace scarp::model
