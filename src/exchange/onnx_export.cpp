#include "exchange/onnx_export.h"

#include <fmt/format.h>
#include <onnx/checker.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <vector>

#include "core/error.h"
#include "core/version.h"
#include "exchange/model_description.h"
#include "exchange/onnx_builder.h"
#include "exchange/onnx_scaling.h"
#include "model/graph.h"
#include "model/network.h"
#include "model/temperature.h"

namespace scarp::exchange {
namespace {

using model::Node;
using model::Op;

constexpr int kOperatorSet = 13;
constexpr int kIrVersion = 7;
constexpr const char* kInput = "stack";

// The nodes of a model's graph, one after the other.
class NetworkWriter {
 public:
  NetworkWriter(OnnxBuilder& onnx, const model::Model& model, std::string input)
      : onnx_(onnx), weights_(model.weights), graph_(model::graph(model.card.network)) {
    values_.push_back(std::move(input));
  }

  // The network's result, a probability.
  std::string write() {
    const auto result = static_cast<std::size_t>(graph_.outputs.front());
    for (std::size_t i = 1; i <= result; ++i) values_.push_back(add(graph_.nodes[i]));
    return values_[result];
  }

 private:
  std::string input(const Node& node, std::size_t i = 0) const {
    return values_[static_cast<std::size_t>(node.inputs[i])];
  }

  std::vector<std::string> inputs(const Node& node) const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < node.inputs.size(); ++i) names.push_back(input(node, i));
    return names;
  }

  std::string weight(const Node& node, const char* part) {
    const model::Tensor& tensor = weights_.at(node.name + "." + part);
    return onnx_.constant(tensor.shape, tensor.values);
  }

  std::string add(const Node& node) {
    switch (node.op) {
      case Op::input:
        return values_.front();
      case Op::select_bands:
        return onnx_.node(
            "Gather", {input(node), onnx_.whole_numbers({node.bands.begin(), node.bands.end()})},
            {{"axis", {1}}});
      case Op::convolution:
        return add_convolution(node);
      case Op::transposed_convolution:
        return add_transposed(node);
      case Op::batch_norm:
        return onnx_.node("BatchNormalization",
                          {input(node), weight(node, "weight"), weight(node, "bias"),
                           weight(node, "running_mean"), weight(node, "running_var")},
                          {{"epsilon", {}, model::kBatchNormEpsilon}});
      case Op::relu:
        return onnx_.node("Relu", {input(node)});
      case Op::sigmoid:
        return onnx_.node("Sigmoid", {input(node)});
      case Op::max_pool:
        return onnx_.node("MaxPool", {input(node)},
                          {{"kernel_shape", {2, 2}}, {"strides", {2, 2}}});
      case Op::average_pool:
        return onnx_.node("AveragePool", {input(node)},
                          {{"kernel_shape", {2, 2}}, {"strides", {2, 2}}});
      case Op::upsample:
        return add_upsampling(node);
      case Op::concatenate:
        return onnx_.node("Concat", inputs(node), {{"axis", {1}}});
      case Op::add:
        return onnx_.node("Add", inputs(node));
      case Op::subtract:
        return onnx_.node("Sub", inputs(node));
      case Op::multiply:
        return onnx_.node("Mul", inputs(node));
      case Op::dropout:
        return input(node);
    }
    return input(node);
  }

  std::string add_convolution(const Node& node) {
    const std::int64_t pad = node.stride == 1 ? node.kernel / 2 : 0;
    return onnx_.node("Conv", {input(node), weight(node, "weight"), weight(node, "bias")},
                      {{"kernel_shape", {node.kernel, node.kernel}},
                       {"strides", {node.stride, node.stride}},
                       {"pads", {pad, pad, pad, pad}}});
  }

  // The full output is cropped as Keras does: see model::Op.
  std::string add_transposed(const Node& node) {
    const std::int64_t begin = node.stride == 1 ? 1 : 0;
    return onnx_.node("ConvTranspose", {input(node), weight(node, "weight"), weight(node, "bias")},
                      {{"kernel_shape", {node.kernel, node.kernel}},
                       {"strides", {node.stride, node.stride}},
                       {"pads", {begin, begin, 1, 1}}});
  }

