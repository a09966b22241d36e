#pragma once

#include <string>

namespace scarp::safe {

/// Throws Error unless the satellites of `family` are SENTINEL-1.
void require_sentinel_1(const std::string& family, const std::string& where);

/// "SLC" for a product of the name "S1A_IW_SLC__1SDV_…": of old or other levels the manifest does
/// not say it. Empty when the name does not follow the rule.
std::string type_in_name(const std::string& product);

/// Throws Error unless `type` is "GRD": says what it is, and what is needed.
void require_detected(const std::string& type, const std::string& where);

}  // namespace scarp::safe
