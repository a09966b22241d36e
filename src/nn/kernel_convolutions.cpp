// Steps with weights.
#include "kernels/convolution.h"
#include "kernels/normalised_convolution.h"
#include "kernels/score.h"
#include "kernels/transposed_convolution.h"
#include "nn/kernel_step.h"

namespace scarp::nn {
namespace {

float* gradient_of(const torch::Tensor& weights) { return floats(weights.grad()); }

kernels::ConvolutionShape shape_of(const Batch& batch, const model::Node& node, const Value& input,
                                   int outputs) {
  kernels::ConvolutionShape shape;
  shape.rows = batch.rows_of(input);
  shape.cols = batch.cols_of(input);
  shape.inputs = input.channels;
  shape.outputs = outputs;
  shape.kernel_rows = node.kernel;
  shape.kernel_cols = node.kernel;
  shape.stride = node.stride;
  return kernels::same_padding(shape);
}

kernels::SumOverRanks sum_over_ranks(const Batch& batch) {
  if (batch.part.ranks == nullptr) return {};
  return
      [ranks = batch.part.ranks](double* values, std::size_t count) { ranks->sum(values, count); };
}

class Convolution : public Step {
 public:
  Convolution(Value* input, Value* output, model::Node node, const LayerWeights& layer)
      : Step({input}, output), node_(std::move(node)), layer_(layer) {}

  void forward(const Batch& batch) override {
    kernels::convolve(shape(batch), batch.patches, input().data.data, floats(layer_.weight),
                      floats(layer_.bias), output().data.data);
  }

  void backward(const Batch& batch) override {
    const InputGradient target = claim_gradient();
    kernels::ConvolutionGradients arrays;
    arrays.src = input().data.data;
    arrays.weights = floats(layer_.weight);
    arrays.gradient = output().gradient.data;
    arrays.weights_gradient = gradient_of(layer_.weight);
    arrays.bias_gradient = gradient_of(layer_.bias);
    arrays.src_gradient = target.data;
    arrays.add = target.add;
    kernels::convolve_backward(shape(batch), batch.patches, arrays);
  }

  std::vector<const LayerWeights*> layers() const override { return {&layer_}; }

 private:
  kernels::ConvolutionShape shape(const Batch& batch) const {
    return shape_of(batch, node_, input(), output().channels);
  }

  model::Node node_;
  const LayerWeights& layer_;
};

class Normalised : public Step {
 public:
  Normalised(Value* input, Value* output, model::Node node, const ConvolutionLayers& layers,
             bool relu)
      : Step({input}, output),
        node_(std::move(node)),
        convolution_(*layers.convolution),
        batch_norm_(*layers.batch_norm),
        relu_(relu),
        mean_(static_cast<std::size_t>(output->channels)),
        variance_(mean_.size()) {}

  bool writes_slices() const override { return true; }

  void forward(const Batch& batch) override {
    float* raw = raw_.reserve(static_cast<std::size_t>(batch.floats(output())));
    const auto shape = shape_of(batch, node_, input(), output().channels);
    if (batch.training) {
      move_statistics(kernels::convolve_with_moments(
          shape, batch.patches,
          {input().data.data, floats(convolution_.weight), floats(convolution_.bias), raw,
           mean_.data(), variance_.data()},
          sum_over_ranks(batch)));
    } else {
      kernels::convolve(shape, batch.patches, input().data.data, floats(convolution_.weight),
                        floats(convolution_.bias), raw);
    }
    kernels::normalise(norm(batch), batch.pixels(output()), output().channels, raw, output().data);
  }

  void backward(const Batch& batch) override {
    const InputGradient target = claim_gradient();
    kernels::NormalisedGradients arrays;
    arrays.src = input().data.data;
    arrays.weights = floats(convolution_.weight);
    arrays.raw = raw_.data();
    arrays.gradient = output().gradient;
    arrays.weights_gradient = gradient_of(convolution_.weight);
    arrays.gamma_gradient = gradient_of(batch_norm_.weight);
    arrays.beta_gradient = gradient_of(batch_norm_.bias);
    arrays.src_gradient = target.data;
    arrays.add = target.add;
    kernels::normalised_backward(shape_of(batch, node_, input(), output().channels), norm(batch),
                                 batch.patches, arrays, sum_over_ranks(batch));
  }

  std::vector<const LayerWeights*> layers() const override { return {&convolution_, &batch_norm_}; }

 private:
  kernels::BatchNorm norm(const Batch& batch) const {
    kernels::BatchNorm result;
    result.mean = batch.training ? mean_.data() : floats(batch_norm_.running_mean);
    result.variance = batch.training ? variance_.data() : floats(batch_norm_.running_var);
    result.gamma = floats(batch_norm_.weight);
    result.beta = floats(batch_norm_.bias);
    result.epsilon = static_cast<float>(model::kBatchNormEpsilon);
    result.relu = relu_;
    return result;
  }

