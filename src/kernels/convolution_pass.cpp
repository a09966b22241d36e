#include "kernels/convolution_pass.h"

#include <algorithm>
#include <mutex>
#include <vector>

#include "core/error.h"
#include "kernels/onednn.h"
#include "kernels/parallel.h"

namespace scarp::kernels {

namespace {

using dnnl::memory;

constexpr auto kFloat = memory::data_type::f32;

memory::desc weights_in_pytorch_order(const ConvolutionShape& s) {
  return {{s.outputs, s.inputs, s.kernel_rows, s.kernel_cols}, kFloat, memory::format_tag::oihw};
}

memory::desc nhwc(int images, int channels, int rows, int cols) {
  return {{images, channels, rows, cols}, kFloat, memory::format_tag::nhwc};
}

/// Tiny images are done a few at a time: the cost of a call is that of about 20 kFLOP.
int best_chunk(const ConvolutionShape& s) {
  constexpr int kPixels = 256;
  constexpr int kMost = 4;
  const int pixels = output_rows(s) * output_cols(s);
  return std::clamp(kPixels / pixels, 1, kMost);
}

dnnl::primitive_attr attributes(Activation activation) {
  dnnl::primitive_attr result;
  result.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  dnnl::post_ops last;
  if (activation == Activation::relu) last.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
  if (activation == Activation::sigmoid) {
    last.append_eltwise(1, dnnl::algorithm::eltwise_logistic, 0, 0);
  }
  result.set_post_ops(last);
  return result;
}

/// A primitive for a number of images, and what it needs.
struct Plan {
  dnnl::primitive primitive;
  memory::desc src;
  memory::desc weights;
  memory::desc bias;
  memory::desc dst;
  memory::desc workspace;
};

/// `weights` says in which order; format `any` lets oneDNN choose.
Plan make_plan(const ConvolutionShape& s, Pass pass, int images, const memory::desc& weights) {
  constexpr auto kDirect = dnnl::algorithm::convolution_direct;
  const OneThread one_thread;
  const memory::dims strides{s.stride, s.stride};
  const memory::dims before{s.pad_top, s.pad_left};
  const memory::dims after{s.pad_bottom, s.pad_right};
  const auto attr = attributes(s.activation);
  Plan plan;
  plan.src = nhwc(images, s.inputs, s.rows, s.cols);
  plan.bias = memory::desc({s.outputs}, kFloat, memory::format_tag::x);
  plan.dst = nhwc(images, s.outputs, output_rows(s), output_cols(s));
  const auto finish = [&plan](const auto& desc, auto&& primitive, const memory::desc& order) {
    plan.primitive = primitive;
    plan.weights = order;
    plan.workspace = desc.scratchpad_desc();
  };
  const dnnl::convolution_forward::primitive_desc forward(
      {dnnl::prop_kind::forward_training, kDirect, plan.src, weights, plan.bias, plan.dst, strides,
       before, after},
      attr, engine());
  if (pass == Pass::forward) {
    finish(forward, dnnl::convolution_forward(forward), forward.weights_desc());
  } else if (pass == Pass::backward_data) {
    const dnnl::convolution_backward_data::primitive_desc desc(
        {kDirect, plan.src, weights, plan.dst, strides, before, after}, attr, engine(), forward);
    finish(desc, dnnl::convolution_backward_data(desc), desc.weights_desc());
  } else {
    const dnnl::convolution_backward_weights::primitive_desc desc(
        {kDirect, plan.src, weights, plan.dst, strides, before, after}, attr, engine(), forward);
    finish(desc, dnnl::convolution_backward_weights(desc), desc.diff_weights_desc());
  }
  return plan;
}

}  // namespace

struct ConvolutionPass::Primitives {
  ConvolutionShape shape;
  Pass pass = Pass::forward;
  std::vector<std::unique_ptr<Plan>> plans;  ///< by the number of images, less one
  std::mutex mutex;                          ///< of making plans
  dnnl::reorder to_packed;
  dnnl::reorder from_packed;

