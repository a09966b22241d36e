#include "nn/predictor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

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

}  // namespace
}  // namespace scarp::nn
