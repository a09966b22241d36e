#include "infer/cpu_predictor.h"

#include <optional>
#include <utility>

#include "core/error.h"
#include "infer/plan.h"
#include "infer/program.h"
#include "infer/workers.h"
#include "kernels/fixed_convolution.h"
#include "model/graph.h"
#include "model/layers.h"

namespace scarp::infer {
namespace {

class CpuPredictor : public model::Predictor {
 public:
  CpuPredictor(const model::Model& model, ThreadPool& threads, const Options& options)
      : threads_(threads) {
    model::require_fit(model.card.network, model.weights, options.model);
    const bool integers = resolve(options.precision, model.card, options.model) == Precision::int8;
    program_ =
        compile(model::graph(model.card.network), model.weights, !integers && kernels::can_add());
    if (!integers || !model.card.int8) return;
    ranges_ = model.card.int8->ranges;
    if (ranges_->size() != program_.values.size()) {
      throw Error({"the ranges of activations are not those of the network", options.model,
                   "Predict with --precision fp32"});
    }
  }

  void prepare(int rows, int cols) override { of_size(rows, cols); }

  void predict(const float* x, std::int64_t count, int rows, int cols, float* out) override {
    if (count == 0) return;
    Workers& workers = of_size(rows, cols);
    workers.run(count, [&](std::int64_t i, const Plan::Pass& pass) {
      const std::int64_t pixels = std::int64_t{rows} * cols;
      pass.run(x + i * pixels * program_.values.front().channels, out + i * pixels);
    });
  }

 private:
  /// Patches of one size are what most runs have.
  Workers& of_size(int rows, int cols) {
    if (!workers_ || size_ != std::pair(rows, cols)) {
      workers_.reset();
      plan_ = std::make_unique<Plan>(program_, rows, cols, ranges_ ? &*ranges_ : nullptr);
      workers_ = std::make_unique<Workers>(*plan_, threads_);
      size_ = {rows, cols};
    }
    return *workers_;
  }

  Program program_;
  ThreadPool& threads_;
  std::optional<model::ActivationRanges> ranges_;
  std::pair<int, int> size_;
  std::unique_ptr<Plan> plan_;
  std::unique_ptr<Workers> workers_;
};

}  // namespace

std::unique_ptr<model::Predictor> cpu_predictor(const model::Model& model, ThreadPool& threads,
                                                const Options& options) {
  return std::make_unique<CpuPredictor>(model, threads, options);
}

}  // namespace scarp::infer
