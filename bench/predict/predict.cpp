// How long a forward pass takes over the paper's area, and how near the processor's peak it comes.
//
//   predict_bench [--threads 2] [--patch 64] [--filters 32] [--network attention-unet] [--runs 3]
//                 [--int8] [--torch]
//
// Prints a line for each of the sides, which take turns.

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "core/random.h"
#include "core/thread_pool.h"
#include "infer/cpu_predictor.h"
#include "model/graph.h"
#include "model/layers.h"
#include "timing.h"

using namespace scarp;

namespace {

constexpr std::int64_t kAreaRows = 2346;
constexpr std::int64_t kAreaCols = 3842;

struct Bench {
  int threads = 2;
  int patch = 64;
  int filters = 32;
  int runs = 3;
};

int argument(int argc, char** argv, const std::string& name, int otherwise) {
  for (int i = 1; i + 1 < argc; ++i) {
    if (name == argv[i]) return std::atoi(argv[i + 1]);
  }
  return otherwise;
}

model::Model random_model(const model::NetworkDescription& description) {
  model::Model result;
  result.card.network = description;
  Random random(1);
  for (const model::Layer& layer : model::layers(description)) {
    for (const model::LayerTensor& tensor : layer.tensors) {
      std::vector<float> values(static_cast<std::size_t>(tensor.count()));
      const bool variance = tensor.name == layer.name + ".running_var";
      for (float& value : values) {
        value = static_cast<float>(variance ? 1 : random.uniform(-0.1, 0.1));
      }
      result.weights[tensor.name] = {tensor.shape, values};
    }
  }
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  Bench bench;
  bench.threads = argument(argc, argv, "--threads", bench.threads);
  bench.patch = argument(argc, argv, "--patch", bench.patch);
  bench.filters = argument(argc, argv, "--filters", bench.filters);
  bench.runs = argument(argc, argv, "--runs", bench.runs);
  model::NetworkDescription description;
  description.filters = bench.filters;
  const model::Model model = random_model(description);
  const std::int64_t edge = bench.patch;
  const std::int64_t count = ((kAreaRows + edge - 1) / edge) * ((kAreaCols + edge - 1) / edge);
  const std::int64_t pixels = count * edge * edge;
  std::vector<float> x(static_cast<std::size_t>(pixels * description.bands));
  Random random(2);
  for (float& value : x) value = static_cast<float>(random.uniform());
  std::vector<float> out(static_cast<std::size_t>(pixels));
  ThreadPool threads(bench.threads);
  const double flop =
      2 * model::multiply_adds_per_pixel(model::graph(description)) * static_cast<double>(pixels);
  const auto predictor = infer::cpu_predictor(model, threads);
  predictor->predict(x.data(), 2, bench.patch, bench.patch, out.data());
  for (int run = 0; run < bench.runs; ++run) {
    const double seconds = bench::seconds(
        [&] { predictor->predict(x.data(), count, bench.patch, bench.patch, out.data()); });
    fmt::print("fp32 {} patches {:.3f} s {:.0f} GFLOP/s\n", count, seconds, flop / seconds / 1e9);
  }
  return 0;
}
