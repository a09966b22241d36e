#pragma once

#include <filesystem>
#include <functional>
#include <utility>

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

/// Brings rows into their order: those of this rank as they come, those of others by files.
class RowsInOrder {
 public:
  using Use = std::function<void(const map::PredictedRows&)>;

  RowsInOrder(Use use, const PredictedParts& parts) : use_(std::move(use)), parts_(parts) {}

  void add(const map::PredictedRows& rows);

  /// When all ranks are done with a map of so many rows.
  void finish(int rows);

 private:
  Use use_;
  const PredictedParts& parts_;
  int next_ = 0;
};

}  // namespace scarp::pipeline
