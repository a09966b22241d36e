#include "dataset/band.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace scarp::dataset {
namespace {

// "VV_pre (power, VV)"
std::string words(const Band& band) {
  std::string inside = band.unit.empty() ? "no unit" : band.unit;
  if (!band.polarisation.empty()) inside += ", " + band.polarisation;
  if (band.if_missing) inside += ", optional";
  return fmt::format("{} ({})", band.name, inside);
}

std::string words(const std::vector<Band>& bands) {
  std::vector<std::string> each;
  for (const Band& band : bands) each.push_back(words(band));
  return each.empty() ? "no bands" : fmt::format("{}", fmt::join(each, ", "));
}

bool alike(const Band& a, const Band& b) {
  return a.name == b.name && a.unit == b.unit && a.polarisation == b.polarisation;
}

}  // namespace

std::vector<std::size_t> left_out(const std::vector<Band>& wanted, const std::vector<Band>& given) {
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const bool there = std::any_of(given.begin(), given.end(),
                                   [&](const Band& band) { return band.name == wanted[i].name; });
    if (wanted[i].if_missing && !there) missing.push_back(i);
  }
  return missing;
}

std::string difference(const std::vector<Band>& expected, const std::vector<Band>& found) {
  if (std::equal(expected.begin(), expected.end(), found.begin(), found.end(), alike)) return {};
  return fmt::format("the bands wanted are {}, but those given are {}", words(expected),
                     words(found));
}

std::string difference_in_needed(const std::vector<Band>& expected,
                                 const std::vector<Band>& found) {
  std::vector<Band> completed = found;
  for (const std::size_t i : left_out(expected, found)) {
    completed.insert(completed.begin() + static_cast<std::ptrdiff_t>(std::min(i, completed.size())),
                     expected[i]);
  }
  return difference(expected, completed).empty() ? "" : difference(expected, found);
}

}  // namespace scarp::dataset
