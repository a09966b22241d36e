#pragma once

#include <filesystem>
#include <optional>

#include "map/predict_area.h"

namespace scarp::pipeline {

/// Rows of a map on their way from the rank that predicted them to the one that writes the results:
/// a file for each part, in a folder that all ranks see.
class PredictedParts {
 public:
  explicit PredictedParts(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// The file is there whole or not at all. Throws Error.
  void write(const map::PredictedRows& rows) const;

  /// Those that begin with row `first`, and removes their file. Throws Error when they are not
  /// there.
  map::PredictedRows take(int first) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace scarp::pipeline
