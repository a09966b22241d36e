#pragma once

#include <cstddef>
#include <vector>

namespace scarp::change {

/// Samples of several terms, one sample after the other: shape (samples, terms).
struct Design {
  int terms = 0;
  std::vector<float> values;

  std::size_t samples() const { return values.size() / static_cast<std::size_t>(terms); }
  const float* sample(std::size_t i) const {
    return values.data() + i * static_cast<std::size_t>(terms);
  }
};

/// What `coefficients` predict for one sample.
inline double predict(const std::vector<double>& coefficients, const Design& design,
                      std::size_t sample) {
  const float* terms = design.sample(sample);
  double sum = 0;
  for (std::size_t k = 0; k < coefficients.size(); ++k) sum += coefficients[k] * terms[k];
  return sum;
}

}  // namespace scarp::change
