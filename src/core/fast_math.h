#pragma once

#include <cstdint>
#include <cstring>

// Elementary functions that compilers turn into vector instructions, and that give the same bits on
// every processor, which those of the C library do not.
namespace scarp {

/// std::bit_cast, which C++17 lacks.
template <typename To, typename From>
To same_bits(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  std::memcpy(&to, &from, sizeof(to));
  return to;
}

/// Natural logarithm of a normal x > 0, to 3 · 10⁻⁷ of itself; NaN of NaN, meaningless for others.
inline float fast_log(float x) {
  // x = 2^exponent · m with m in [√½, √2), and log m = 2 artanh s as a series in s.
  constexpr std::uint32_t kOne = 0x3F800000;
  constexpr std::uint32_t kRootHalf = 0x3F3504F3;
  constexpr std::uint32_t kMantissa = 0x007FFFFF;
  constexpr float kLn2 = 0.693147181F;
  const std::uint32_t shifted = same_bits<std::uint32_t>(x) + (kOne - kRootHalf);
  const auto exponent = static_cast<float>(static_cast<std::int32_t>(shifted >> 23U) - 127);
  const auto m = same_bits<float>((shifted & kMantissa) + kRootHalf);
  const float s = (m - 1) / (m + 1);
  const float s2 = s * s;
  const float series = s2 * (2.0F / 3 + s2 * (2.0F / 5 + s2 * (2.0F / 7 + s2 * (2.0F / 9))));
  const float log = exponent * kLn2 + (2 * s + s * series);
  return x == x ? log : x;
}

/// e^x to 3 · 10⁻⁷ of itself for |x| <= 87, and constant beyond; NaN of NaN.
inline float fast_exp(float x) {
  // x = n ln 2 + r with |r| <= ½ ln 2, and e^r by its Taylor series.
  constexpr float kLargest = 87;
  constexpr float kStepsPerUnit = 1.44269504F;  // 1 / ln 2
  constexpr float kLn2High = 0.693145752F;      // few enough digits for n · kLn2High to be exact
  constexpr float kLn2Low = 1.42860682e-6F;
  const float below = kLargest < x ? kLargest : x;
  const float within = below < -kLargest ? -kLargest : below;  // NaN stays NaN
  const float steps = (x == x ? within : 0) * kStepsPerUnit;
  const auto n = static_cast<std::int32_t>(steps + (steps < 0 ? -0.5F : 0.5F));
  const auto whole = static_cast<float>(n);
  const float r = (within - whole * kLn2High) - whole * kLn2Low;
  const float tail = r * (1.0F / 24 + r * (1.0F / 120 + r * (1.0F / 720 + r * (1.0F / 5040))));
  const float power = 1 + r * (1 + r * (1.0F / 2 + r * (1.0F / 6 + tail)));
  const auto scale = same_bits<float>(static_cast<std::uint32_t>(n + 127) << 23U);
  return power * scale;
}

}  // namespace scarp
