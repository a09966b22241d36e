#include "dataset/band.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace scarp::dataset {
namespace {

// "VV_pre (power, VV)"
std::string words(const Band& band) {
  std::string inside = band.unit.empty() ? "no unit" : band.unit;
  if (!band.polarisation.empty()) inside += ", " + band.polarisation;
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

std::string difference(const std::vector<Band>& expected, const std::vector<Band>& found) {
  if (std::equal(expected.begin(), expected.end(), found.begin(), found.end(), alike)) return {};
  return fmt::format("the bands wanted are {}, but those given are {}", words(expected),
                     words(found));
}

}  // namespace scarp::dataset
