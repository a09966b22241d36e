// Gradients of every network and loss against central differences in double precision.
#include <gtest/gtest.h>

#include <cmath>
#include <ostream>
#include <string>
#include <vector>

#include "nn/initial_weights.h"
#include "nn/loss.h"
#include "nn/network.h"

namespace scarp::nn {
namespace {

using model::NetworkDescription;
using Family = NetworkDescription::Family;
using Kind = LossOptions::Kind;

struct Case {
  std::string name;
  NetworkDescription network;
  LossOptions loss;
};
std::ostream& operator<<(std::ostream& out, const Case& value) { return out << value.name; }

NetworkDescription small(Family family, int depth = 2) {
  NetworkDescription description;
  description.family = family;
  description.filters = 4;
  description.depth = depth;
  if (family == Family::siamese_resunet) description.dates = {{0}, {1}, {2}};
  return description;
}

std::vector<Case> cases() {
  std::vector<Case> result;
  for (const Family family :
       {Family::attention_unet, Family::unet, Family::unet_dropout, Family::siamese_resunet}) {
    result.push_back({name_of(family), small(family), {}});
  }
  for (const Kind kind : {Kind::dice_per_class, Kind::focal_tversky, Kind::bce, Kind::bce_dice}) {
    LossOptions loss;
    loss.kind = kind;
    for (const Family family :
         {Family::attention_unet, Family::unet, Family::unet_dropout, Family::siamese_resunet}) {
      result.push_back({name_of(kind) + " of " + name_of(family), small(family), loss});
    }
  }
  result.push_back({"whole_depth", small(Family::attention_unet, 4), {}});
  Case options{"all_options", small(Family::attention_unet, 4), {}};
  options.network.third_gate = NetworkDescription::ThirdGate::up2;
  options.network.convolve_after_concatenation = true;
  options.network.input_pyramid = true;
  options.network.deep_supervision = true;
  result.push_back(options);
  result.push_back({"depth_one", small(Family::attention_unet, 1), {}});
  result.push_back({"without_dates", small(Family::siamese_resunet), {}});
  result.back().network.dates.clear();
  return result;
}

class GradientTest : public testing::TestWithParam<Case> {
 protected:
  GradientTest() : network_(GetParam().network, torch::kCPU, torch::kDouble) {
    torch::manual_seed(11);
    network_.load(initial_weights(GetParam().network, 5));
    // Batch norms away from 1 and 0, biases away from 0.
    network_.parameters() += 0.1 * torch::rand_like(network_.parameters());
    const int size = 2 * GetParam().network.multiple();
    x_ = torch::rand({2, GetParam().network.bands, size, size}, torch::kDouble);
    truth_ = (torch::rand({2, 1, size, size}, torch::kDouble) > 0.7).to(torch::kDouble);
    valid_ = (torch::rand({2, 1, size, size}, torch::kDouble) > 0.1).to(torch::kDouble);
  }

  torch::Tensor loss_now() {
    torch::manual_seed(3);  // the same activations are dropped each time
    return total_loss(GetParam().loss, network_.forward(x_, /*training=*/true), truth_, valid_);
  }

  double loss_at(const torch::Tensor& parameters) {
    const torch::NoGradGuard no_gradients;
    const torch::Tensor before = network_.parameters().clone();
    network_.parameters().copy_(parameters);
    const double value = loss_now().item<double>();
    network_.parameters().copy_(before);
    return value;
  }

  double slope_along(const torch::Tensor& direction) {
    constexpr double kStep = 1e-6;
    return (loss_at(network_.parameters() + kStep * direction) -
            loss_at(network_.parameters() - kStep * direction)) /
           (2 * kStep);
  }

  Network network_;
  torch::Tensor x_;
  torch::Tensor truth_;
  torch::Tensor valid_;
};

TEST_P(GradientTest, IsTheSlopeOfTheLoss) {
  loss_now().backward();
  const torch::Tensor gradient = network_.gradients().clone();
  const std::int64_t count = gradient.numel();
  const double scale = gradient.norm().item<double>();
  ASSERT_GT(scale, 1e-4);
  torch::manual_seed(17);
  std::vector<torch::Tensor> directions;
  // Short ones: a step across a kink of a ReLU or a maximum has no slope.
  for (int i = 0; i < 3; ++i) directions.push_back(torch::randn_like(gradient) / std::sqrt(count));
  constexpr int kSingle = 12;  // parameters all over the network
  for (int i = 0; i < kSingle; ++i) {
    torch::Tensor direction = torch::zeros_like(gradient);
    direction[i * (count - 1) / (kSingle - 1)] = 1;
    directions.push_back(direction);
  }
  for (const torch::Tensor& direction : directions) {
    EXPECT_NEAR(slope_along(direction), (gradient * direction).sum().item<double>(), 1e-5 * scale);
  }
}

// Each parameter by itself, each tensor on its own scale: small gradients hide behind large ones.
class TinyGradientTest : public GradientTest {};

TEST_P(TinyGradientTest, IsTheSlopeForEveryParameter) {
  loss_now().backward();
  const torch::Tensor gradient = network_.gradients().clone();
  std::int64_t first = 0;
  for (const model::Layer& layer : model::layers(GetParam().network)) {
    for (const model::LayerTensor& tensor : layer.tensors) {
      if (!tensor.trained) continue;
      const torch::Tensor own = gradient.narrow(0, first, tensor.count());
      // Biases before a batch norm have no slope but that of rounding.
      const double tolerance = 1e-5 * own.abs().max().item<double>() + 1e-8;
      for (std::int64_t i = 0; i < tensor.count(); ++i) {
        torch::Tensor direction = torch::zeros_like(gradient);
        direction[first + i] = 1;
        EXPECT_NEAR(slope_along(direction), own[i].item<double>(), tolerance)
            << tensor.name << ' ' << i;
      }
      first += tensor.count();
    }
  }
  EXPECT_EQ(first, gradient.numel());
}

std::vector<Case> tiny_cases() {
  std::vector<Case> result;
  for (const Family family :
       {Family::attention_unet, Family::unet, Family::unet_dropout, Family::siamese_resunet}) {
    result.push_back({name_of(family), small(family, 1), {}});
    result.back().network.filters = 1;
  }
  return result;
}

std::string test_name(const testing::TestParamInfo<Case>& info) {
  std::string name = info.param.name;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Tiny, TinyGradientTest, testing::ValuesIn(tiny_cases()), test_name);

INSTANTIATE_TEST_SUITE_P(Networks, GradientTest, testing::ValuesIn(cases()), test_name);

}  // namespace
}  // namespace scarp::nn
