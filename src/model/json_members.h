#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace scarp::model {

/// The members of a JSON object, each read once, so that what is left over can be told. Everything
/// throws Error that names `where`.
class JsonMembers {
 public:
  /// `what` is the object's name: "model card".
  JsonMembers(const nlohmann::ordered_json& json, std::string what, std::string where);

  bool has(const char* name) const { return rest_.contains(name); }
  nlohmann::ordered_json take(const char* name);
  nlohmann::ordered_json object(const char* name);
  nlohmann::ordered_json array(const char* name);
  std::string text(const char* name);
  bool boolean(const char* name);
  double number(const char* name);  ///< finite
  int whole(const char* name, int low, int high);
  std::optional<double> optional_number(const char* name);

  void require_none_left() const;
  [[noreturn]] void fail(const std::string& problem) const;

 private:
  nlohmann::ordered_json take(const char* name, bool right_type(const nlohmann::ordered_json&));

  nlohmann::ordered_json rest_ = nlohmann::ordered_json::object();
  std::string what_;
  std::string where_;
};

}  // namespace scarp::model
