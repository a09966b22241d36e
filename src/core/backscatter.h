#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace scarp {

/// What the numbers of a backscatter band are.
enum class BackscatterUnit { power, amplitude, decibel };

/// "power", "amplitude", "dB": as the units of bands are written.
std::string name_of(BackscatterUnit unit);

/// Nothing for the units of other quantities.
std::optional<BackscatterUnit> backscatter_unit(const std::string& name);

/// dB, never below −50, which is below any noise floor: noise removal leaves powers of zero and
/// less behind.
double to_decibel(double value, BackscatterUnit unit);

/// The same of many, to 3 · 10⁻⁶ dB or the last digits of a float. NaN stays only where the values
/// are dB.
void to_decibel(float* values, std::int64_t count, BackscatterUnit unit);

/// What exactly zero power means: in files of most software no data, tagged so or not; where the
/// file says so, less signal than noise.
enum class ZeroPower { no_data, data };

/// Linear power. NaN where there is no data; beyond 100 dB a cell is broken. Power below zero
/// stays, for means to be right.
float to_power(float value, BackscatterUnit unit, ZeroPower zero = ZeroPower::no_data);

/// Linear power in another unit; below −50 dB it counts as −50 dB. NaN stays.
float from_power(float power, BackscatterUnit unit);

}  // namespace scarp
