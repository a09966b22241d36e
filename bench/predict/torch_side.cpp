#include "predict/torch_side.h"

#ifdef SCARP_TORCH
#include <algorithm>

#include "nn/device.h"
#include "nn/network.h"
#include "nn/patch_tensor.h"
#endif

namespace scarp::bench {

#ifdef SCARP_TORCH
namespace {

class Eager : public model::Predictor {
 public:
  Eager(const model::Model& model, std::int64_t batch)
      : network_(model.card.network, torch::kCPU), bands_(model.card.network.bands), batch_(batch) {
    network_.load(model.weights);
    network_.allow_kernels(false);
  }

  void predict(const float* x, std::int64_t count, int rows, int cols, float* out) override {
    const torch::NoGradGuard no_gradients;
    const std::int64_t pixels = std::int64_t{rows} * cols;
    for (std::int64_t first = 0; first < count; first += batch_) {
      const std::int64_t size = std::min(batch_, count - first);
      const torch::Tensor input = nn::patch_tensor(x + first * pixels * bands_,
                                                   {size, rows, cols, bands_}, network_.device());
      const torch::Tensor result = network_.forward(input, false).front().contiguous();
      const float* values = result.data_ptr<float>();
      std::copy(values, values + size * pixels, out + first * pixels);
    }
  }

 private:
  nn::Network network_;
  int bands_;
  std::int64_t batch_;
};

}  // namespace

std::unique_ptr<model::Predictor> torch_predictor(const model::Model& model, int threads,
                                                  std::int64_t batch) {
  nn::set_threads(threads);
  return std::make_unique<Eager>(model, batch);
}
#else
std::unique_ptr<model::Predictor> torch_predictor(const model::Model&, int, std::int64_t) {
  return nullptr;
}
#endif

}  // namespace scarp::bench
