// Steps without weights.
#include "kernels/elementwise.h"
#include "kernels/gate.h"
#include "kernels/pool.h"
#include "nn/kernel_step.h"

namespace scarp::nn {
namespace {

kernels::ImageShape images(const Batch& batch, const Value& value) {
  return {batch.patches, batch.rows_of(value), batch.cols_of(value), value.channels};
}

class MaxPool : public Step {
 public:
  using Step::Step;

  void forward(const Batch& batch) override {
    which_.resize(static_cast<std::size_t>(batch.floats(output())));
    kernels::max_pool(images(batch, input()), input().data, output().data.data, which_.data());
  }

  void backward(const Batch& batch) override {
    const InputGradient target = claim_gradient();
    if (target.data == nullptr) return;
    kernels::max_pool_backward(images(batch, input()), output().gradient.data, which_.data(),
                               target.data, target.add);
  }

 private:
  std::vector<std::uint8_t> which_;
};

/// Of a weight at half the size, and an image.
class Gate : public Step {
 public:
  using Step::Step;

  void forward(const Batch& batch) override {
    kernels::gate(images(batch, input(1)), input(1).data.data, input(0).data.data,
                  output().data.data);
  }

  void backward(const Batch& batch) override {
    // The weight has no other use: its gradient is written, not added to.
    const InputGradient weight = claim_gradient(0);
    const InputGradient x = claim_gradient(1);
    kernels::gate_backward(images(batch, input(1)),
                           {input(1).data.data, input(0).data.data, output().gradient.data, x.data,
                            x.add, weight.data});
  }
};

class AddRelu : public Step {
 public:
  using Step::Step;

  void forward(const Batch& batch) override {
    kernels::add_relu(batch.floats(output()), input(0).data.data, input(1).data.data,
                      output().data.data);
  }

  void backward(const Batch& batch) override {
    for (std::size_t i = 0; i < input_count(); ++i) {
      const InputGradient target = claim_gradient(i);
      if (target.data == nullptr) continue;
      kernels::relu_backward(batch.floats(output()), output().gradient.data, output().data.data,
                             target.data, target.add);
    }
  }
};

/// Copies what does not lie in its place already.
class Concatenate : public Step {
 public:
  using Step::Step;

  void forward(const Batch& batch) override {
    float* place = output().data.data;
    for (std::size_t i = 0; i < input_count(); place += input(i++).channels) {
      if (input(i).data.data == place) continue;
      kernels::copy_channels(batch.pixels(output()), input(i).channels, input(i).data,
                             {place, output().data.stride}, false);
    }
  }

  void backward(const Batch& batch) override {
    float* place = output().gradient.data;
    for (std::size_t i = 0; i < input_count(); place += input(i++).channels) {
      const InputGradient target = claim_gradient(i);
      if (target.data == nullptr || target.data == place) continue;
      kernels::copy_channels(batch.pixels(output()), input(i).channels,
                             {place, output().gradient.stride}, input(i).gradient, target.add);
    }
  }
};

/// A tensor (patches, channels, rows, cols) on a value's memory.
torch::Tensor tensor_on(const Batch& batch, const Value& value, float* data) {
  return torch::from_blob(
             data, {batch.patches, batch.rows_of(value), batch.cols_of(value), value.channels},
             torch::kFloat)
      .permute({0, 3, 1, 2});
}

/// By libtorch, which also differentiates it.
class ByTorch : public Step {
 public:
  ByTorch(std::vector<Value*> inputs, Value* output, model::Node node)
      : Step(std::move(inputs), output), node_(std::move(node)) {}

  void forward(const Batch& batch) override {
    leaves_.clear();
    for (std::size_t i = 0; i < input_count(); ++i) {
      leaves_.push_back(tensor_on(batch, input(i), input(i).data.data));
      leaves_.back().requires_grad_(batch.training && input(i).wants_gradient);
    }
    const at::AutoGradMode grad_mode(batch.training);
    result_ = evaluate(node_, leaves_, batch.training, batch.part);
    const torch::NoGradGuard no_gradients;
    tensor_on(batch, output(), output().data.data).copy_(result_);
  }

  void backward(const Batch& batch) override {
    if (!result_.requires_grad()) return;
    result_.backward(tensor_on(batch, output(), output().gradient.data));
    const torch::NoGradGuard no_gradients;
    for (std::size_t i = 0; i < input_count(); ++i) {
      const InputGradient target = claim_gradient(i);
      if (target.data == nullptr) continue;
      torch::Tensor gradient = tensor_on(batch, input(i), target.data);
      if (target.add) {
        gradient.add_(leaves_[i].grad());
      } else {
        gradient.copy_(leaves_[i].grad());
      }
    }
    leaves_.clear();
    result_.reset();
  }

 private:
  model::Node node_;
  std::vector<torch::Tensor> leaves_;
  torch::Tensor result_;
};

template <typename S>
std::unique_ptr<Step> make(std::vector<Value*> inputs, Value* output) {
  return std::make_unique<S>(std::move(inputs), output);
}

}  // namespace

std::unique_ptr<Step> max_pool_step(Value* input, Value* output) {
  return make<MaxPool>({input}, output);
}

std::unique_ptr<Step> gate_step(Value* weight, Value* input, Value* output) {
  return make<Gate>({weight, input}, output);
}

std::unique_ptr<Step> add_relu_step(Value* a, Value* b, Value* output) {
  return make<AddRelu>({a, b}, output);
}

std::unique_ptr<Step> concatenate_step(std::vector<Value*> inputs, Value* output) {
  return make<Concatenate>(std::move(inputs), output);
}

std::unique_ptr<Step> torch_step(std::vector<Value*> inputs, Value* output,
                                 const model::Node& node) {
  return std::make_unique<ByTorch>(std::move(inputs), output, node);
}

}  // namespace scarp::nn
