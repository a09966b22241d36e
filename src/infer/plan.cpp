#include "infer/plan.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "core/error.h"
#include "infer/bind.h"
#include "infer/pixels.h"
#include "infer/subpixel.h"

namespace scarp::infer {
namespace {

using Kind = Operation::Kind;
using kernels::Eighth;
using kernels::FixedConvolution;
using model::ActivationRange;

constexpr std::size_t kLine = 64;

std::size_t whole_lines(std::size_t bytes) { return (bytes + kLine - 1) / kLine * kLine; }

std::size_t bytes_of(const Array& array) {
  return static_cast<std::size_t>(array.number.bytes() * array.rows * array.row_values());
}

std::optional<Eighth> integers_of(const Array& array) {
  if (array.number.type == Number::Type::f32) return std::nullopt;
  return Eighth{array.number.type == Number::Type::s8, array.number.step};
}

Number number_for(const ActivationRange& range) {
  const float largest = std::max(-range.low, range.high);
  constexpr float kLeast = 1e-20F;  // so that steps have reciprocals
  if (!(largest > kLeast)) return {Number::Type::u8, 1};
  if (range.low < 0) return {Number::Type::s8, largest / 127};
  return {Number::Type::u8, largest / 255};
}

kernels::ConvolutionShape shape_of(const Array& src, int outputs) {
  kernels::ConvolutionShape shape;
  shape.rows = src.rows;
  shape.cols = src.cols;
  shape.inputs = src.channels;
  shape.outputs = outputs;
  return shape;
}

void cover(ActivationRange& range, const ActivationRange& other) {
  range.low = std::min(range.low, other.low);
  range.high = std::max(range.high, other.high);
}

}  // namespace

Plan::Plan(const Program& program, int rows, int cols, const model::ActivationRanges* ranges)
    : program_(program) {
  for (const Value& value : program.values) {
    Array one;
    one.rows = rows >> value.halvings;
    one.cols = cols >> value.halvings;
    one.channels = value.channels;
    one.stride = value.channels;
    arrays_.push_back(one);
  }
  if (ranges) choose_numbers(*ranges);
  choose_quartered();
  place();
  std::size_t of_convolutions = 0;
  for (const Operation& operation : program.operations) {
    prepare(operation);
    for (const auto& convolution : convolutions_.back()) {
      of_convolutions = std::max(of_convolutions, convolution->workspace_bytes());
    }
    if (const auto& transposed = transposed_.back()) {
      of_convolutions = std::max(of_convolutions, transposed->workspace_bytes());
    }
  }
  workspace_bytes_ = room_bytes_ + dense_bytes_ + whole_lines(of_convolutions);
}

std::vector<bool> Plan::stays_in_floats() const {
  std::vector<bool> stays(program_.values.size());
  for (const Operation& operation : program_.operations) {
    const auto output = static_cast<std::size_t>(operation.output);
    stays[output] = operation.kind == Kind::score && program_.values[output].whole < 0;
  }
  for (const Operation& operation : program_.operations) {
    for (const int input : operation.inputs) {
      const bool weighs = operation.kind == Kind::gate && input == operation.inputs.front();
      if (!weighs) stays[static_cast<std::size_t>(input)] = false;
    }
  }
  return stays;
}

void Plan::choose_numbers(const model::ActivationRanges& ranges) {
  model::ActivationRanges all = ranges;
  const std::vector<bool> stays = stays_in_floats();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const int whole = program_.values[i].whole;
    if (whole >= 0) cover(all[static_cast<std::size_t>(whole)], ranges[i]);
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    const int whole = program_.values[i].whole;
    if (stays[i]) continue;
    arrays_[i].number = number_for(all[whole >= 0 ? static_cast<std::size_t>(whole) : i]);
  }
}

void Plan::choose_quartered() {
  std::vector<bool> only_scored(arrays_.size(), true);
  for (const Operation& operation : program_.operations) {
    for (const int input : operation.inputs) {
      if (operation.kind != Kind::score) only_scored[static_cast<std::size_t>(input)] = false;
    }
  }
  for (const Operation& operation : program_.operations) {
    const auto output = static_cast<std::size_t>(operation.output);
    arrays_[output].quartered = operation.kind == Kind::transposed_convolution &&
                                moves_as_it_is(operation) && only_scored[output] &&
                                program_.values[output].whole < 0;
  }
}

void Plan::place() {
  const int steps = static_cast<int>(program_.operations.size());
  std::vector<Lifetime> lifetimes(arrays_.size(), {0, std::numeric_limits<int>::max(), -1});
  const auto use = [&](int value, int step) {
    const int whole = program_.values[value].whole;
    Lifetime& life = lifetimes[whole >= 0 ? whole : value];
    life.bytes = whole_lines(bytes_of(arrays_[whole >= 0 ? whole : value]));
    life.first = std::min(life.first, step);
    life.last = std::max(life.last, step);
  };
  use(0, 0);
  for (int i = 0; i < steps; ++i) {
    for (const int input : program_.operations[i].inputs) use(input, i);
    use(program_.operations[i].output, i);
  }
  use(program_.output, steps);
  memory_ = plan_memory(lifetimes);
  for (std::size_t i = 0; i < arrays_.size(); ++i) {
    const Value& value = program_.values[i];
    const std::size_t home = value.whole >= 0 ? static_cast<std::size_t>(value.whole) : i;
    std::size_t offset = memory_.offsets[home];
    if (value.whole >= 0) {
      offset += static_cast<std::size_t>(value.channel * arrays_[i].number.bytes());
      arrays_[i].stride = arrays_[home].channels;
    }
    arrays_[i].data = reinterpret_cast<void*>(offset);
  }
}

