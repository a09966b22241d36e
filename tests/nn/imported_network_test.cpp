// The published weights of the paper's network against outputs of an independent implementation.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "dataset/npy.h"
#include "exchange/keras_import.h"
#include "nn/predictor.h"
#include "support/shared_data.h"

namespace scarp::nn {
namespace {

TEST(ImportedNetworkTest, ForwardPass) {
  SCARP_SHARED_DATA(weights,
                    "hokkaido-nava/unet_no_overlap_size_64_filters_4_batch_size_4_lr_0.001.hdf5");
  SCARP_SHARED_REFERENCE(reference, "nava-forward");
  exchange::KerasImportOptions options;
  options.file = weights;
  const auto predictor = make_predictor(exchange::import_keras(options), Device::cpu);
  const dataset::Array x = dataset::read_npy(reference / "x.npy");
  const dataset::Array y = dataset::read_npy(reference / "y.npy");
  std::vector<float> out(y.values.size());
  predictor->predict(x.values.data(), x.shape[0], 64, 64, out.data());
  float largest = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    largest = std::max(largest, std::abs(out[i] - y.values[i]));
  }
  EXPECT_LE(largest, 1e-4F);
}

}  // namespace
}  // namespace scarp::nn
