// The networks on scarp's own kernels beside the same on libtorch's operators.

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "nn/adam.h"
#include "nn/initial_weights.h"
#include "nn/loss.h"
#include "nn/network.h"

namespace scarp::nn {
namespace {

using model::NetworkDescription;

struct Case {
  std::string name;
  NetworkDescription description;
};

std::vector<Case> cases() {
  using Family = NetworkDescription::Family;
  std::vector<Case> result;
  const auto add = [&](const char* name, const auto& change) {
    NetworkDescription description;
    description.filters = 4;
    change(description);
    result.push_back({name, description});
  };
  add("AttentionUnet", [](auto&) {});
  add("Wide", [](auto& d) { d.filters = 16; });
  add("OneFilterOneBand", [](auto& d) { d.filters = d.bands = 1; });
  add("ThirdGateUp2", [](auto& d) { d.third_gate = NetworkDescription::ThirdGate::up2; });
  add("Convolving", [](auto& d) { d.convolve_after_concatenation = true; });
  add("Pyramid", [](auto& d) { d.input_pyramid = d.deep_supervision = true; });
  add("Shallow", [](auto& d) { d.depth = 2; });
  add("Unet", [](auto& d) { d.family = Family::unet; });
  add("UnetDropout", [](auto& d) { d.family = Family::unet_dropout; });
  add("Siamese", [](auto& d) {
    d.family = Family::siamese_resunet;
    d.dates = {{0}, {1}, {2}};
  });
  return result;
}

struct Data {
  torch::Tensor x;
  torch::Tensor truth;
};

Data noise(const NetworkDescription& description, std::int64_t patches) {
  torch::manual_seed(7);
  return {torch::rand({patches, description.bands, 48, 32}),
          (torch::rand({patches, 1, 48, 32}) > 0.7).to(torch::kFloat)};
}

Network network(const NetworkDescription& description, bool kernels) {
  Network result(description, torch::kCPU);
  result.allow_kernels(kernels);
  result.load(initial_weights(description, 3));
  return result;
}

torch::Tensor step(Network& net, const Data& data) {
  net.gradients().zero_();
  torch::manual_seed(13);  // the same activations are dropped each time
  const torch::Tensor loss =
      total_loss({}, net.forward(data.x, true), data.truth, torch::ones_like(data.truth));
  loss.backward();
  return loss;
}

double largest(const torch::Tensor& values) { return values.abs().max().item<double>(); }

class KernelNetwork : public testing::TestWithParam<Case> {};

TEST_P(KernelNetwork, HasTheOutputsGradientsAndStatisticsOfLibtorch) {
  const NetworkDescription& description = GetParam().description;
  Network ours = network(description, true);
  Network theirs = network(description, false);
  for (const std::int64_t patches : {6, 5}) {
    const Data data = noise(description, patches);
    {
      const torch::NoGradGuard no_gradients;
      const auto a = ours.forward(data.x, false);
      const auto b = theirs.forward(data.x, false);
      ASSERT_EQ(a.size(), b.size());
      for (std::size_t i = 0; i < a.size(); ++i) EXPECT_LT(largest(a[i] - b[i]), 1e-5);
    }
    const double loss = step(ours, data).item<double>();
    EXPECT_NEAR(loss, step(theirs, data).item<double>(), 1e-5);
    EXPECT_LT(largest(ours.gradients() - theirs.gradients()), 1e-4 * largest(theirs.gradients()));
    EXPECT_LT(largest(ours.statistics() - theirs.statistics()), 1e-5);
  }
}

TEST_P(KernelNetwork, HasTheSlopesOfTheLoss) {
  const NetworkDescription& description = GetParam().description;
  if (description.family == NetworkDescription::Family::unet_dropout) {
    GTEST_SKIP() << "drops other activations in double precision";
  }
  const Data data = noise(description, 3);
  Network ours = network(description, true);
  step(ours, data);
  const torch::Tensor gradient = ours.gradients().to(torch::kDouble);
  // The same network in double precision, where differences mean something.
  Network exact(description, torch::kCPU, torch::kDouble);
  exact.load(initial_weights(description, 3));
  const Data exact_data{data.x.to(torch::kDouble), data.truth.to(torch::kDouble)};
  const auto loss_at = [&](const torch::Tensor& parameters) {
    const torch::NoGradGuard no_gradients;
    exact.parameters().copy_(parameters);
    return total_loss({}, exact.forward(exact_data.x, true), exact_data.truth,
                      torch::ones_like(exact_data.truth))
        .item<double>();
  };
  const torch::Tensor at = exact.parameters().detach().clone();
  const double scale = gradient.norm().item<double>();
  constexpr double kStep = 1e-6;
  for (int i = 0; i < 4; ++i) {
    // Along the gradient, then anywhere.
    const torch::Tensor direction =
        i == 0 ? gradient / scale
               : torch::randn_like(gradient) / std::sqrt(static_cast<double>(gradient.numel()));
    const double slope =
        (loss_at(at + kStep * direction) - loss_at(at - kStep * direction)) / (2 * kStep);
    EXPECT_NEAR((gradient * direction).sum().item<double>(), slope, 1e-3 * scale);
  }
}

TEST_P(KernelNetwork, HasTheFirstTenLossesOfLibtorch) {
  const NetworkDescription& description = GetParam().description;
  const Data data = noise(description, 6);
  std::vector<double> losses[2];
  for (const bool kernels : {false, true}) {
    Network net = network(description, kernels);
    Adam adam({}, net.parameters(), net.kernels());
    for (int i = 0; i < 10; ++i) {
      losses[kernels].push_back(step(net, data).item<double>());
      adam.step(net.parameters(), net.gradients(), 1e-3);
    }
  }
  for (std::size_t i = 0; i < 10; ++i) EXPECT_NEAR(losses[0][i], losses[1][i], 1e-4) << i;
}

INSTANTIATE_TEST_SUITE_P(Families, KernelNetwork, testing::ValuesIn(cases()),
                         [](const auto& each) { return each.param.name; });

TEST(KernelNetworkUse, RefusesToDifferentiateABatchThatIsNotTheLast) {
  const NetworkDescription description = cases().front().description;
  const Data data = noise(description, 2);
  Network net = network(description, true);
  const auto first = net.forward(data.x, true);
  const auto second = net.forward(data.x, true);
  EXPECT_ANY_THROW(first.front().sum().backward());
  EXPECT_NO_THROW(second.front().sum().backward());
}

TEST(KernelNetworkUse, AddsToGradients) {
  const NetworkDescription description = cases().front().description;
  const Data data = noise(description, 2);
  Network net = network(description, true);
  step(net, data);
  const torch::Tensor once = net.gradients().clone();
  total_loss({}, net.forward(data.x, true), data.truth, torch::ones_like(data.truth)).backward();
  EXPECT_LT(largest(net.gradients() - 2 * once), 1e-5);
}

TEST(KernelNetworkUse, MovesWithItsNetwork) {
  const NetworkDescription description = cases().front().description;
  const Data data = noise(description, 2);
  Network net = network(description, true);
  const double loss = step(net, data).item<double>();
  Network moved = std::move(net);
  EXPECT_NEAR(step(moved, data).item<double>(), loss, 1e-6);
}

}  // namespace
}  // namespace scarp::nn
