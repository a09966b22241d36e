#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "kernels/buffer.h"
#include "kernels/convolution.h"
#include "kernels/parallel.h"

// Private to this folder: how the passes of a convolution are run over a batch. A batch is cut into
// chunks of as many images as a pass likes best; a chunk is one thread's, and stays in its cache.

namespace scarp::kernels {

/// Images [first, first + images) of a batch.
struct Chunk {
  std::int64_t first = 0;
  int images = 0;
};

/// A batch in chunks.
class Chunks {
 public:
  /// Gets `pass` ready for each of them.
  Chunks(std::int64_t count, ConvolutionPass& pass);

  std::int64_t size() const { return (count_ + chunk_ - 1) / chunk_; }
  Chunk operator[](std::int64_t i) const {
    return {i * chunk_, static_cast<int>(std::min<std::int64_t>(chunk_, count_ - i * chunk_))};
  }

 private:
  std::int64_t count_;
  int chunk_;
};

/// A piece of one buffer for each thread.
class PerThread {
 public:
  PerThread(Buffer& buffer, std::size_t floats);

  /// That of the calling thread.
  float* mine() const;

 private:
  std::size_t floats_;
  float* data_;
};

/// Memory for intermediate results, kept from call to call by the thread that starts the loops.
struct Rooms {
  Buffer weights;
  Buffer workspace;
  Buffer gradient_workspace;
  Buffer chunk;
  Buffer input_chunk;
  Buffer lanes;
  Buffer single;
  Buffer unpacked;
};
Rooms& rooms();

/// Sums up, over all chunks, gradients of weights and bias. Lanes are runs of consecutive chunks,
/// each summed by one thread, then added up in order: the same sum on any number of threads.
class WeightGradient {
 public:
  WeightGradient(ConvolutionPass& pass, const Chunks& chunks, int bias_channels);

  std::int64_t lanes() const { return lanes_; }
  Range chunks(std::int64_t lane) const { return range_of(lane, lanes_, chunks_); }

  /// Adds what the pass makes of the next chunk of `lane`.
  void add(std::int64_t lane, std::int64_t chunk, int images, PassArrays arrays);

  /// Adds the sums over pixels of (pixels, bias_channels) values.
  void add_bias(std::int64_t lane, std::int64_t pixels, const float* values);

  /// Add the sums to `weights`, in PyTorch's order, and to `bias`.
  void finish_weights(float* weights) const;
  void finish_bias(float* bias) const;

 private:
  const ConvolutionPass& pass_;
  std::int64_t chunks_;
  std::int64_t lanes_;
  std::int64_t floats_;
  float* sums_;  ///< (lanes, floats), packed
  PerThread single_;
  PerThread workspace_;
  int bias_channels_;
  std::vector<double> bias_sums_;  ///< (lanes, channels)
};

/// Calls `after` when a chunk's part of `dst` has been written, while it is in the cache.
using AfterChunk = std::function<void(const Chunk&)>;
void convolve(const ConvolutionShape& shape, std::int64_t count, const float* src,
              const float* weights, const float* bias, float* dst, const AfterChunk& after);

/// Returns where the gradient of a chunk's output lies; may write it to `room` first.
using ChunkGradient = std::function<const float*(const Chunk&, float* room)>;
void convolve_backward(const ConvolutionShape& shape, std::int64_t count,
                       const ConvolutionGradients& arrays, const ChunkGradient& gradient);

}  // namespace scarp::kernels
