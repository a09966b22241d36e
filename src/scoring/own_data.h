#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace scarp::scoring {

/// The patches that a model is scored on.
struct ScoredData {
  std::set<std::string> sha256;    ///< of their files
  nlohmann::ordered_json details;  ///< of their data set; null: unknown
};

/// Whether a model card tells by what data its model was made.
bool knows_its_data(const nlohmann::ordered_json& training);

/// Why a model scores better on some patches than on those of other ground, by what its card says
/// of its training: it learned from them, was chosen by them, or their data set divides the same
/// ground otherwise. Nothing where nothing of it is known.
std::vector<std::string> too_good(const nlohmann::ordered_json& training, const ScoredData& data);

}  // namespace scarp::scoring
