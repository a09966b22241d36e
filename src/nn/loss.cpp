#include "nn/loss.h"

namespace scarp::nn {
namespace {

constexpr double kSmallest = 1e-7;  // what logarithms and powers are kept away from 0 by

// What losses are made of: sums over the pixels of a batch.
using Sums = std::vector<torch::Tensor>;

// The sums of all ranks as values, with the gradients of this rank's.
Sums over(Communicator* ranks, Sums own) {
  if (ranks == nullptr) return own;
  const torch::Tensor local = torch::stack(own);
  torch::Tensor all = local.detach().to(torch::kCPU, torch::kDouble).contiguous();
  ranks->sum(all.data_ptr<double>(), own.size());
  // The same on all ranks to the last bit: what they decide by losses, they decide alike.
  return (all.to(local.device(), local.scalar_type()) + (local - local.detach())).unbind();
}

// 1 − (2·Σpg + s) / (Σp + Σg + s)
torch::Tensor dice(const LossOptions& options, const torch::Tensor& p, const torch::Tensor& g,
                   const torch::Tensor& valid, Communicator* ranks) {
  const Sums sums = over(ranks, {(p * g * valid).sum(), (p * valid).sum() + (g * valid).sum()});
  return 1 - (2 * sums[0] + options.smooth) / (sums[1] + options.smooth);
}

// Σ_c 1 − (Σpg + s) / (Σ(p + g) + s): without the usual 2, as it is printed.
torch::Tensor dice_per_class(const LossOptions& options, const torch::Tensor& p,
                             const torch::Tensor& g, const torch::Tensor& valid,
                             Communicator* ranks) {
  const auto one_class = [&](const torch::Tensor& pc, const torch::Tensor& gc) {
    const Sums sums = over(ranks, {(pc * gc * valid).sum(), ((pc + gc) * valid).sum()});
    return 1 - (sums[0] + options.smooth) / (sums[1] + options.smooth);
  };
  return one_class(p, g) + one_class(1 - p, 1 - g);
}

// (1 − T)^γ, T = (TP + s) / (TP + α·FN + β·FP + s)
torch::Tensor focal_tversky(const LossOptions& options, const torch::Tensor& p,
                            const torch::Tensor& g, const torch::Tensor& valid,
                            Communicator* ranks) {
  const Sums sums = over(
      ranks, {(p * g * valid).sum(), ((1 - p) * g * valid).sum(), (p * (1 - g) * valid).sum()});
  const torch::Tensor& hits = sums[0];
  const torch::Tensor& missed = sums[1];
  const torch::Tensor& alarms = sums[2];
  const torch::Tensor index =
      (hits + options.smooth) /
      (hits + options.missed * missed + options.false_alarms * alarms + options.smooth);
  return (1 - index).clamp_min(kSmallest).pow(options.exponent);
}

torch::Tensor bce(const torch::Tensor& p, const torch::Tensor& g, const torch::Tensor& valid,
                  Communicator* ranks) {
  const torch::Tensor inside = p.clamp(kSmallest, 1 - kSmallest);
  const torch::Tensor each = g * inside.log() + (1 - g) * (1 - inside).log();
  const Sums sums = over(ranks, {(each * valid).sum(), valid.sum()});
  return -sums[0] / sums[1].clamp_min(1);
}

}  // namespace

torch::Tensor loss(const LossOptions& options, const torch::Tensor& probability,
                   const torch::Tensor& truth, const torch::Tensor& valid, Communicator* ranks) {
  switch (options.kind) {
    case LossOptions::Kind::dice_per_class:
      return dice_per_class(options, probability, truth, valid, ranks);
    case LossOptions::Kind::focal_tversky:
      return focal_tversky(options, probability, truth, valid, ranks);
    case LossOptions::Kind::bce:
      return bce(probability, truth, valid, ranks);
    case LossOptions::Kind::bce_dice:
      return bce(probability, truth, valid, ranks) +
             dice(options, probability, truth, valid, ranks);
    case LossOptions::Kind::dice:
      break;
  }
  return dice(options, probability, truth, valid, ranks);
}

torch::Tensor total_loss(const LossOptions& options, const std::vector<torch::Tensor>& outputs,
                         const torch::Tensor& truth, const torch::Tensor& valid,
                         Communicator* ranks) {
  torch::Tensor sum = loss(options, outputs.front(), truth, valid, ranks);
  for (std::size_t i = 1; i < outputs.size(); ++i) {
    const std::int64_t step = truth.size(2) / outputs[i].size(2);
    const auto thinned = [&](const torch::Tensor& x) {
      return x.slice(2, 0, x.size(2), step).slice(3, 0, x.size(3), step);
    };
    sum = sum + loss(options, outputs[i], thinned(truth), thinned(valid), ranks);
  }
  return sum;
}

}  // namespace scarp::nn
