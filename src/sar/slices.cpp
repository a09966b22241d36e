#include "sar/slices.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

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

// Whether two tables, with times after the same epoch, say the same at a moment of the first one;
// where the other one does not hold that moment, as nearly as ranges move in the meantime.
bool agree(const GroundRangeTable& table, double time_s, const GroundRangeTable& other,
           double later_s) {
  constexpr double kTolerance_m = 1;
  constexpr double kFastest_m_per_s = 200;
  const double at_s = time_s - later_s;
  const double away_s = std::max({other.records().front().azimuth_time_s - at_s,
                                  at_s - other.records().back().azimuth_time_s, 0.0});
  const auto range_m = [](const GroundRangeTable& of, double when_s, double ground_m) {
    return of.slant_range_m(when_s, ground_m, GroundRangeRule::linear);
  };
  const auto near = [&](double ground_m) {
    const double apart_m = range_m(table, time_s, ground_m) - range_m(other, at_s, ground_m);
    return std::abs(apart_m) <= kTolerance_m + kFastest_m_per_s * away_s;
  };
  return near(0) && near(table.max_ground_range_m() / 2) && near(table.max_ground_range_m());
}

// Of a neighbour's, the records before or after all of a product's own where lines lack them.
void lend_records(const Product& from, Product& to) {
  constexpr double kSame_s = 0.1;  // records are a second apart
  GroundRangeTable& table = to.image.ground_range;
  const GroundRangeTable& other = from.image.ground_range;
  const double later_s = seconds_between(to.epoch, from.epoch);
  const double first_s = table.records().front().azimuth_time_s;
  const double last_s = table.records().back().azimuth_time_s;
  const bool late = first_s > to.image.azimuth_time_s(0) && agree(table, first_s, other, later_s);
  const bool early = last_s < to.image.azimuth_time_s(to.image.size.rows - 1) &&
                     agree(table, last_s, other, later_s);
  std::vector<GroundRangeRecord> before;
  std::vector<GroundRangeRecord> records = table.records();
  for (GroundRangeRecord record : other.records()) {
    record.azimuth_time_s += later_s;
    if (late && record.azimuth_time_s < first_s - kSame_s) before.push_back(record);
    if (early && record.azimuth_time_s > last_s + kSame_s) records.push_back(record);
  }
  records.insert(records.begin(), before.begin(), before.end());
  table = GroundRangeTable(std::move(records), table.max_ground_range_m());
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
  for (std::size_t i = 1; i < products.size(); ++i) {
    lend_records(products[i], products[i - 1]);
    lend_records(products[i - 1], products[i]);
  }
  return products;
}

}  // namespace scarp::sar
