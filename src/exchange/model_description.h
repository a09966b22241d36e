#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "model/card.h"

// A model in words for others than scarp.
namespace scarp::exchange {

/// "probability" of a model calibrated on real events, else "score".
const char* result_name(const model::Card& card);

/// A file that holds a model.
struct ModelFile {
  std::string name;    ///< without folders
  std::string sha256;  ///< lower-case hexadecimal
};

/// A STAC 1.1 item with the extension MLM 1.5.2 for an ONNX file as onnx_file makes it.
nlohmann::ordered_json stac_item(const model::Model& model, const ModelFile& file,
                                 std::optional<int> tile);

/// The model card as Markdown.
std::string markdown_card(const model::Model& model, const ModelFile& file);

}  // namespace scarp::exchange
