#include "sar/ipf_version.h"

#include <charconv>
#include <system_error>

namespace scarp::sar {

bool ipf_before(const std::string& version, int major, int minor) {
  const char* const end = version.data() + version.size();
  int its_major = 0;
  const auto [point, error] = std::from_chars(version.data(), end, its_major);
  if (error != std::errc() || point == end || *point != '.') return false;
  // ESA writes two digits: 2.9 is 2.90.
  const std::string digits = (std::string(point + 1, end) + "0").substr(0, 2);
  int its_minor = 0;
  const char* const digits_end = digits.data() + digits.size();
  if (std::from_chars(digits.data(), digits_end, its_minor).ptr != digits_end) return false;
  return its_major < major || (its_major == major && its_minor < minor);
}

}  // namespace scarp::sar
