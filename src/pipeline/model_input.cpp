#include "pipeline/model_input.h"

#include <algorithm>

namespace scarp::pipeline {

ModelInput::ModelInput(const stack::StackFile& stack, const std::vector<dataset::Band>& bands)
    : stack_(stack), constants_(bands.size()) {
  for (const std::size_t i : dataset::left_out(bands, stack.bands())) {
    constants_[i] = bands[i].if_missing;
    left_out_.push_back(bands[i].name);
  }
  for (std::size_t i = 0; i < bands.size(); ++i) {
    if (!constants_[i]) positions_.push_back(static_cast<int>(i));
  }
}

Image<float> ModelInput::read(int band, const Window& window) const {
  if (const auto constant = constants_[static_cast<std::size_t>(band - 1)]) {
    return Image<float>(window.size(), *constant);
  }
  const auto found = std::find(positions_.begin(), positions_.end(), band - 1);
  return stack_.raster().read(static_cast<int>(found - positions_.begin()) + 1, window);
}

void ModelInput::read_into(const Window& window, std::vector<Image<float>>& images, int row,
                           int col) const {
  if (left_out_.empty()) {
    stack_.raster().read_into(window, images, row, col);
    return;
  }
  const std::vector<Image<float>> given = stack_.raster().read_all(window);
  for (std::size_t i = 0; i < given.size(); ++i) {
    paste(given[i], images[static_cast<std::size_t>(positions_[i])], row, col);
  }
  for (std::size_t i = 0; i < images.size(); ++i) {
    if (const auto constant = constants_[i]) {
      paste(Image<float>(window.size(), *constant), images[i], row, col);
    }
  }
}

}  // namespace scarp::pipeline
