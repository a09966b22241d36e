#include "nn/kernel_step.h"

namespace scarp::nn {

InputGradient Step::claim_gradient(std::size_t i) const {
  Value& value = *inputs_[i];
  if (!value.wants_gradient) return {};
  const bool add = value.has_gradient;
  value.has_gradient = true;
  return {value.gradient.data, add};
}

}  // namespace scarp::nn
