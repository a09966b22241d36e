// The networks on the processor's own plan beside the same on libtorch's operators.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "dataset/npy.h"
#include "exchange/keras_import.h"
#include "infer/cpu_predictor.h"
#include "infer/parity_cases.h"
#include "infer/random_model.h"
#include "nn/network.h"
#include "support/shared_data.h"

namespace scarp::infer {
namespace {

constexpr int kRows = 32;
constexpr int kCols = 64;

std::vector<float> by_torch(const model::Model& model, const std::vector<float>& x,
                            std::int64_t count, int rows, int cols) {
  const torch::NoGradGuard no_gradients;
  nn::Network network(model.card.network, torch::kCPU);
  network.allow_kernels(false);
  network.load(model.weights);
  const torch::Tensor input =
      torch::from_blob(const_cast<float*>(x.data()), {count, rows, cols, model.card.network.bands},
                       torch::kFloat)
          .permute({0, 3, 1, 2})
          .contiguous();
  const torch::Tensor out = network.forward(input, false).front().contiguous();
  const float* values = out.data_ptr<float>();
  return {values, values + out.numel()};
}

float largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  float largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    // A NaN is the largest.
    if (!(std::abs(a[i] - b[i]) <= largest)) largest = std::abs(a[i] - b[i]);
  }
  return largest;
}

class TorchParity : public testing::TestWithParam<NetworkCase> {};

TEST_P(TorchParity, WithinRounding) {
  const model::Model model = random_model(GetParam().description);
  ThreadPool threads(2);
  const auto predictor = cpu_predictor(model, threads);
  for (const std::int64_t count : {1, 3}) {
    const std::size_t pixels = static_cast<std::size_t>(count) * kRows * kCols;
    const std::vector<float> x =
        noise(pixels * static_cast<std::size_t>(model.card.network.bands), 9);
    std::vector<float> out(pixels);
    predictor->predict(x.data(), count, kRows, kCols, out.data());
    const std::vector<float> truth = by_torch(model, x, count, kRows, kCols);
    EXPECT_LE(largest_difference(truth, out), 1e-5F);
    const auto [low, high] = std::minmax_element(truth.begin(), truth.end());
    EXPECT_GT(*high - *low, 0.02F) << "a result that says little";
  }
}

INSTANTIATE_TEST_SUITE_P(Networks, TorchParity, testing::ValuesIn(network_cases()),
                         [](const auto& each) { return each.param.name; });

TEST(ImportedParity, WithinRounding) {
  SCARP_SHARED_DATA(weights,
                    "hokkaido-nava/unet_no_overlap_size_64_filters_4_batch_size_4_lr_0.001.hdf5");
  SCARP_SHARED_REFERENCE(reference, "nava-forward");
  exchange::KerasImportOptions options;
  options.file = weights;
  const model::Model model = exchange::import_keras(options);
  const dataset::Array x = dataset::read_npy(reference / "x.npy");
  const dataset::Array y = dataset::read_npy(reference / "y.npy");
  ThreadPool threads(2);
  std::vector<float> out(y.values.size());
  cpu_predictor(model, threads)->predict(x.values.data(), x.shape[0], 64, 64, out.data());
  EXPECT_LE(largest_difference(by_torch(model, x.values, x.shape[0], 64, 64), out), 1e-5F);
  EXPECT_LE(largest_difference(y.values, out), 1e-4F);
}

}  // namespace
}  // namespace scarp::infer
