#include "nn/adam.h"

#include <cmath>
#include <utility>

#ifdef SCARP_KERNELS
#include "kernels/adam.h"
#endif

namespace scarp::nn {

namespace {

// All at once where scarp's kernels were built and can. False where not.
bool by_kernels([[maybe_unused]] const AdamOptions& options, [[maybe_unused]] double corrected,
                [[maybe_unused]] Adam& adam, [[maybe_unused]] torch::Tensor& parameters,
                [[maybe_unused]] const torch::Tensor& gradients) {
#ifdef SCARP_KERNELS
  if (!parameters.is_cpu() || parameters.scalar_type() != torch::kFloat) return false;
  kernels::AdamStep step;
  step.mean_share = static_cast<float>(1 - options.beta1);
  step.variance_share = static_cast<float>(1 - options.beta2);
  step.step = static_cast<float>(corrected);
  step.epsilon = static_cast<float>(options.epsilon);
  kernels::adam(step, parameters.numel(), gradients.data_ptr<float>(), adam.mean.data_ptr<float>(),
                adam.variance.data_ptr<float>(), parameters.data_ptr<float>());
  return true;
#else
  return false;
#endif
}

}  // namespace

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
  const double corrected =
      rate * std::sqrt(1 - std::pow(options_.beta2, t)) / (1 - std::pow(options_.beta1, t));
  if (by_kernels(options_, corrected, *this, parameters, gradients)) return;
  mean.mul_(options_.beta1).add_(gradients, 1 - options_.beta1);
  variance.mul_(options_.beta2).addcmul_(gradients, gradients, 1 - options_.beta2);
  parameters.addcdiv_(mean, variance.sqrt().add_(options_.epsilon), -corrected);
}

}  // namespace scarp::nn
