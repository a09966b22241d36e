#pragma once

#include "model/predictor.h"

namespace scarp::scoring {

/// Says the first of so many bands.
class FirstBand : public model::Predictor {
 public:
  explicit FirstBand(int bands) : bands_(bands) {}

  void predict(const float* x, std::int64_t count, int rows, int cols, float* out) override {
    for (std::int64_t i = 0; i < count * rows * cols; ++i) out[i] = x[i * bands_];
  }

 private:
  int bands_;
};

}  // namespace scarp::scoring
