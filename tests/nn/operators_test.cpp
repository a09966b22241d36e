#include "nn/operators.h"

#include <gtest/gtest.h>

namespace scarp::nn {
namespace {

// Kernel element (k, l) is 10 k + l + 1, all else one channel.
LayerWeights counting_kernel() {
  torch::Tensor kernel = torch::zeros({1, 1, 3, 3});
  for (int k = 0; k < 3; ++k) {
    for (int l = 0; l < 3; ++l) kernel[0][0][k][l] = 10 * k + l + 1;
  }
  return {kernel, torch::zeros({1}), {}, {}};
}

TEST(OperatorsTest, TransposedConvolutionKeepsTheFirstOutputs) {
  const torch::Tensor x = torch::ones({1, 1, 1, 1});
  const torch::Tensor y = transposed_convolution(x, counting_kernel(), 2);
  ASSERT_EQ(y.sizes(), (std::vector<std::int64_t>{1, 1, 2, 2}));
  EXPECT_EQ(y[0][0][0][0].item<float>(), 1);
  EXPECT_EQ(y[0][0][0][1].item<float>(), 2);
  EXPECT_EQ(y[0][0][1][0].item<float>(), 11);
  EXPECT_EQ(y[0][0][1][1].item<float>(), 12);
}

TEST(OperatorsTest, TransposedConvolutionOverlapsOnEvenOutputs) {
  const torch::Tensor x = torch::ones({1, 1, 1, 2});
  const torch::Tensor y = transposed_convolution(x, counting_kernel(), 2);
  EXPECT_EQ(y[0][0][0][2].item<float>(), 1 + 3);
  EXPECT_EQ(y[0][0][0][3].item<float>(), 2);
}

TEST(OperatorsTest, TransposedConvolutionOfStrideOneIsCentred) {
  torch::Tensor x = torch::zeros({1, 1, 3, 3});
  x[0][0][1][1] = 1;
  const torch::Tensor y = transposed_convolution(x, counting_kernel(), 1);
  EXPECT_TRUE(torch::equal(y, counting_kernel().weight));
}

TEST(OperatorsTest, BatchNormMovesItsStatisticsAsKerasDoes) {
  const LayerWeights layer{torch::ones({1}), torch::zeros({1}), torch::zeros({1}),
                           torch::ones({1})};
  const torch::Tensor x = torch::tensor({1.0F, 3.0F}).reshape({1, 1, 1, 2});
  const torch::Tensor y = batch_norm(x, layer, /*training=*/true);
  EXPECT_NEAR(y[0][0][0][1].item<float>(), 1 / std::sqrt(1 + 1e-3), 1e-6);
  EXPECT_NEAR(layer.running_mean.item<float>(), 0.02, 1e-7);
  EXPECT_NEAR(layer.running_var.item<float>(), 0.99 + 0.01 * 2, 1e-6);
}

}  // namespace
}  // namespace scarp::nn
