#include "kernels/fixed_convolution.h"

#include <oneapi/dnnl/dnnl_debug.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "core/error.h"
#include "kernels/buffer.h"
#include "kernels/onednn.h"
#include "kernels/parallel.h"
#include "kernels/winograd.h"

namespace scarp::kernels {

namespace {

using dnnl::memory;

constexpr float kMostOfWeights = 127;

memory::data_type type_of(const std::optional<Eighth>& integers) {
  if (!integers) return memory::data_type::f32;
  return integers->is_signed ? memory::data_type::s8 : memory::data_type::u8;
}

memory::desc nhwc(memory::data_type type, int channels, int rows, int cols) {
  return {{1, channels, rows, cols}, type, memory::format_tag::nhwc};
}

/// Weights as integers in floats, their steps, and the bias in products of steps.
struct Rounded {
  std::vector<float> weights;
  std::vector<float> steps;
  std::vector<float> bias;
};

Rounded round_weights(const ConvolutionShape& s, float src_step, const float* weights,
                      const float* bias) {
  const auto each = static_cast<std::size_t>(s.inputs) * static_cast<std::size_t>(s.kernel_rows) *
                    static_cast<std::size_t>(s.kernel_cols);
  Rounded result;
  for (int c = 0; c < s.outputs; ++c) {
    const float* from = weights + static_cast<std::size_t>(c) * each;
    float largest = 0;
    for (std::size_t i = 0; i < each; ++i) largest = std::max(largest, std::abs(from[i]));
    const float step = largest > 0 ? largest / kMostOfWeights : 1;
    for (std::size_t i = 0; i < each; ++i) result.weights.push_back(std::nearbyint(from[i] / step));
    result.steps.push_back(step);
    result.bias.push_back(bias[c] / (step * src_step));
  }
  return result;
}

dnnl::post_ops last_of(const FixedConvolution::Options& options, const memory::desc& dst) {
  dnnl::post_ops last;
  if (options.adds) last.append_binary(dnnl::algorithm::binary_add, dst);
  if (options.shape.activation == Activation::relu) {
    last.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
  }
  if (options.shape.activation == Activation::sigmoid) {
    last.append_eltwise(1, dnnl::algorithm::eltwise_logistic, 0, 0);
  }
  return last;
}

}  // namespace

bool has_integer_instructions() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512vnni") || __builtin_cpu_supports("avxvnni");
#else
  return false;
#endif
}

bool can_add() {
#if defined(__x86_64__)
  return true;
#else
  return false;
#endif
}

struct FixedConvolution::Primitive {
  dnnl::convolution_forward::primitive_desc desc;
  dnnl::convolution_forward primitive;
  bool adds = false;
  std::optional<Winograd> winograd{};  ///< in place of all the above
  Buffer weights;
  std::vector<float> bias;

  void make(const Options& options, const std::vector<float>& scales) {
    const ConvolutionShape& s = options.shape;
    if (options.adds && !can_add()) throw std::logic_error("convolutions cannot add here");
    const auto weights_type = options.src ? memory::data_type::s8 : memory::data_type::f32;
    const memory::desc src = nhwc(type_of(options.src), s.inputs, s.rows, s.cols);
    const memory::desc dst = nhwc(type_of(options.dst), s.outputs, output_rows(s), output_cols(s));
    const memory::desc any({s.outputs, s.inputs, s.kernel_rows, s.kernel_cols}, weights_type,
                           memory::format_tag::any);
    const memory::desc bias_desc({s.outputs}, memory::data_type::f32, memory::format_tag::x);
    dnnl::primitive_attr attr;
    attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    attr.set_post_ops(last_of(options, dst));
    if (options.src) attr.set_output_scales(1 << 1, scales);
    desc = {{dnnl::prop_kind::forward_inference,
             dnnl::algorithm::convolution_direct,
             src,
             any,
             bias_desc,
             dst,
             {s.stride, s.stride},
             {s.pad_top, s.pad_left},
             {s.pad_bottom, s.pad_right}},
            attr,
            engine()};
    primitive = dnnl::convolution_forward(desc);
    adds = options.adds;
  }

