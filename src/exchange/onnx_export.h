#pragma once

#include <string>

#include "model/card.h"

namespace scarp::exchange {

/// A model as an ONNX file (operator set 13): input `stack`, (patches, bands, rows, columns), the
/// values of a stack as they are, NaN without data, any number of patches, rows and columns
/// divisible by 2^depth; output `score` or `probability`, (patches, 1, rows, columns), as
/// model::predict_patches gives it, but with numbers where there is no data. Scaling and, where the
/// card has one, temperature are part of the graph. Metadata: the keys that the QGIS plugin
/// Deepness reads, and the model card. Throws Error when ONNX's own checker objects.
std::string onnx_file(const model::Model& model);

}  // namespace scarp::exchange
