#pragma once

#include <optional>
#include <string>

namespace scarp::dataset {

/// What the numbers of a backscatter band are; `Band::unit` says it as "power", "amplitude", "dB".
enum class BackscatterUnit { power, amplitude, decibel };

/// Nothing for the units of other quantities.
std::optional<BackscatterUnit> backscatter_unit(const std::string& name);

std::string name_of(BackscatterUnit unit);

/// dB, never below −50: noise removal leaves powers of zero and less behind.
double to_decibel(double value, BackscatterUnit unit);

}  // namespace scarp::dataset
