#include "kernels/transposed_convolution.h"

#include <vector>

#include "core/error.h"
#include "kernels/batch.h"
#include "kernels/channels.h"

namespace scarp::kernels {

namespace {

/// The convolution that this is the transpose of.
ConvolutionShape transpose_of(const TransposedShape& shape) {
  if (shape.stride > shape.kernel_rows || shape.stride > shape.kernel_cols) {
    throw Error({"a transposed convolution with a stride beyond its kernel", "", ""}, Fault::usage);
  }
  ConvolutionShape result;
  result.rows = shape.rows * shape.stride;
  result.cols = shape.cols * shape.stride;
  result.inputs = shape.outputs;
  result.outputs = shape.inputs;
  result.kernel_rows = shape.kernel_rows;
  result.kernel_cols = shape.kernel_cols;
  result.stride = shape.stride;
  return same_padding(result);
}

std::int64_t input_floats(const TransposedShape& shape) {
  return std::int64_t{shape.rows} * shape.cols * shape.inputs;
}

std::int64_t output_pixels(const TransposedShape& shape) {
  return std::int64_t{shape.rows} * shape.cols * shape.stride * shape.stride;
}

/// The gradient of what came before the activation, dense; in `room` unless it is so already.
float* gradient_of(const TransposedShape& shape, const TransposedGradients& arrays,
                   const Chunk& chunk, float* room) {
  const std::int64_t pixels = output_pixels(shape);
  const std::int64_t first = chunk.first * pixels;
  const float* gradient = arrays.gradient.data + first * arrays.gradient.stride;
  if (shape.relu) {
    relu_gradient(chunk.images * pixels, shape.outputs, gradient, arrays.gradient.stride,
                  arrays.dst.data + first * arrays.dst.stride, arrays.dst.stride, room);
    return room;
  }
  if (arrays.gradient.stride == shape.outputs) return const_cast<float*>(gradient);
  copy(chunk.images * pixels, shape.outputs, gradient, arrays.gradient.stride, room, shape.outputs);
  return room;
}

}  // namespace

void convolve_transposed(const TransposedShape& shape, std::int64_t count, const float* src,
                         const float* weights, const float* bias, Slice dst) {
  if (count == 0) return;
  const auto pass = kept_pass(transpose_of(shape), Pass::backward_data);
  const Chunks chunks(count, *pass);
  float* packed = rooms().weights.reserve(pass->packed_floats());
  pass->pack(weights, packed);
  const PerThread workspace(rooms().workspace, pass->workspace_floats());
  const std::int64_t pixels = output_pixels(shape);
  const PerThread room(rooms().chunk,
                       static_cast<std::size_t>(pass->chunk() * pixels * shape.outputs));
  const Affine last{nullptr, bias, shape.relu};
  parallel_for(chunks.size(), [&](std::int64_t i) {
    const Chunk chunk = chunks[i];
    PassArrays arrays;
    arrays.src = room.mine();
    arrays.weights = packed;
    arrays.dst = const_cast<float*>(src) + chunk.first * input_floats(shape);
    arrays.workspace = workspace.mine();
    pass->run(chunk.images, arrays);
    apply(last, chunk.images * pixels, shape.outputs, arrays.src,
          dst.data + chunk.first * pixels * dst.stride, dst.stride);
  });
}

void convolve_transposed_backward(const TransposedShape& shape, std::int64_t count,
                                  const TransposedGradients& arrays) {
  if (count == 0) return;
  const ConvolutionShape transpose = transpose_of(shape);
  const auto weights_pass = kept_pass(transpose, Pass::backward_weights);
  const auto pass = kept_pass(transpose, Pass::forward);
  const Chunks chunks(count, *weights_pass);
  const Chunks same_chunks(count, *pass);
  WeightGradient weights(*weights_pass, chunks, shape.outputs);
  float* packed = rooms().weights.reserve(pass->packed_floats());
  pass->pack(arrays.weights, packed);
  const PerThread workspace(rooms().workspace, pass->workspace_floats());
  const std::int64_t pixels = output_pixels(shape);
  const PerThread room(rooms().chunk,
                       static_cast<std::size_t>(pass->chunk() * pixels * shape.outputs));
  const PerThread input_room(rooms().input_chunk,
                             static_cast<std::size_t>(pass->chunk() * input_floats(shape)));
  const std::vector<float> no_bias(static_cast<std::size_t>(shape.inputs));
  parallel_for(weights.lanes(), [&](std::int64_t lane) {
    const Range range = weights.chunks(lane);
    for (std::int64_t i = range.begin; i < range.end; ++i) {
      const Chunk chunk = chunks[i];
      PassArrays pass_arrays;
      pass_arrays.src = gradient_of(shape, arrays, chunk, room.mine());
      pass_arrays.dst = const_cast<float*>(arrays.src) + chunk.first * input_floats(shape);
      if (arrays.weights_gradient != nullptr) weights.add(lane, i, chunk.images, pass_arrays);
      if (arrays.bias_gradient != nullptr) {
        weights.add_bias(lane, chunk.images * pixels, pass_arrays.src);
      }
      if (arrays.src_gradient == nullptr) continue;
      pass_arrays.weights = packed;
      pass_arrays.bias = no_bias.data();
      float* target = arrays.src_gradient + chunk.first * input_floats(shape);
      pass_arrays.dst = arrays.add ? input_room.mine() : target;
      pass_arrays.workspace = workspace.mine();
      pass->run(chunk.images, pass_arrays);
      if (arrays.add) add_to(pass_arrays.dst, chunk.images * input_floats(shape), target);
    }
  });
  if (arrays.weights_gradient != nullptr) weights.finish_weights(arrays.weights_gradient);
  if (arrays.bias_gradient != nullptr) weights.finish_bias(arrays.bias_gradient);
}

}  // namespace scarp::kernels
