#include "kernels/batch.h"

#include "kernels/channels.h"

namespace scarp::kernels {

namespace {

constexpr std::int64_t kMostLanes = 16;

constexpr std::size_t whole_lines(std::size_t floats) { return (floats + 15) / 16 * 16; }

}  // namespace

Chunks::Chunks(std::int64_t count, ConvolutionPass& pass) : count_(count), chunk_(pass.chunk()) {
  if (count_ >= chunk_) pass.prepare(chunk_);
  if (count_ % chunk_ != 0) pass.prepare(static_cast<int>(count_ % chunk_));
}

PerThread::PerThread(Buffer& buffer, std::size_t floats)
    : floats_(whole_lines(floats)),
      data_(buffer.reserve(floats_ * static_cast<std::size_t>(thread_limit()))) {}

float* PerThread::mine() const {
  return data_ + floats_ * static_cast<std::size_t>(thread_index());
}

Rooms& rooms() {
  thread_local Rooms own;
  return own;
}

WeightGradient::WeightGradient(ConvolutionPass& pass, const Chunks& chunks, int bias_channels)
    : pass_(pass),
      chunks_(chunks.size()),
      lanes_(std::min(chunks_, kMostLanes)),
      floats_(static_cast<std::int64_t>(whole_lines(pass.packed_floats()))),
      sums_(rooms().lanes.reserve(static_cast<std::size_t>(floats_ * lanes_))),
      single_(rooms().single, chunks_ > lanes_ ? static_cast<std::size_t>(floats_) : 0),
      workspace_(rooms().gradient_workspace, pass.workspace_floats()),
      bias_channels_(bias_channels),
      bias_sums_(static_cast<std::size_t>(lanes_ * bias_channels)) {}

void WeightGradient::add(std::int64_t lane, std::int64_t chunk, int images, PassArrays arrays) {
  const bool first = chunk == chunks(lane).begin;
  float* sum = sums_ + lane * floats_;
  arrays.weights = first ? sum : single_.mine();
  arrays.workspace = workspace_.mine();
  pass_.run(images, arrays);
  if (!first) add_to(arrays.weights, static_cast<std::int64_t>(pass_.packed_floats()), sum);
}

void WeightGradient::add_bias(std::int64_t lane, std::int64_t pixels, const float* values) {
  add_sums(pixels, bias_channels_, values, bias_sums_.data() + lane * bias_channels_);
}

void WeightGradient::finish_weights(float* weights) const {
  constexpr std::int64_t kLength = 4096;
  const auto used = static_cast<std::int64_t>(pass_.packed_floats());
  parallel_ranges(used, kLength, [&](Range range) {
    for (std::int64_t lane = 1; lane < lanes_; ++lane) {
      add_to(sums_ + lane * floats_ + range.begin, range.size(), sums_ + range.begin);
    }
  });
  float* plain = rooms().unpacked.reserve(static_cast<std::size_t>(used));
  pass_.unpack(sums_, plain);
  add_to(plain, pass_.plain_floats(), weights);
}

void WeightGradient::finish_bias(float* bias) const {
  for (int c = 0; c < bias_channels_; ++c) {
    double sum = 0;
    for (std::int64_t lane = 0; lane < lanes_; ++lane) {
      sum += bias_sums_[static_cast<std::size_t>(lane * bias_channels_ + c)];
    }
    bias[c] += static_cast<float>(sum);
  }
}

}  // namespace scarp::kernels