void Plan::prepare(const Operation& operation) {
  convolutions_.emplace_back();
  transposed_.emplace_back();
  std::int64_t room = 4 * row_room(arrays_[operation.output]);
  for (const int input : operation.inputs) room += 2 * row_room(arrays_[input]);
  room_bytes_ = std::max(room_bytes_, static_cast<std::size_t>(room) * sizeof(float));
  if (operation.kind == Kind::convolution) prepare_convolution(operation);
  if (operation.kind == Kind::transposed_convolution) prepare_transposed(operation);
}

void Plan::prepare_convolution(const Operation& operation) {
  const Array& src = arrays_[operation.inputs.front()];
  const Array& dst = arrays_[operation.output];
  FixedConvolution::Options options;
  options.shape = shape_of(src, dst.channels);
  options.shape.kernel_rows = options.shape.kernel_cols = operation.kernel;
  options.shape.stride = operation.stride;
  options.shape = kernels::same_padding(options.shape);
  options.shape.activation = operation.activation;
  options.adds = operation.inputs.size() > 1;
  options.src = integers_of(src);
  options.dst = integers_of(dst);
  convolutions_.back().push_back(
      std::make_unique<FixedConvolution>(options, operation.weights.data(), operation.bias.data()));
  if (!dst.dense()) dense_bytes_ = std::max(dense_bytes_, whole_lines(bytes_of(dst)));
}

void Plan::prepare_transposed(const Operation& operation) {
  const Array& src = arrays_[operation.inputs.front()];
  const Array& dst = arrays_[operation.output];
  const kernels::WinogradTransposed::Shape shape{src.rows, src.cols, src.channels, dst.channels,
                                                 operation.activation};
  if (moves_as_it_is(operation) && !integers_of(src) && !integers_of(dst) &&
      kernels::WinogradTransposed::suits(shape)) {
    transposed_.back() = std::make_unique<kernels::WinogradTransposed>(
        shape, operation.weights.data(), operation.bias.data());
    return;
  }
  for (const Subpixel& part : subpixels(operation, src.channels)) {
    FixedConvolution::Options options;
    options.shape = shape_of(src, dst.channels);
    options.shape.kernel_rows = part.kernel_rows;
    options.shape.kernel_cols = part.kernel_cols;
    options.shape.pad_top = part.kernel_rows - 1;
    options.shape.pad_left = part.kernel_cols - 1;
    options.src = integers_of(src);
    if (moves_as_it_is(operation)) {
      options.shape.activation = operation.activation;
      options.dst = integers_of(dst);
    }
    convolutions_.back().push_back(
        std::make_unique<FixedConvolution>(options, part.weights.data(), operation.bias.data()));
  }
  if (dst.quartered) return;
  Array floats = dst;
  floats.number = {};
  dense_bytes_ = std::max(dense_bytes_, whole_lines(bytes_of(floats)));
}

Plan::Pass::Pass(const Plan& plan, std::byte* memory) {
  std::vector<Array> arrays = plan.arrays_;
  for (Array& array : arrays) array.data = memory + reinterpret_cast<std::uintptr_t>(array.data);
  input_ = arrays.front();
  result_ = arrays[static_cast<std::size_t>(plan.program_.output)];
  std::byte* const workspace = memory + plan.memory_.bytes;
  room_ = reinterpret_cast<float*>(workspace);
  for (std::size_t i = 0; i < plan.program_.operations.size(); ++i) {
    const Operation& operation = plan.program_.operations[i];
    Site site;
    for (const int input : operation.inputs) site.in.push_back(arrays[input]);
    site.out = arrays[operation.output];
    site.room = room_;
    site.dense = workspace + plan.room_bytes_;
    site.inner = workspace + plan.room_bytes_ + plan.dense_bytes_;
    for (const auto& each : plan.convolutions_[i]) site.convolutions.push_back(each.get());
    site.transposed = plan.transposed_[i].get();
    steps_.push_back({operation.output, site.out, bind(operation, site)});
  }
}

void Plan::Pass::run(const float* x, float* out, const After& after) const {
  Array source = input_;
  source.data = const_cast<float*>(x);
  source.number = {};
  copy(source, input_, room_);
  if (after) after(0, input_);
  for (const Step& step : steps_) {
    step.run();
    if (after) after(step.output, step.out);
  }
  Array target = result_;
  target.data = out;
  copy(result_, target, room_);
}

}  // namespace scarp::infer
