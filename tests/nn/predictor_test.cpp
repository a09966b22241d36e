#include "nn/predictor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/error.h"
#include "infer/random_model.h"
#include "nn/network.h"

namespace scarp::nn {
namespace {

TEST(PredictorTest, DoesNotDependOnHowPatchesAreBatched) {
  model::Model model;
  model.card.network.filters = 2;
  Network network(model.card.network, torch::kCPU);
  torch::manual_seed(1);
  network.parameters().normal_(0, 0.3);
  network.statistics().fill_(1);
  model.weights = network.weights();
  const auto predictor = make_predictor(model, Device::cpu);
  const torch::Tensor x = torch::rand({40, 64, 64, 4});
  constexpr std::size_t kPixels = 4096;
  std::vector<float> all(40 * kPixels);
  predictor->predict(x.data_ptr<float>(), 40, 64, 64, all.data());
  std::vector<float> one(kPixels);
  predictor->predict(x[39].contiguous().data_ptr<float>(), 1, 64, 64, one.data());
  for (std::size_t i = 0; i < one.size(); ++i) {
    ASSERT_NEAR(one[i], all[39 * kPixels + i], 1e-6);
  }
  EXPECT_GT(*std::max_element(one.begin(), one.end()),
            *std::min_element(one.begin(), one.end()) + 1e-3F);
}

class HalfPrecision : public testing::TestWithParam<std::string> {};

// On processors, where sums are those of floats.
TEST_P(HalfPrecision, GivesTheScoresToTwoDigits) {
  model::NetworkDescription network;
  network.family = model::network_family(GetParam());
  network.filters = 8;
  const model::Model model = infer::random_model(network);
  const torch::Tensor x = torch::rand({3, 32, 32, 4});
  std::vector<float> whole(std::size_t{3} * 32 * 32);
  std::vector<float> half(whole.size());
  const auto predict = [&](Precision precision, std::vector<float>& out) {
    make_predictor(model, Device::cpu, precision)
        ->predict(x.data_ptr<float>(), 3, 32, 32, out.data());
  };
  predict(Precision::fp32, whole);
  predict(Precision::bf16, half);
  const auto [low, high] = std::minmax_element(whole.begin(), whole.end());
  EXPECT_GT(*high - *low, 0.02F) << "a result that says little";
  double squares = 0;
  bool between_halves = false;
  for (std::size_t i = 0; i < half.size(); ++i) {
    squares += std::pow(half[i] - whole[i], 2);
    between_halves |= half[i] != static_cast<float>(c10::BFloat16(half[i]));
  }
  const double deviation = std::sqrt(squares / static_cast<double>(half.size()));
  EXPECT_LT(deviation, 0.01);
  EXPECT_GT(deviation, 1e-5) << "no different numbers";
  EXPECT_TRUE(between_halves) << "scores are rounded, too";
}

INSTANTIATE_TEST_SUITE_P(Families, HalfPrecision, testing::ValuesIn(model::network_family_names()),
                         [](const auto& each) {
                           std::string name = each.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(PredictorTest, KnowsPrecisionsByName) {
  for (const char* name : {"fp32", "bf16", "fp16"}) {
    EXPECT_EQ(name_of(precision_named(name)), name);
  }
  EXPECT_EQ(precision_named("auto"), Precision::fp32);
  EXPECT_THROW(precision_named("int8"), Error);
}

}  // namespace
}  // namespace scarp::nn
