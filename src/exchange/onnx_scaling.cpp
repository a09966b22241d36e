#include "exchange/onnx_scaling.h"

#include <cmath>
#include <limits>
#include <vector>

#include "core/backscatter.h"
#include "core/plausible_value.h"

namespace scarp::exchange {
namespace {

using Kind = dataset::Scaling::Kind;

std::vector<float> floats(const std::vector<double>& values) {
  return {values.begin(), values.end()};
}

std::string add_by_extremes(OnnxBuilder& onnx, const std::string& x, const std::string& missing,
                            bool each_band) {
  constexpr float kLargest = std::numeric_limits<float>::max();
  const std::vector<std::int64_t> axes =
      each_band ? std::vector<std::int64_t>{2, 3} : std::vector<std::int64_t>{1, 2, 3};
  const std::string low = onnx.node(
      "ReduceMin", {onnx.node("Where", {missing, onnx.scalar(kLargest), x})}, {{"axes", axes}});
  const std::string high = onnx.node(
      "ReduceMax", {onnx.node("Where", {missing, onnx.scalar(-kLargest), x})}, {{"axes", axes}});
  const std::string range = onnx.node("Sub", {high, low});
  const std::string zero = onnx.scalar(0);
  const std::string varies = onnx.node("Greater", {range, zero});
  const std::string divisor = onnx.node("Where", {varies, range, onnx.scalar(1)});
  const std::string stretched = onnx.node("Div", {onnx.node("Sub", {x, low}), divisor});
  return onnx.node("Where", {varies, stretched, zero});
}

// Each band of each patch to mean 0 and deviation 1 over its valid pixels.
std::string add_by_moments(OnnxBuilder& onnx, const std::string& x, const std::string& missing) {
  const std::string zero = onnx.scalar(0);
  const std::string pixels = onnx.whole_numbers({2, 3});
  const auto sum = [&](const std::string& values) {
    return onnx.node("ReduceSum", {values, pixels});
  };
  const std::string counts = onnx.node("Where", {missing, zero, onnx.scalar(1)});
  const std::string count = onnx.node("Max", {sum(counts), onnx.scalar(1)});
  const std::string mean = onnx.node("Div", {sum(onnx.node("Where", {missing, zero, x})), count});
  const std::string apart = onnx.node("Where", {missing, zero, onnx.node("Sub", {x, mean})});
  const std::string squares = sum(onnx.node("Mul", {apart, apart}));
  const std::string deviation = onnx.node("Sqrt", {onnx.node("Div", {squares, count})});
  const std::string varies = onnx.node("Greater", {deviation, zero});
  const std::string divisor = onnx.node("Where", {varies, deviation, onnx.scalar(1)});
  return onnx.node("Where", {varies, onnx.node("Div", {apart, divisor}), zero});
}

// Backscatter bands in dB, the others as they are.
std::string add_decibel(OnnxBuilder& onnx, const dataset::Scaling& scaling, const std::string& x) {
  const auto bands = static_cast<std::int64_t>(scaling.units.size());
  std::vector<float> factor;
  std::vector<float> floor;
  std::vector<bool> linear;
  for (const std::string& name : scaling.units) {
    const auto unit = backscatter_unit(name);
    const bool amplitude = unit == BackscatterUnit::amplitude;
    linear.push_back(unit == BackscatterUnit::power || amplitude);
    factor.push_back(static_cast<float>((amplitude ? 20 : 10) / std::log(10.0)));
    floor.push_back(amplitude ? std::sqrt(1e-5F) : 1e-5F);  // −50 dB
  }
  const std::vector<std::int64_t> shape{1, bands, 1, 1};
  const std::string power = onnx.node("Max", {x, onnx.constant(shape, floor)});
  const std::string decibel =
      onnx.node("Mul", {onnx.node("Log", {power}), onnx.constant(shape, factor)});
  return onnx.node("Where", {onnx.truths(shape, linear), decibel, x});
}

std::string add_by_constants(OnnxBuilder& onnx, const dataset::Scaling& scaling,
                             const std::string& x) {
  const std::vector<std::int64_t> shape{1, static_cast<std::int64_t>(scaling.offset.size()), 1, 1};
  const bool clips = scaling.kind == Kind::db_clip;
  const std::string values = clips ? add_decibel(onnx, scaling, x) : x;
  const std::string above =
      onnx.node("Sub", {values, onnx.constant(shape, floats(scaling.offset))});
  std::string scaled = onnx.node("Div", {above, onnx.constant(shape, floats(scaling.range))});
  if (!clips) return scaled;
  std::vector<bool> backscatter;
  for (const std::string& name : scaling.units) {
    backscatter.push_back(backscatter_unit(name).has_value());
  }
  const std::string clipped = onnx.node("Clip", {scaled, onnx.scalar(0), onnx.scalar(1)});
  return onnx.node("Where", {onnx.truths(shape, backscatter), clipped, scaled});
}

}  // namespace

std::string add_scaling(OnnxBuilder& onnx, const dataset::Scaling& scaling, const std::string& x) {
  // As plausible_value has it, of which no comparison with NaN is true.
  const std::string plausible =
      onnx.node("LessOrEqual", {onnx.node("Abs", {x}), onnx.scalar(kLargestValue)});
  const std::string is_none =
      onnx.node("Cast", {onnx.node("Not", {plausible})}, {{"to", {onnx::TensorProto::FLOAT}}});
  const std::string any = onnx.node("ReduceMax", {is_none}, {{"axes", {1}, 0, nullptr, true}});
  const std::string missing = onnx.node("Greater", {any, onnx.scalar(0.5F)});
  std::string scaled = x;
  if (scaling.kind == Kind::patch_minmax || scaling.kind == Kind::patch_minmax_all) {
    scaled = add_by_extremes(onnx, x, missing, scaling.kind == Kind::patch_minmax);
  } else if (scaling.kind == Kind::patch_standard) {
    scaled = add_by_moments(onnx, x, missing);
  } else if (scaling.kind != Kind::none) {
    scaled = add_by_constants(onnx, scaling, x);
  }
  return onnx.node("Where", {missing, onnx.scalar(0), scaled});
}

}  // namespace scarp::exchange
