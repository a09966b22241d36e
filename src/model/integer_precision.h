#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace scarp::model {

/// What values an array of a network takes; low ≤ high.
struct ActivationRange {
  float low = 0;
  float high = 0;
};
using ActivationRanges = std::vector<ActivationRange>;

/// What predicting in integers of eight bits needs, and how well it does. Of the validation part.
struct IntegerPrecision {
  ActivationRanges ranges;  ///< by array of the program that `infer` makes of the network
  double f1_fp32 = 0;
  double f1_int8 = 0;
  bool passed = false;  ///< F1 is near enough for it to be used unasked
};

nlohmann::ordered_json to_json(const IntegerPrecision& precision);

/// Throws Error, naming `where`, for missing or impossible members.
IntegerPrecision integer_precision_from_json(const nlohmann::ordered_json& json,
                                             const std::string& where);

}  // namespace scarp::model
