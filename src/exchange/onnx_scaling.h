#pragma once

#include <string>

#include "dataset/scaling.h"
#include "exchange/onnx_builder.h"

// Private to this folder.
namespace scarp::exchange {

/// Adds the scaling of a stack's values `x`, (patches, bands, rows, columns), to the graph, as
/// dataset::apply does it for each patch. Returns the network's input; pixels where a band is NaN
/// are 0 in it.
std::string add_scaling(OnnxBuilder& onnx, const dataset::Scaling& scaling, const std::string& x);

}  // namespace scarp::exchange