  /// As libtorch does: the variance that moves the running one is the unbiased one.
  void move_statistics(std::int64_t pixels) {
    const auto n = static_cast<double>(pixels);
    const double unbiased = n > 1 ? n / (n - 1) : 1;
    float* running_mean = floats(batch_norm_.running_mean);
    float* running_variance = floats(batch_norm_.running_var);
    constexpr double kKept = model::kBatchNormMomentum;
    for (std::size_t c = 0; c < mean_.size(); ++c) {
      running_mean[c] = static_cast<float>(kKept * running_mean[c] + (1 - kKept) * mean_[c]);
      running_variance[c] =
          static_cast<float>(kKept * running_variance[c] + (1 - kKept) * unbiased * variance_[c]);
    }
  }

  model::Node node_;
  const LayerWeights& convolution_;
  const LayerWeights& batch_norm_;
  bool relu_;
  kernels::Buffer raw_;
  std::vector<float> mean_;
  std::vector<float> variance_;
};

class Transposed : public Step {
 public:
  Transposed(Value* input, Value* output, model::Node node, const LayerWeights& layer, bool relu)
      : Step({input}, output), node_(std::move(node)), layer_(layer), relu_(relu) {}

  bool writes_slices() const override { return true; }

  void forward(const Batch& batch) override {
    kernels::convolve_transposed(shape(batch), batch.patches, input().data.data,
                                 floats(layer_.weight), floats(layer_.bias), output().data);
  }

  void backward(const Batch& batch) override {
    const InputGradient target = claim_gradient();
    kernels::TransposedGradients arrays;
    arrays.src = input().data.data;
    arrays.weights = floats(layer_.weight);
    arrays.dst = output().data;
    arrays.gradient = output().gradient;
    arrays.weights_gradient = gradient_of(layer_.weight);
    arrays.bias_gradient = gradient_of(layer_.bias);
    arrays.src_gradient = target.data;
    arrays.add = target.add;
    kernels::convolve_transposed_backward(shape(batch), batch.patches, arrays);
  }

  std::vector<const LayerWeights*> layers() const override { return {&layer_}; }

 private:
  kernels::TransposedShape shape(const Batch& batch) const {
    kernels::TransposedShape shape;
    shape.rows = batch.rows_of(input());
    shape.cols = batch.cols_of(input());
    shape.inputs = input().channels;
    shape.outputs = output().channels;
    shape.kernel_rows = node_.kernel;
    shape.kernel_cols = node_.kernel;
    shape.stride = node_.stride;
    shape.relu = relu_;
    return shape;
  }

  model::Node node_;
  const LayerWeights& layer_;
  bool relu_;
};

class Score : public Step {
 public:
  Score(std::vector<Value*> inputs, Value* output, const LayerWeights& layer)
      : Step(std::move(inputs), output), layer_(layer) {}

  void forward(const Batch& batch) override {
    kernels::score(batch.pixels(output()), parts(), *floats(layer_.bias), output().data.data);
  }

  void backward(const Batch& batch) override {
    std::vector<kernels::ScorePart> gradients = parts();
    float* weights_gradient = gradient_of(layer_.weight);
    for (std::size_t i = 0; i < gradients.size(); ++i) {
      const InputGradient target = claim_gradient(i);
      gradients[i].x_gradient = target.data;
      gradients[i].add = target.add;
      gradients[i].weights_gradient = weights_gradient;
      weights_gradient += gradients[i].channels;
    }
    kernels::score_backward(batch.pixels(output()), gradients, output().data.data,
                            output().gradient.data, gradient_of(layer_.bias));
  }

  std::vector<const LayerWeights*> layers() const override { return {&layer_}; }

 private:
  std::vector<kernels::ScorePart> parts() const {
    std::vector<kernels::ScorePart> result;
    const float* weights = floats(layer_.weight);
    for (std::size_t i = 0; i < input_count(); ++i) {
      kernels::ScorePart part;
      part.x = input(i).data.data;
      part.channels = input(i).channels;
      part.weights = weights;
      weights += part.channels;
      result.push_back(part);
    }
    return result;
  }

  const LayerWeights& layer_;
};

}  // namespace

std::unique_ptr<Step> convolution_step(Value* input, Value* output, const model::Node& node,
                                       const LayerWeights& layer) {
  return std::make_unique<Convolution>(input, output, node, layer);
}

std::unique_ptr<Step> normalised_step(Value* input, Value* output, const model::Node& node,
                                      const ConvolutionLayers& layers, bool relu) {
  return std::make_unique<Normalised>(input, output, node, layers, relu);
}

std::unique_ptr<Step> transposed_step(Value* input, Value* output, const model::Node& node,
                                      const LayerWeights& layer, bool relu) {
  return std::make_unique<Transposed>(input, output, node, layer, relu);
}

std::unique_ptr<Step> score_step(std::vector<Value*> inputs, Value* output,
                                 const LayerWeights& layer) {
  return std::make_unique<Score>(std::move(inputs), output, layer);
}

}  // namespace scarp::nn
