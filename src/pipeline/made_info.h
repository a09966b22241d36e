#pragma once

#include <nlohmann/json.hpp>
#include <string>

// What `scarp info` says of what other commands write. `is_…` looks at names alone, `…_info` throws
// Error when the thing cannot be read.
namespace scarp::pipeline {

/// A .safetensors file.
bool is_model(const std::string& path);
nlohmann::ordered_json model_info(const std::string& path);

/// The folder of scarp stack, or the stack.tif in it.
bool is_stack(const std::string& path);
nlohmann::ordered_json stack_info(const std::string& path);

/// A folder with dataset.json, or the authors' arrays.
bool is_data_set(const std::string& path);
nlohmann::ordered_json data_set_info(const std::string& path);

/// Any other folder with a run.json.
bool is_result(const std::string& path);
nlohmann::ordered_json result_info(const std::string& path);

}  // namespace scarp::pipeline
