#pragma once

#include <memory>
#include <optional>

#include "core/thread_pool.h"
#include "infer/ranges.h"
#include "model/card.h"
#include "model/predictor.h"

namespace scarp::infer {

enum class Precision { fp32, int8 };

struct Options {
  Precision precision = Precision::fp32;
  std::optional<Ranges> ranges{};  ///< of activations, for int8: see calibrate()
};

/// The network of `model` on the processors of `threads`, one patch on each. Both the result and
/// its last bit are independent of the number of threads and of how patches are batched. Throws
/// Error for weights that do not fit, and for int8 without ranges that do.
std::unique_ptr<model::Predictor> cpu_predictor(const model::Model& model, ThreadPool& threads,
                                                const Options& options = {});

}  // namespace scarp::infer
