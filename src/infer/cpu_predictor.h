#pragma once

#include <memory>
#include <string>

#include "core/thread_pool.h"
#include "infer/precision.h"
#include "model/card.h"
#include "model/predictor.h"

namespace scarp::infer {

struct Options {
  Precision precision = Precision::fp32;
  std::string model = "model";  ///< its file, for errors
};

/// The network of `model` on the processors of `threads`, a patch on each at a time. The result
/// does not depend, to the last bit, on the number of threads nor on how patches are batched.
/// Throws Error for weights that do not fit, and for int8 when the card has no ranges that do.
std::unique_ptr<model::Predictor> cpu_predictor(const model::Model& model, ThreadPool& threads,
                                                const Options& options = {});

}  // namespace scarp::infer
