#pragma once

#include <optional>
#include <string>

#include "model/card.h"

namespace scarp::exchange {

/// Edge of the square of cells that an ONNX file takes unless told otherwise: that of the patches
/// the model learned from, of two the shorter one.
int usual_tile(const model::Card& card);

/// A model as an ONNX file (operator set 13): input `stack`, (patches, bands, rows, columns), the
/// values of a stack as they are, NaN without data, any number of patches; rows and columns are
/// `tile`, or without it any that are divisible by 2^depth. Output `score` or `probability`,
/// (patches, 1, rows, columns), as model::predict_patches gives it, but with numbers where there is
/// no data. Scaling and, where the card has one, temperature are part of the graph. Metadata: the
/// keys that the QGIS plugin Deepness reads, which takes files with a `tile` only, and the model
/// card. Throws Error when ONNX's own checker objects.
std::string onnx_file(const model::Model& model, std::optional<int> tile);

}  // namespace scarp::exchange
