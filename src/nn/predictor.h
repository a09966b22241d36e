#pragma once

#include <memory>
#include <string>

#include "model/card.h"
#include "model/predictor.h"
#include "nn/device.h"

namespace scarp::nn {

/// Of convolutions and what follows them; batch norms reckon in single precision, and so does what
/// makes scores of the network's last numbers.
enum class Precision {
  fp32,
  bf16,  ///< half, with the range of floats; on processors too
  fp16,  ///< half, with more digits and less range; CUDA devices alone
};

/// "fp32", "bf16", "fp16"; "auto" is fp32. Throws Error (usage) for other names.
Precision precision_named(const std::string& name);
std::string name_of(Precision precision);

/// The network of `model` run by libtorch. Throws Error where there is no such device.
std::unique_ptr<model::Predictor> make_predictor(const model::Model& model, Device device,
                                                 Precision precision = Precision::fp32);

}  // namespace scarp::nn
