#include "exchange/onnx_builder.h"

#include <fmt/format.h>

namespace scarp::exchange {
namespace {

void set(onnx::AttributeProto& proto, const OnnxBuilder::Attribute& attribute) {
  proto.set_name(attribute.name);
  if (attribute.text != nullptr) {
    proto.set_type(onnx::AttributeProto::STRING);
    proto.set_s(attribute.text);
  } else if (attribute.whole.empty()) {
    proto.set_type(onnx::AttributeProto::FLOAT);
    proto.set_f(static_cast<float>(attribute.real));
  } else if (attribute.whole.size() > 1 || attribute.list) {
    proto.set_type(onnx::AttributeProto::INTS);
    for (const std::int64_t value : attribute.whole) proto.add_ints(value);
  } else {
    proto.set_type(onnx::AttributeProto::INT);
    proto.set_i(attribute.whole.front());
  }
}

}  // namespace

std::string OnnxBuilder::next_name() { return fmt::format("v{}", ++names_); }

std::string OnnxBuilder::node(const char* op, const std::vector<std::string>& inputs,
                              const std::vector<Attribute>& attributes) {
  onnx::NodeProto& node = *graph_.add_node();
  const std::string output = next_name();
  node.set_op_type(op);
  node.set_name(fmt::format("{}_{}", op, output));
  for (const std::string& input : inputs) node.add_input(input);
  node.add_output(output);
  for (const Attribute& attribute : attributes) set(*node.add_attribute(), attribute);
  return output;
}

std::string OnnxBuilder::constant(const std::vector<std::int64_t>& shape,
                                  const std::vector<float>& values) {
  onnx::TensorProto& tensor = *graph_.add_initializer();
  tensor.set_name(next_name());
  tensor.set_data_type(onnx::TensorProto::FLOAT);
  for (const std::int64_t extent : shape) tensor.add_dims(extent);
  tensor.set_raw_data(values.data(), values.size() * sizeof(float));
  return tensor.name();
}

std::string OnnxBuilder::whole_numbers(const std::vector<std::int64_t>& values) {
  onnx::TensorProto& tensor = *graph_.add_initializer();
  tensor.set_name(next_name());
  tensor.set_data_type(onnx::TensorProto::INT64);
  tensor.add_dims(static_cast<std::int64_t>(values.size()));
  for (const std::int64_t value : values) tensor.add_int64_data(value);
  return tensor.name();
}

std::string OnnxBuilder::truths(const std::vector<std::int64_t>& shape,
                                const std::vector<bool>& values) {
  onnx::TensorProto& tensor = *graph_.add_initializer();
  tensor.set_name(next_name());
  tensor.set_data_type(onnx::TensorProto::BOOL);
  for (const std::int64_t extent : shape) tensor.add_dims(extent);
  for (const bool value : values) tensor.add_int32_data(value ? 1 : 0);
  return tensor.name();
}

void OnnxBuilder::rename(const std::string& name, const std::string& other) {
  onnx::NodeProto& node = *graph_.add_node();
  node.set_op_type("Identity");
  node.set_name(other);
  node.add_input(name);
  node.add_output(other);
}

}  // namespace scarp::exchange
