#include "kernels/convolution.h"

#include <map>
#include <mutex>
#include <optional>
#include <tuple>

#include "kernels/batch.h"
#include "kernels/channels.h"

namespace scarp::kernels {

namespace {

std::int64_t input_floats(const ConvolutionShape& shape) {
  return std::int64_t{shape.rows} * shape.cols * shape.inputs;
}

std::int64_t output_pixels(const ConvolutionShape& shape) {
  return std::int64_t{output_rows(shape)} * output_cols(shape);
}

std::int64_t output_floats(const ConvolutionShape& shape) {
  return output_pixels(shape) * shape.outputs;
}

/// The gradient of the input, chunk by chunk.
class InputGradient {
 public:
  InputGradient(const ConvolutionShape& shape, std::int64_t count, const float* weights, bool add)
      : pass_(kept_pass(shape, Pass::backward_data)),
        floats_(input_floats(shape)),
        chunks_(count, *pass_),
        packed_(rooms().weights.reserve(pass_->packed_floats())),
        workspace_(rooms().workspace, pass_->workspace_floats()),
        room_(rooms().input_chunk, add ? static_cast<std::size_t>(floats_ * pass_->chunk()) : 0),
        add_(add) {
    pass_->pack(weights, packed_);
  }

  void run(const Chunk& chunk, float* output_gradient, float* input_gradient) const {
    float* target = input_gradient + chunk.first * floats_;
    PassArrays arrays;
    arrays.src = add_ ? room_.mine() : target;
    arrays.weights = packed_;
    arrays.dst = output_gradient;
    arrays.workspace = workspace_.mine();
    pass_->run(chunk.images, arrays);
    if (add_) add_to(arrays.src, chunk.images * floats_, target);
  }

 private:
  std::shared_ptr<ConvolutionPass> pass_;
  std::int64_t floats_;  ///< of an image
  Chunks chunks_;
  float* packed_;
  PerThread workspace_;
  PerThread room_;
  bool add_;
};

}  // namespace

std::shared_ptr<ConvolutionPass> kept_pass(const ConvolutionShape& shape, Pass pass) {
  constexpr std::size_t kMost = 512;
  static std::mutex mutex;
  static std::map<std::tuple<ConvolutionShape, Pass>, std::shared_ptr<ConvolutionPass>> kept;
  const std::lock_guard<std::mutex> lock(mutex);
  const auto found = kept.find({shape, pass});
  if (found != kept.end()) return found->second;
  if (kept.size() >= kMost) kept.clear();
  const auto made = std::make_shared<ConvolutionPass>(shape, pass);
  kept[{shape, pass}] = made;
  return made;
}

void convolve(const ConvolutionShape& shape, std::int64_t count, const float* src,
              const float* weights, const float* bias, float* dst, const AfterChunk& after) {
  if (count == 0) return;
  const auto pass = kept_pass(shape, Pass::forward);
  const Chunks chunks(count, *pass);
  float* packed = rooms().weights.reserve(pass->packed_floats());
  pass->pack(weights, packed);
  const PerThread workspace(rooms().workspace, pass->workspace_floats());
  parallel_for(chunks.size(), [&](std::int64_t i) {
    const Chunk chunk = chunks[i];
    PassArrays arrays;
    arrays.src = const_cast<float*>(src) + chunk.first * input_floats(shape);
    arrays.weights = packed;
    arrays.bias = bias;
    arrays.dst = dst + chunk.first * output_floats(shape);
    arrays.workspace = workspace.mine();
    pass->run(chunk.images, arrays);
    after(chunk);
  });
}

void convolve(const ConvolutionShape& shape, std::int64_t count, const float* src,
              const float* weights, const float* bias, float* dst) {
  convolve(shape, count, src, weights, bias, dst, [](const Chunk&) {});
}

void convolve_backward(const ConvolutionShape& shape, std::int64_t count,
                       const ConvolutionGradients& arrays, const ChunkGradient& gradient) {
  if (count == 0) return;
  const auto pass = kept_pass(shape, Pass::backward_weights);
  const Chunks chunks(count, *pass);
  WeightGradient weights(*pass, chunks, shape.outputs);
  std::optional<InputGradient> input;
  if (arrays.src_gradient != nullptr) input.emplace(shape, count, arrays.weights, arrays.add);
  const auto room_floats = static_cast<std::size_t>(pass->chunk() * output_floats(shape));
  const PerThread room(rooms().chunk, room_floats);
  const auto run_chunk = [&](std::int64_t lane, std::int64_t i) {
    const Chunk chunk = chunks[i];
    const float* values = gradient(chunk, room.mine());
    auto* output_gradient = const_cast<float*>(values);
    if (arrays.weights_gradient != nullptr) {
      PassArrays pass_arrays;
      pass_arrays.src = const_cast<float*>(arrays.src) + chunk.first * input_floats(shape);
      pass_arrays.dst = output_gradient;
      weights.add(lane, i, chunk.images, pass_arrays);
    }
    if (arrays.bias_gradient != nullptr) {
      weights.add_bias(lane, chunk.images * output_pixels(shape), values);
    }
    if (input) input->run(chunk, output_gradient, arrays.src_gradient);
  };
  parallel_for(weights.lanes(), [&](std::int64_t lane) {
    const Range range = weights.chunks(lane);
    for (std::int64_t i = range.begin; i < range.end; ++i) run_chunk(lane, i);
  });
  if (arrays.weights_gradient != nullptr) weights.finish_weights(arrays.weights_gradient);
  if (arrays.bias_gradient != nullptr) weights.finish_bias(arrays.bias_gradient);
}

void convolve_backward(const ConvolutionShape& shape, std::int64_t count,
                       const ConvolutionGradients& arrays) {
  convolve_backward(shape, count, arrays, [&](const Chunk& chunk, float*) {
    return arrays.gradient + chunk.first * output_floats(shape);
  });
}

}  // namespace scarp::kernels
