// The paper's network against an independent implementation: see data/README.md.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dataset/npy.h"
#include "model/weights.h"
#include "nn/adam.h"
#include "nn/loss.h"
#include "nn/network.h"
#include "support/temp_folder.h"

namespace scarp::nn {
namespace {

const std::filesystem::path kData = SCARP_NN_DATA;

torch::Tensor patches(const std::string& name, torch::Dtype type) {
  const dataset::Array array = dataset::read_npy(kData / name);
  const torch::Tensor last =
      torch::from_blob(const_cast<float*>(array.values.data()), array.shape, torch::kFloat);
  return last.permute({0, 3, 1, 2}).contiguous().to(type, /*non_blocking=*/false, /*copy=*/true);
}

double largest_difference(const torch::Tensor& a, const torch::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

class ReferenceTest : public testing::Test {
 protected:
  Network make(torch::Dtype type) const {
    Network network(description_, torch::kCPU, type);
    network.load(model::read_weights(kData / "weights.safetensors").tensors);
    return network;
  }

  torch::Tensor training_loss(Network& network) const {
    const torch::Tensor truth = patches("y.npy", network.type());
    const auto outputs = network.forward(patches("x.npy", network.type()), /*training=*/true);
    return total_loss({}, outputs, truth, torch::ones_like(truth));
  }

  // Losses before each of ten steps.
  std::vector<double> train(Network& network) const {
    Adam adam({}, network.parameters(), network.kernels());
    std::vector<double> losses;
    for (int step = 0; step < 10; ++step) {
      network.gradients().zero_();
      const torch::Tensor value = training_loss(network);
      value.backward();
      losses.push_back(value.item<double>());
      adam.step(network.parameters(), network.gradients(), 1e-3);
    }
    return losses;
  }

  void expect_reference_losses(torch::Dtype type, double tolerance) const {
    const auto reference = nlohmann::json::parse(test::read_file(kData / "losses.json"));
    Network network = make(type);
    const std::vector<double> losses = train(network);
    ASSERT_EQ(reference.size(), losses.size());
    for (std::size_t i = 0; i < losses.size(); ++i) {
      EXPECT_NEAR(losses[i], reference[i].get<double>(), tolerance) << "step " << i;
    }
  }

 private:
  model::NetworkDescription description_ = [] {
    model::NetworkDescription description;
    description.filters = 2;
    return description;
  }();
};

TEST_F(ReferenceTest, Forward) {
  const torch::NoGradGuard no_gradients;
  Network network = make(torch::kFloat);
  const auto outputs = network.forward(patches("x.npy", torch::kFloat), /*training=*/false);
  ASSERT_EQ(outputs.size(), 1U);
  EXPECT_LT(largest_difference(outputs.front(), patches("output.npy", torch::kFloat)), 1e-5);
}

TEST_F(ReferenceTest, EveryGradient) {
  Network network = make(torch::kDouble);
  training_loss(network).backward();
  const model::Weights reference = model::read_weights(kData / "gradients.safetensors").tensors;
  Network expected = make(torch::kDouble);  // laid out alike
  model::Weights all = expected.weights();
  for (auto& [name, tensor] : all) {
    if (const auto found = reference.find(name); found != reference.end()) tensor = found->second;
  }
  expected.load(all);
  EXPECT_GT(network.gradients().abs().max().item<double>(), 1e-3);
  EXPECT_LT(largest_difference(network.gradients(), expected.parameters()), 1e-7);
}

TEST_F(ReferenceTest, FirstTenLossesInDoublePrecision) {
  expect_reference_losses(torch::kDouble, 1e-9);
}

TEST_F(ReferenceTest, FirstTenLossesInSinglePrecision) {
  expect_reference_losses(torch::kFloat, 1e-5);
}

}  // namespace
}  // namespace scarp::nn
