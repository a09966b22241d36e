// How long an epoch of training takes: the network, data and first weights of reference.py.
//
//   training_bench FOLDER [--batch 16] [--threads 2] [--epochs 2] [--torch]
//
// FOLDER is what reference.py --save wrote. --torch leaves scarp's own kernels out. Prints one line
// of JSON like reference.py's: seconds of each epoch, the first ten losses.

#include <malloc.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "dataset/npy.h"
#include "nn/adam.h"
#include "nn/device.h"
#include "nn/loss.h"
#include "nn/network.h"
#include "nn/patch_tensor.h"
#include "timing.h"

namespace fs = std::filesystem;
using namespace scarp;

namespace {

struct Options {
  fs::path folder;
  std::int64_t batch = 16;
  int threads = 2;
  int epochs = 2;
  bool torch_alone = false;
};

Options parse(int argc, char** argv) {
  Options options;
  options.folder = argc > 1 ? argv[1] : ".";
  for (int i = 2; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--torch") {
      options.torch_alone = true;
      continue;
    }
    const int value = i + 1 < argc ? std::atoi(argv[++i]) : 0;
    if (name == "--batch") options.batch = value;
    if (name == "--threads") options.threads = value;
    if (name == "--epochs") options.epochs = value;
  }
  return options;
}

torch::Tensor load(const fs::path& path) {
  const dataset::Array array = dataset::read_npy(path);
  return torch::from_blob(const_cast<float*>(array.values.data()), array.shape, torch::kFloat)
      .clone()
      .permute({0, 3, 1, 2});
}

void print(const char* name, const std::vector<double>& values, const char* end) {
  std::printf("\"%s\": [", name);
  for (std::size_t i = 0; i < values.size(); ++i) std::printf("%s%.9g", i ? ", " : "", values[i]);
  std::printf("]%s", end);
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = parse(argc, argv);
  nn::set_threads(options.threads);
  const torch::Tensor x = load(options.folder / "x.npy");
  const torch::Tensor y = load(options.folder / "y.npy");
  const model::Weights weights =
      model::read_weights(options.folder / "weights.safetensors").tensors;

  model::NetworkDescription description;
  description.bands = static_cast<int>(x.size(1));
  description.filters = static_cast<int>(weights.at("conv1_1.bias").values.size());
  nn::Network network(description, torch::kCPU);
  network.allow_kernels(!options.torch_alone);
  network.load(weights);
  nn::AdamOptions adam_options;
  adam_options.epsilon = 1e-8;
  nn::Adam adam(adam_options, network.parameters(), network.kernels());
  const nn::LossOptions loss_options;

  std::vector<double> losses;
  std::vector<double> seconds;
  for (int epoch = 0; epoch < options.epochs; ++epoch) {
    seconds.push_back(bench::seconds([&] {
      for (std::int64_t first = 0; first < x.size(0); first += options.batch) {
        const std::int64_t size = std::min(options.batch, x.size(0) - first);
        const torch::Tensor truth = y.narrow(0, first, size);
        network.gradients().zero_();
        const torch::Tensor loss =
            nn::total_loss(loss_options, network.forward(x.narrow(0, first, size), true), truth,
                           torch::ones_like(truth));
        loss.backward();
        adam.step(network.parameters(), network.gradients(), 1e-3);
        losses.push_back(loss.item<double>());
      }
    }));
  }
  std::printf("{");
  print("seconds", seconds, ", ");
  losses.resize(std::min<std::size_t>(losses.size(), 10));
  print("losses", losses, "}\n");
  return 0;
}
