#include "model/integer_precision.h"

#include <cmath>

#include "model/json_members.h"

namespace scarp::model {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostRanges = 4096;

bool is_range(const Json& json) {
  return json.is_array() && json.size() == 2 && json[0].is_number() && json[1].is_number();
}

}  // namespace

Json to_json(const IntegerPrecision& precision) {
  Json ranges = Json::array();
  for (const ActivationRange& range : precision.ranges) ranges.push_back({range.low, range.high});
  return {{"ranges", ranges},
          {"f1_fp32", precision.f1_fp32},
          {"f1_int8", precision.f1_int8},
          {"passed", precision.passed}};
}

IntegerPrecision integer_precision_from_json(const Json& json, const std::string& where) {
  JsonMembers members(json, "int8 of the model card", where);
  IntegerPrecision precision;
  const Json ranges = members.array("ranges");
  if (ranges.size() > kMostRanges) members.fail("too many ranges");
  for (const Json& each : ranges) {
    if (!is_range(each)) members.fail("a range is not a pair of numbers");
    const ActivationRange range{each[0].get<float>(), each[1].get<float>()};
    if (!std::isfinite(range.low) || !std::isfinite(range.high) || range.low > range.high) {
      members.fail("a range is none");
    }
    precision.ranges.push_back(range);
  }
  precision.f1_fp32 = members.number("f1_fp32");
  precision.f1_int8 = members.number("f1_int8");
  precision.passed = members.boolean("passed");
  return precision;
}

}  // namespace scarp::model
