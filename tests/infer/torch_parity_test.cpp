// The networks on the processor's own plan beside the same on libtorch's operators.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "dataset/npy.h"
#include "exchange/keras_fixture.h"
#include "exchange/keras_import.h"
#include "infer/cpu_predictor.h"
#include "infer/parity_cases.h"
#include "infer/random_model.h"
#include "nn/network.h"
#include "support/shared_data.h"
#include "support/temp_folder.h"

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

float difference_from_torch(const model::Model& model, std::int64_t count, int rows, int cols) {
  const auto values = static_cast<std::size_t>(count * rows * cols);
  const std::vector<float> x =
      noise(values * static_cast<std::size_t>(model.card.network.bands), 9);
  std::vector<float> out(values);
  ThreadPool threads(2);
  cpu_predictor(model, threads)->predict(x.data(), count, rows, cols, out.data());
  return largest_difference(by_torch(model, x, count, rows, cols), out);
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

class CombinedParity : public testing::TestWithParam<std::string> {};

TEST_P(CombinedParity, WithinRounding) {
  std::int64_t count = 1;
  for (const NetworkCase& each : combined_cases(model::network_family(GetParam()))) {
    EXPECT_LE(difference_from_torch(random_model(each.description), count, 16, 16), 1e-5F) << each;
    count = count < 7 ? count + 2 : 1;
  }
}

INSTANTIATE_TEST_SUITE_P(Families, CombinedParity, testing::ValuesIn(model::network_family_names()),
                         [](const auto& each) {
                           std::string name = each.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

class KerasParity : public testing::TestWithParam<std::pair<int, int>> {};

TEST_P(KerasParity, WithinRounding) {
  const auto [filters, bands] = GetParam();
  const test::TempFolder folder;
  exchange::KerasImportOptions options;
  options.file = folder / "weights.hdf5";
  exchange::test::write_keras(options.file, exchange::test::keras_layers(57, {bands, filters}));
  for (int band = 0; band < bands; ++band) {
    options.bands.push_back({"band_" + std::to_string(band + 1), "1", "", "", {}});
  }
  const model::Model model = exchange::import_keras(options);
  ASSERT_EQ(model.card.network.filters, filters);
  EXPECT_LE(difference_from_torch(model, 3, 32, 48), 1e-5F);
}

INSTANTIATE_TEST_SUITE_P(FiltersAndBands, KerasParity,
                         testing::Values(std::pair(2, 14), std::pair(3, 1), std::pair(4, 4),
                                         std::pair(8, 5), std::pair(16, 3), std::pair(31, 2),
                                         std::pair(32, 4), std::pair(64, 7)),
                         [](const auto& each) {
                           return "Filters" + std::to_string(each.param.first) + "Bands" +
                                  std::to_string(each.param.second);
                         });

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
