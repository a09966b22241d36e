#include "nn/predictor.h"

#include <algorithm>
#include <cstdint>

#include "nn/network.h"
#include "nn/patch_tensor.h"

namespace scarp::nn {
namespace {

// Pixels of one pass: enough to keep the processors busy, little enough for any memory.
constexpr std::int64_t kPassPixels = std::int64_t{1} << 17;

class TorchPredictor : public model::Predictor {
 public:
  TorchPredictor(const model::Model& model, Device device)
      : network_(model.card.network, torch_device(device)), bands_(model.card.network.bands) {
    network_.load(model.weights);
  }

  void predict(const float* x, std::int64_t count, int rows, int cols, float* out) override {
    const torch::NoGradGuard no_gradients;
    const std::int64_t pixels = std::int64_t{rows} * cols;
    const std::int64_t pass = std::max<std::int64_t>(1, kPassPixels / pixels);
    for (std::int64_t first = 0; first < count; first += pass) {
      const std::int64_t patches = std::min(pass, count - first);
      const torch::Tensor input = patch_tensor(x + first * pixels * bands_,
                                               {patches, rows, cols, bands_}, network_.device());
      const torch::Tensor result =
          network_.forward(input, /*training=*/false).front().to(torch::kCPU).contiguous();
      const float* values = result.data_ptr<float>();
      std::copy(values, values + patches * pixels, out + first * pixels);
    }
  }

 private:
  Network network_;
  int bands_;
};

}  // namespace

std::unique_ptr<model::Predictor> make_predictor(const model::Model& model, Device device) {
  return std::make_unique<TorchPredictor>(model, device);
}

}  // namespace scarp::nn
