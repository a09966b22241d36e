#include "nn/loss.h"

namespace scarp::nn {
namespace {

constexpr double kSmallest = 1e-7;  // what logarithms and powers are kept away from 0 by

// 1 − (2·Σpg + s) / (Σp + Σg + s)
torch::Tensor dice(const LossOptions& options, const torch::Tensor& p, const torch::Tensor& g,
                   const torch::Tensor& valid) {
  const torch::Tensor both = (p * g * valid).sum();
  const torch::Tensor each = (p * valid).sum() + (g * valid).sum();
  return 1 - (2 * both + options.smooth) / (each + options.smooth);
}

// Σ_c 1 − (Σpg + s) / (Σ(p + g) + s): without the usual 2, as it is printed.
torch::Tensor dice_per_class(const LossOptions& options, const torch::Tensor& p,
                             const torch::Tensor& g, const torch::Tensor& valid) {
  const auto one_class = [&](const torch::Tensor& pc, const torch::Tensor& gc) {
    return 1 - ((pc * gc * valid).sum() + options.smooth) /
                   (((pc + gc) * valid).sum() + options.smooth);
  };
  return one_class(p, g) + one_class(1 - p, 1 - g);
}

// (1 − T)^γ, T = (TP + s) / (TP + α·FN + β·FP + s)
torch::Tensor focal_tversky(const LossOptions& options, const torch::Tensor& p,
                            const torch::Tensor& g, const torch::Tensor& valid) {
  const torch::Tensor hits = (p * g * valid).sum();
  const torch::Tensor missed = ((1 - p) * g * valid).sum();
  const torch::Tensor alarms = (p * (1 - g) * valid).sum();
  const torch::Tensor index =
      (hits + options.smooth) /
      (hits + options.missed * missed + options.false_alarms * alarms + options.smooth);
  return (1 - index).clamp_min(kSmallest).pow(options.exponent);
}

torch::Tensor bce(const torch::Tensor& p, const torch::Tensor& g, const torch::Tensor& valid) {
  const torch::Tensor inside = p.clamp(kSmallest, 1 - kSmallest);
  const torch::Tensor each = g * inside.log() + (1 - g) * (1 - inside).log();
  return -(each * valid).sum() / valid.sum().clamp_min(1);
}

}  // namespace

torch::Tensor loss(const LossOptions& options, const torch::Tensor& probability,
                   const torch::Tensor& truth, const torch::Tensor& valid) {
  switch (options.kind) {
    case LossOptions::Kind::dice_per_class:
      return dice_per_class(options, probability, truth, valid);
    case LossOptions::Kind::focal_tversky:
      return focal_tversky(options, probability, truth, valid);
    case LossOptions::Kind::bce:
      return bce(probability, truth, valid);
    case LossOptions::Kind::bce_dice:
      return bce(probability, truth, valid) + dice(options, probability, truth, valid);
    case LossOptions::Kind::dice:
      break;
  }
  return dice(options, probability, truth, valid);
}

torch::Tensor total_loss(const LossOptions& options, const std::vector<torch::Tensor>& outputs,
                         const torch::Tensor& truth, const torch::Tensor& valid) {
  torch::Tensor sum = loss(options, outputs.front(), truth, valid);
  for (std::size_t i = 1; i < outputs.size(); ++i) {
    const std::int64_t step = truth.size(2) / outputs[i].size(2);
    const auto thinned = [&](const torch::Tensor& x) {
      return x.slice(2, 0, x.size(2), step).slice(3, 0, x.size(3), step);
    };
    sum = sum + loss(options, outputs[i], thinned(truth), thinned(valid));
  }
  return sum;
}

}  // namespace scarp::nn
