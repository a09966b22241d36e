#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/raster_source.h"
#include "dataset/band.h"
#include "stack/stack_file.h"

namespace scarp::pipeline {

/// A stack as models take it: with all their bands, an optional one that the stack lacks constant.
class ModelInput : public RasterSource {
 public:
  /// `bands` are those of the models, and fit the stack (see dataset::difference_in_needed).
  ModelInput(const stack::StackFile& stack, const std::vector<dataset::Band>& bands);

  const Grid& grid() const override { return stack_.grid(); }
  int band_count() const override { return static_cast<int>(constants_.size()); }
  Image<float> read(int band, const Window& window) const override;
  void read_into(const Window& window, std::vector<Image<float>>& images, int row,
                 int col) const override;

  /// Names of the bands that the stack lacks.
  const std::vector<std::string>& left_out() const { return left_out_; }

  /// Where band `band` of the stack is among those of the models; the first is 0.
  int position(int band) const { return positions_[static_cast<std::size_t>(band)]; }

 private:
  const stack::StackFile& stack_;
  std::vector<std::optional<float>> constants_;  // of each band of the models that is left out
  std::vector<int> positions_;                   // of each band of the stack
  std::vector<std::string> left_out_;
};

}  // namespace scarp::pipeline
