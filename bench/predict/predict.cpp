// How long a forward pass takes over the paper's area, and how near the processor's peak it comes.
//
//   predict_bench [--model FILE] [--threads 2] [--patch 64] [--filters 32] [--torch 1]
//                 [--patches COUNT]
//
// Without a model, the attention U-Net with random weights. Prints one line of JSON: for each side
// seconds by the clock and of all processors, and GFLOP for each of the latter, beside the peak of
// one processor, measured in between.

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include "core/random.h"
#include "core/thread_pool.h"
#include "infer/cpu_predictor.h"
#include "kernels/fixed_convolution.h"
#include "kernels/parallel.h"
#include "model/graph.h"
#include "model/layers.h"
#include "predict/torch_side.h"
#include "timing.h"

using namespace scarp;

namespace {

constexpr std::int64_t kAreaRows = 2346;
constexpr std::int64_t kAreaCols = 3842;

std::string argument(int argc, char** argv, const std::string& name, const std::string& otherwise) {
  for (int i = 1; i + 1 < argc; ++i) {
    if (name == argv[i]) return argv[i + 1];
  }
  return otherwise;
}

std::vector<float> noise(std::size_t count, double low, double high) {
  Random random(count);
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(random.uniform(low, high));
  return values;
}

model::Model random_model(int filters) {
  model::Model result;
  result.card.network.filters = filters;
  for (const model::Layer& layer : model::layers(result.card.network)) {
    for (const model::LayerTensor& tensor : layer.tensors) {
      const bool variance = tensor.name == layer.name + ".running_var";
      result.weights[tensor.name] = {tensor.shape, noise(static_cast<std::size_t>(tensor.count()),
                                                         variance ? 1 : -0.1, variance ? 1 : 0.1)};
    }
  }
  return result;
}

/// Patches side by side that cover the area, the last ones beyond its border.
struct Area {
  int patch = 64;
  std::int64_t count = 0;
  std::vector<float> x;
  std::vector<float> out;

  Area(int edge, int bands, std::int64_t most) : patch(edge) {
    count = ((kAreaRows + edge - 1) / edge) * ((kAreaCols + edge - 1) / edge);
    if (most > 0) count = std::min(count, most);
    const auto pixels = static_cast<std::size_t>(count * edge * edge);
    x = noise(pixels * static_cast<std::size_t>(bands), 0, 1);
    out.resize(pixels);
  }
};

struct Timing {
  double seconds = 0;
  double processor_seconds = 0;
};

Timing timed(const std::function<void()>& work) {
  const std::clock_t start = std::clock();
  const double seconds = bench::seconds(work);
  return {seconds, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC};
}

Timing predict(model::Predictor& predictor, Area& area) {
  predictor.predict(area.x.data(), 2, area.patch, area.patch, area.out.data());  // gets ready
  return timed([&] {
    predictor.predict(area.x.data(), area.count, area.patch, area.patch, area.out.data());
  });
}

/// Of a convolution that stays in the cache, on each thread at once; GFLOP and time.
Timing peak(ThreadPool& threads, double& gflop) {
  constexpr int kEdge = 18;  // no multiple of four: by plain products
  constexpr int kChannels = 128;
  constexpr int kTimes = 400;
  kernels::ConvolutionShape shape;
  shape.rows = shape.cols = kEdge;
  shape.inputs = shape.outputs = kChannels;
  const kernels::FixedConvolution convolution(
      {kernels::same_padding(shape)}, noise(std::size_t{9} * kChannels * kChannels, -1, 1).data(),
      noise(kChannels, -1, 1).data());
  gflop = 2e-9 * 9 * kChannels * kChannels * kEdge * kEdge * kTimes * threads.threads();
  return timed([&] {
    threads.parallel_for(threads.threads(), [&](std::int64_t) {
      const kernels::OneThread one_thread;
      const auto x = noise(std::size_t{kEdge} * kEdge * kChannels, -1, 1);
      std::vector<float> y(x.size());
      std::vector<char> workspace(convolution.workspace_bytes());
      const kernels::FixedConvolution::Call call(convolution,
                                                 {x.data(), nullptr, y.data(), workspace.data()});
      for (int i = 0; i < kTimes; ++i) call.run();
    });
  });
}

std::string json(const char* name, const Timing& timing, double gflop) {
  return fmt::format(
      R"("{}": {{"seconds": {:.3f}, "processor_seconds": {:.3f}, "gflop_per_processor_second": {:.0f}}})",
      name, timing.seconds, timing.processor_seconds, gflop / timing.processor_seconds);
}

}  // namespace

int main(int argc, char** argv) {
  const auto number = [&](const char* name, const char* otherwise) {
    return std::atoi(argument(argc, argv, name, otherwise).c_str());
  };
  const std::string file = argument(argc, argv, "--model", "");
  model::Model model =
      file.empty() ? random_model(number("--filters", "32")) : model::read_model(file);
  const int bands = model.card.network.bands;
  Area area(number("--patch", "64"), bands, number("--patches", "0"));
  ThreadPool threads(number("--threads", "2"));
  const infer::PatchesView few{area.x.data(), 8, area.patch, area.patch};
  model.card.int8 = model::IntegerPrecision{infer::calibrate(model, few)};

  const double gflop = 2e-9 * model::multiply_adds_per_pixel(model::graph(model.card.network)) *
                       static_cast<double>(area.out.size());
  const auto fp32 = infer::cpu_predictor(model, threads);
  const auto int8 = infer::cpu_predictor(model, threads, {infer::Precision::int8});
  std::string line = fmt::format(R"({{"patches": {}, "bands": {})", area.count, bands);
  line += ", " + json("fp32", predict(*fp32, area), gflop);
  double peak_gflop = 0;
  const Timing of_peak = peak(threads, peak_gflop);
  line += ", " + json("peak", of_peak, peak_gflop);
  line += ", " + json("int8", predict(*int8, area), gflop);
  const auto torch =
      number("--torch", "1") != 0 ? bench::torch_predictor(model, threads.threads(), 32) : nullptr;
  if (torch) line += ", " + json("torch", predict(*torch, area), gflop);
  fmt::print("{}}}\n", line);
  return 0;
}
