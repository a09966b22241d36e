#include "nn/predictor.h"

#include <ATen/Context.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "core/error.h"
#include "nn/network.h"
#include "nn/patch_tensor.h"

namespace scarp::nn {
namespace {

// Pixels of one pass: enough to keep the processors busy, little enough for any memory.
constexpr std::int64_t kPassPixels = std::int64_t{1} << 17;

torch::Dtype type_of(Precision precision) {
  if (precision == Precision::fp32) return torch::kFloat;
  return precision == Precision::bf16 ? torch::kBFloat16 : torch::kHalf;
}

/// Unless told not to, libtorch lets cuDNN round the factors of floats to eleven bits (TF32).
class WholeFloats {
 public:
  WholeFloats() { at::globalContext().setAllowTF32CuDNN(false); }
  ~WholeFloats() { at::globalContext().setAllowTF32CuDNN(before_); }
  WholeFloats(const WholeFloats&) = delete;
  WholeFloats& operator=(const WholeFloats&) = delete;

 private:
  bool before_ = at::globalContext().allowTF32CuDNN();
};

class TorchPredictor : public model::Predictor {
 public:
  TorchPredictor(const model::Model& model, Device device, Precision precision)
      : network_(model.card.network, torch_device(device)),
        type_(type_of(precision)),
        bands_(model.card.network.bands) {
    network_.load(model.weights);
    network_.round_convolutions(type_);
  }

  void predict(const float* x, std::int64_t count, int rows, int cols, float* out) override {
    const torch::NoGradGuard no_gradients;
    const WholeFloats whole_floats;
    const std::int64_t pixels = std::int64_t{rows} * cols;
    const std::int64_t pass = std::max<std::int64_t>(1, kPassPixels / pixels);
    for (std::int64_t first = 0; first < count; first += pass) {
      const std::int64_t patches = std::min(pass, count - first);
      const torch::Tensor input = patch_tensor(x + first * pixels * bands_,
                                               {patches, rows, cols, bands_}, network_.device());
      const torch::Tensor result = network_.forward(input.to(type_), /*training=*/false)
                                       .front()
                                       .to(torch::kCPU)
                                       .contiguous();
      const float* values = result.data_ptr<float>();
      std::copy(values, values + patches * pixels, out + first * pixels);
    }
  }

 private:
  Network network_;
  torch::Dtype type_;
  int bands_;
};

}  // namespace

Precision precision_named(const std::string& name) {
  if (name == "auto") return Precision::fp32;
  for (const Precision precision : {Precision::fp32, Precision::bf16, Precision::fp16}) {
    if (name == name_of(precision)) return precision;
  }
  throw Error({fmt::format("libtorch does not predict in '{}'", name), "",
               "Known are auto, fp32, bf16 and fp16"},
              Fault::usage);
}

std::string name_of(Precision precision) {
  if (precision == Precision::fp32) return "fp32";
  return precision == Precision::bf16 ? "bf16" : "fp16";
}

std::unique_ptr<model::Predictor> make_predictor(const model::Model& model, Device device,
                                                 Precision precision) {
  return std::make_unique<TorchPredictor>(model, device, precision);
}

}  // namespace scarp::nn
