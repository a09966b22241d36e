#include "nn/initial_weights.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "model/layers.h"

namespace scarp::nn {
namespace {

TEST(InitialWeightsTest, FitTheNetworkAndRepeat) {
  const model::NetworkDescription description;
  const model::Weights weights = initial_weights(description, 4);
  EXPECT_NO_THROW(model::require_fit(description, weights, "here"));
  EXPECT_EQ(weights.at("conv1_1.weight").values,
            initial_weights(description, 4).at("conv1_1.weight").values);
  EXPECT_NE(weights.at("conv1_1.weight").values,
            initial_weights(description, 5).at("conv1_1.weight").values);
}

TEST(InitialWeightsTest, KernelsHaveGlorotsVariance) {
  const model::Weights weights = initial_weights({}, 1);
  const std::vector<float>& kernel = weights.at("center_2.weight").values;  // 128 → 128
  double squares = 0;
  for (const float value : kernel) squares += double{value} * value;
  const double expected = 2.0 / (9 * (128 + 128));
  EXPECT_NEAR(squares / static_cast<double>(kernel.size()), expected, 0.02 * expected);
  const double most = *std::max_element(kernel.begin(), kernel.end());
  EXPECT_LE(most, 2 * std::sqrt(expected) / 0.879);
}

TEST(InitialWeightsTest, BatchNormsDoNothingAtFirst) {
  const model::Weights weights = initial_weights({}, 1);
  EXPECT_EQ(weights.at("g1_bn.weight").values.front(), 1);
  EXPECT_EQ(weights.at("g1_bn.running_var").values.front(), 1);
  EXPECT_EQ(weights.at("g1_bn.bias").values.front(), 0);
  EXPECT_EQ(weights.at("g1_bn.running_mean").values.front(), 0);
  EXPECT_EQ(weights.at("g1_conv.bias").values.front(), 0);
}

}  // namespace
}  // namespace scarp::nn
