#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

// Private to this folder: ONNX's own graphs, node by node. A value is known by its name.
namespace scarp::exchange {

/// Adds nodes and constants to an ONNX graph.
class OnnxBuilder {
 public:
  explicit OnnxBuilder(onnx::GraphProto& graph) : graph_(graph) {}

  /// An attribute of a node.
  struct Attribute {
    const char* name;
    std::vector<std::int64_t> whole;  ///< one, or several
    double real = 0;                  ///< where there is none
    const char* text = nullptr;       ///< where there is one
    bool list = false;                ///< of whole numbers, even of one
  };

  /// Returns the node's one output.
  std::string node(const char* op, const std::vector<std::string>& inputs,
                   const std::vector<Attribute>& attributes = {});

  std::string constant(const std::vector<std::int64_t>& shape, const std::vector<float>& values);
  std::string whole_numbers(const std::vector<std::int64_t>& values);
  std::string truths(const std::vector<std::int64_t>& shape, const std::vector<bool>& values);
  std::string scalar(float value) { return constant({}, {value}); }

  /// Calls the value `name` by another name as well.
  void rename(const std::string& name, const std::string& other);

 private:
  std::string next_name();

  onnx::GraphProto& graph_;
  int names_ = 0;
};

}  // namespace scarp::exchange