  void pack(const ConvolutionShape& s, const float* plain) {
    const memory::desc order({s.outputs, s.inputs, s.kernel_rows, s.kernel_cols},
                             memory::data_type::f32, memory::format_tag::oihw);
    const memory::desc packed = desc.weights_desc();
    memory from = view(order, plain);
    memory to = view(packed, weights.reserve(packed.get_size() / sizeof(float) + 1));
    dnnl::reorder(from, to).execute(stream(), from, to);
  }
};

FixedConvolution::FixedConvolution(const Options& options, const float* weights, const float* bias)
    : own_(std::make_unique<Primitive>()) {
  const ConvolutionShape& s = options.shape;
  require_valid(s);
  if (!options.src && Winograd::suits(s)) {
    own_->winograd.emplace(s, weights, bias);
    return;
  }
  const OneThread one_thread;
  try {
    if (!options.src) {
      own_->bias.assign(bias, bias + s.outputs);
      own_->make(options, {});
      own_->pack(s, weights);
      return;
    }
    Rounded rounded = round_weights(s, options.src->step, weights, bias);
    const float dst_step = options.dst ? options.dst->step : 1;
    for (float& step : rounded.steps) step *= options.src->step / dst_step;
    own_->bias = std::move(rounded.bias);
    own_->make(options, rounded.steps);
    own_->pack(s, rounded.weights.data());
  } catch (const dnnl::error& error) {
    throw Error({"oneDNN cannot do a convolution", error.what(), ""});
  }
}

FixedConvolution::~FixedConvolution() = default;

std::size_t FixedConvolution::workspace_bytes() const {
  const auto& winograd = own_->winograd;
  return winograd ? winograd->workspace_bytes() : own_->desc.scratchpad_desc().get_size();
}

struct FixedConvolution::Call::Bound {
  std::vector<memory> memories;  ///< what the arguments refer to
  std::vector<dnnl_exec_arg_t> arguments;
  dnnl_primitive_t primitive = nullptr;
  const Winograd* winograd = nullptr;
  Arrays arrays{};
};

FixedConvolution::Call::Call(const FixedConvolution& convolution, const Arrays& arrays)
    : own_(std::make_unique<Bound>()) {
  Primitive& from = *convolution.own_;
  own_->arrays = arrays;
  if (from.winograd) {
    own_->winograd = &*from.winograd;
    return;
  }
  const auto add = [&](int index, const memory::desc& desc, const void* data) {
    own_->memories.emplace_back(desc, engine(), const_cast<void*>(data));
    own_->arguments.push_back({index, own_->memories.back().get()});
  };
  add(DNNL_ARG_SRC, from.desc.src_desc(), arrays.src);
  add(DNNL_ARG_WEIGHTS, from.desc.weights_desc(), from.weights.data());
  add(DNNL_ARG_BIAS, from.desc.bias_desc(), from.bias.data());
  add(DNNL_ARG_DST, from.desc.dst_desc(), arrays.dst);
  add(DNNL_ARG_SCRATCHPAD, from.desc.scratchpad_desc(), arrays.workspace);
  if (from.adds) {
    add(DNNL_ARG_ATTR_MULTIPLE_POST_OP(0) | DNNL_ARG_SRC_1, from.desc.dst_desc(), arrays.other);
  }
  own_->primitive = from.primitive.get();
}

FixedConvolution::Call::~Call() = default;
FixedConvolution::Call::Call(Call&&) noexcept = default;

void FixedConvolution::Call::run() const {
  if (own_->winograd != nullptr) {
    const Arrays& arrays = own_->arrays;
    own_->winograd->run(static_cast<const float*>(arrays.src),
                        static_cast<const float*>(arrays.other), static_cast<float*>(arrays.dst),
                        arrays.workspace);
    return;
  }
  const dnnl_status_t status =
      dnnl_primitive_execute(own_->primitive, stream().get(),
                             static_cast<int>(own_->arguments.size()), own_->arguments.data());
  if (status != dnnl_success) {
    throw Error({"oneDNN failed to do a convolution", dnnl_status2str(status), ""});
  }
}

}  // namespace scarp::kernels
