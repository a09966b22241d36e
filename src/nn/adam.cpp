#include "nn/adam.h"

#include <cmath>
#include <utility>

namespace scarp::nn {

Adam::Adam(const AdamOptions& options, const torch::Tensor& parameters, torch::Tensor decayed)
    : mean(torch::zeros_like(parameters)),
      variance(torch::zeros_like(parameters)),
      options_(options),
      decayed_(std::move(decayed)) {}

void Adam::step(torch::Tensor& parameters, const torch::Tensor& gradients, double rate) {
  const torch::NoGradGuard no_gradients;
  ++steps;
  const auto t = static_cast<double>(steps);
  if (options_.weight_decay > 0) {
    parameters.sub_(parameters * decayed_, rate * options_.weight_decay);
  }
  mean.mul_(options_.beta1).add_(gradients, 1 - options_.beta1);
  variance.mul_(options_.beta2).addcmul_(gradients, gradients, 1 - options_.beta2);
  const double corrected =
      rate * std::sqrt(1 - std::pow(options_.beta2, t)) / (1 - std::pow(options_.beta1, t));
  parameters.addcdiv_(mean, variance.sqrt().add_(options_.epsilon), -corrected);
}

}  // namespace scarp::nn