  const Plan& full() const { return *plans.back(); }
};

ConvolutionPass::ConvolutionPass(const ConvolutionShape& shape, Pass pass)
    : own_(std::make_unique<Primitives>()) {
  require_valid(shape);
  own_->shape = shape;
  if (pass != Pass::forward) own_->shape.activation = Activation::none;
  own_->pass = pass;
  own_->plans.resize(static_cast<std::size_t>(best_chunk(shape)));
  prepare(chunk());
  const memory plain = view(weights_in_pytorch_order(shape), nullptr);
  const memory packed = view(own_->full().weights, nullptr);
  own_->to_packed = dnnl::reorder(plain, packed);
  own_->from_packed = dnnl::reorder(packed, plain);
}

ConvolutionPass::~ConvolutionPass() = default;

int ConvolutionPass::chunk() const { return static_cast<int>(own_->plans.size()); }

std::int64_t ConvolutionPass::plain_floats() const {
  const ConvolutionShape& s = own_->shape;
  return std::int64_t{s.outputs} * s.inputs * s.kernel_rows * s.kernel_cols;
}

std::size_t ConvolutionPass::packed_floats() const {
  return own_->full().weights.get_size() / sizeof(float);
}

std::size_t ConvolutionPass::workspace_floats() const {
  const std::lock_guard<std::mutex> lock(own_->mutex);
  std::size_t bytes = 0;
  for (const auto& plan : own_->plans) {
    if (plan) bytes = std::max(bytes, plan->workspace.get_size());
  }
  constexpr std::size_t kLine = 64;  // so that the next thread's begins on a line of its own
  return (bytes + kLine - 1) / kLine * kLine / sizeof(float);
}

void ConvolutionPass::pack(const float* weights, float* packed) const {
  memory from = view(weights_in_pytorch_order(own_->shape), weights);
  memory to = view(own_->full().weights, packed);
  own_->to_packed.execute(stream(), from, to);
}

void ConvolutionPass::unpack(const float* packed, float* weights) const {
  memory from = view(own_->full().weights, packed);
  memory to = view(weights_in_pytorch_order(own_->shape), weights);
  own_->from_packed.execute(stream(), from, to);
}

void ConvolutionPass::prepare(int images) {
  const std::lock_guard<std::mutex> lock(own_->mutex);
  auto& plan = own_->plans.at(static_cast<std::size_t>(images) - 1);
  if (plan) return;
  try {
    const auto& full = own_->plans.back();
    const memory::desc any(
        {own_->shape.outputs, own_->shape.inputs, own_->shape.kernel_rows, own_->shape.kernel_cols},
        kFloat, memory::format_tag::any);
    plan = std::make_unique<Plan>(
        make_plan(own_->shape, own_->pass, images, full ? full->weights : any));
  } catch (const dnnl::error& error) {
    throw Error({"oneDNN cannot do a convolution", error.what(), ""});
  }
}

void ConvolutionPass::run(int images, const PassArrays& arrays) const {
  const Plan& plan = *own_->plans[static_cast<std::size_t>(images) - 1];
  const OneThread one_thread;
  const memory src = view(plan.src, arrays.src);
  const memory weights = view(plan.weights, arrays.weights);
  const memory dst = view(plan.dst, arrays.dst);
  const memory workspace = view(plan.workspace, arrays.workspace);
  switch (own_->pass) {
    case Pass::forward:
      plan.primitive.execute(stream(), {{DNNL_ARG_SRC, src},
                                        {DNNL_ARG_WEIGHTS, weights},
                                        {DNNL_ARG_BIAS, view(plan.bias, arrays.bias)},
                                        {DNNL_ARG_DST, dst},
                                        {DNNL_ARG_SCRATCHPAD, workspace}});
      break;
    case Pass::backward_data:
      plan.primitive.execute(stream(), {{DNNL_ARG_DIFF_SRC, src},
                                        {DNNL_ARG_WEIGHTS, weights},
                                        {DNNL_ARG_DIFF_DST, dst},
                                        {DNNL_ARG_SCRATCHPAD, workspace}});
      break;
    case Pass::backward_weights:
      plan.primitive.execute(stream(), {{DNNL_ARG_SRC, src},
                                        {DNNL_ARG_DIFF_WEIGHTS, weights},
                                        {DNNL_ARG_DIFF_DST, dst},
                                        {DNNL_ARG_SCRATCHPAD, workspace}});
      break;
  }
}

}  // namespace scarp::kernels