  std::string add_upsampling(const Node& node) {
    return onnx_.node("Resize", {input(node), "", onnx_.constant({4}, {1, 1, 2, 2})},
                      {{"mode", {}, 0, "nearest"},
                       {"coordinate_transformation_mode", {}, 0, "asymmetric"},
                       {"nearest_mode", {}, 0, "floor"}});
  }

  OnnxBuilder& onnx_;
  const model::Weights& weights_;
  model::Graph graph_;
  std::vector<std::string> values_;  // of the nodes so far
};

std::string add_temperature(OnnxBuilder& onnx, const std::string& probability, double temperature) {
  constexpr float kSmallest = 0x1p-23F;  // as map::predict_area has it
  const std::string p =
      onnx.node("Clip", {probability, onnx.scalar(kSmallest), onnx.scalar(1 - kSmallest)});
  const std::string odds = onnx.node("Div", {p, onnx.node("Sub", {onnx.scalar(1), p})});
  const std::string logit = onnx.node("Log", {odds});
  return onnx.node("Sigmoid",
                   {onnx.node("Div", {logit, onnx.scalar(static_cast<float>(temperature))})});
}

void describe(onnx::ValueInfoProto& value, const std::string& name, int channels,
              std::optional<int> tile) {
  value.set_name(name);
  auto& tensor = *value.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(onnx::TensorProto::FLOAT);
  auto& shape = *tensor.mutable_shape();
  shape.add_dim()->set_dim_param("patches");
  shape.add_dim()->set_dim_value(channels);
  for (const char* edge : {"rows", "cols"}) {
    auto& dim = *shape.add_dim();
    if (tile) {
      dim.set_dim_value(*tile);
    } else {
      dim.set_dim_param(edge);
    }
  }
}

using Metadata = google::protobuf::RepeatedPtrField<onnx::StringStringEntryProto>;

void add(const char* key, const nlohmann::ordered_json& value, Metadata& metadata) {
  auto& entry = *metadata.Add();
  entry.set_key(key);
  entry.set_value(value.dump());
}

// What Deepness reads; `tiles_size` is the name in its manual, `tile_size` the one in its code. It
// divides all values by 255, then subtracts a mean and divides by a deviation for each band: these
// here take the first division back. One channel of scores is two classes to it.
void add_metadata(Metadata& to, const model::Card& card, int tile) {
  const auto bands = static_cast<std::size_t>(card.network.bands);
  add("model_type", "Segmentor", to);
  add("class_names", {{"0", "no landslide"}, {"1", "landslide"}}, to);
  if (card.cell_size_m) add("resolution", std::round(*card.cell_size_m * 100), to);  // cm
  for (const char* key : {"tile_size", "tiles_size"}) add(key, tile, to);
  add("tiles_overlap", 50, to);  // %
  add("seg_thresh", model::tempered_threshold(card, card.delineation_threshold), to);
  add("seg_small_segment", 3, to);
  add("standardization_mean", std::vector<double>(bands, 0), to);
  add("standardization_std", std::vector<double>(bands, 1 / 255.0), to);
  add("scarp_model_card", to_json(card), to);
}

}  // namespace

int usual_tile(const model::Card& card) { return std::min(card.patch_rows, card.patch_cols); }

std::string onnx_file(const model::Model& model, std::optional<int> tile) {
  const model::Card& card = model.card;
  onnx::ModelProto file;
  file.set_ir_version(kIrVersion);
  file.set_producer_name("scarp");
  file.set_producer_version(kVersion);
  file.set_doc_string("Landslides in Sentinel-1 scenes from before and after an event");
  file.add_opset_import()->set_version(kOperatorSet);
  onnx::GraphProto& graph = *file.mutable_graph();
  graph.set_name(name_of(card.network.family));
  describe(*graph.add_input(), kInput, card.network.bands, tile);
  describe(*graph.add_output(), result_name(card), 1, tile);

  OnnxBuilder builder(graph);
  std::string result =
      NetworkWriter(builder, model, add_scaling(builder, card.scaling, kInput)).write();
  if (card.temperature) result = add_temperature(builder, result, *card.temperature);
  builder.rename(result, result_name(card));
  add_metadata(*file.mutable_metadata_props(), card, tile.value_or(usual_tile(card)));
  try {
    onnx::checker::check_model(file);
  } catch (const std::exception& error) {
    throw Error({fmt::format("the network cannot be said in ONNX: {}", error.what()), "", ""});
  }
  return file.SerializeAsString();
}

}  // namespace scarp::exchange
