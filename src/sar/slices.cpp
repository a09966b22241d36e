#include "sar/slices.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "core/error.h"

namespace scarp::sar {
namespace {

constexpr double kLargestGap_s = 0.1;  // about 700 m; slices are 25 s long

[[noreturn]] void refuse(const Product& a, const Product& b, const std::string& what) {
  throw Error({fmt::format("{}: {} and {}", what, a.identity.name, b.identity.name), "",
               "Give the slices of one pass together, and each other pass by itself"},
              Fault::usage);
}

template <typename T>
void require_same(const Product& a, const Product& b, const char* what, const T& of_a,
                  const T& of_b) {
  if (of_a != of_b) refuse(a, b, fmt::format("the {} differ ({} and {})", what, of_a, of_b));
}

void require_same_pass(const Product& a, const Product& b) {
  require_same(a, b, "satellites", a.identity.satellite, b.identity.satellite);
  // Orbits are counted on at the equator, between two slices too.
  if (std::abs(a.identity.absolute_orbit - b.identity.absolute_orbit) > 1) {
    require_same(a, b, "orbits", a.identity.absolute_orbit, b.identity.absolute_orbit);
  }
  require_same(a, b, "modes", a.identity.mode, b.identity.mode);
  require_same(a, b, "types", a.identity.type, b.identity.type);
  require_same(a, b, "passes", a.identity.pass, b.identity.pass);
}

// From the last line of `a`, and one more, to the first of `b`.
double gap_s(const Product& a, const Product& b) {
  const double end_s = a.image.azimuth_time_s(a.image.size.rows);
  const double start_s = b.image.azimuth_time_s(0);
  return seconds_between(a.epoch.plus_seconds(end_s), b.epoch.plus_seconds(start_s));
}

}  // namespace

std::vector<Product> sorted_slices(std::vector<Product> products) {
  std::sort(products.begin(), products.end(),
            [](const Product& a, const Product& b) { return a.epoch < b.epoch; });
  for (std::size_t i = 1; i < products.size(); ++i) {
    const Product& before = products[i - 1];
    const Product& here = products[i];
    require_same_pass(before, here);
    const double gap = gap_s(before, here);
    if (gap > kLargestGap_s) {
      refuse(before, here, fmt::format("{:.1f} s are missing between two slices", gap));
    }
    if (gap < -kLargestGap_s) {
      refuse(before, here, fmt::format("two slices overlap by {:.1f} s", -gap));
    }
  }
  return products;
}

}  // namespace scarp::sar
