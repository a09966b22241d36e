#include "safe/orbit_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "core/error.h"
#include "geo/file_content.h"
#include "safe/in_file.h"
#include "safe/orbit_file.h"

namespace scarp::safe {
namespace {

constexpr double kMargin_s = 60;
// State vectors farther from the product are of no use: files hold those of a day.
constexpr double kKept_s = 600;

struct Span {
  Utc from;
  Utc to;
};

Span span_of(const sar::Product& product) {
  return {product.identity.start.plus_seconds(-kMargin_s),
          product.identity.stop.plus_seconds(kMargin_s)};
}

bool covers(Utc from, Utc to, const Span& span) { return !(span.from < from) && !(to < span.to); }

std::vector<sar::StateVector> near(const std::vector<sar::StateVector>& states, const Span& span) {
  std::vector<sar::StateVector> kept;
  for (const sar::StateVector& state : states) {
    const bool before = state.time < span.from.plus_seconds(-kKept_s);
    const bool after = span.to.plus_seconds(kKept_s) < state.time;
    if (!before && !after) kept.push_back(state);
  }
  return kept;
}

[[noreturn]] void throw_unfit(const std::string& path, const std::string& what,
                              const sar::Product& product) {
  throw Error({what, path,
               fmt::format("Give the POEORB or RESORB file of {} whose validity holds {}",
                           product.identity.satellite, product.identity.start.text())});
}

OrbitChoice from_file(const std::string& path, const sar::Product& product) {
  const OrbitFile file = read_orbit_file(path);
  if (file.satellite != product.identity.satellite) {
    throw_unfit(path,
                fmt::format("is the orbit of {}, but the product is of {}", file.satellite,
                            product.identity.satellite),
                product);
  }
  const Span span = span_of(product);
  const std::vector<sar::StateVector> states = near(file.states, span);
  const bool valid = covers(file.valid_from, file.valid_to, span);
  if (!valid || states.empty() || !covers(states.front().time, states.back().time, span)) {
    throw_unfit(path,
                fmt::format("holds the orbit from {} to {}, which does not cover the product",
                            file.valid_from.text(), file.valid_to.text()),
                product);
  }
  return in_file(
      path, [&] { return OrbitChoice{sar::Orbit(product.epoch, states, file.source), path, {}}; });
}

// Precise before restituted, then the newest.
bool better(const OrbitFileName& a, const OrbitFileName& b) {
  if (a.source != b.source) return a.source == sar::OrbitSource::precise;
  return b.created < a.created;
}

// Of the files whose names promise to cover the product, the best first.
std::vector<std::string> candidates(const std::string& folder, const sar::Product& product) {
  std::vector<std::pair<OrbitFileName, std::string>> found;
  for (const std::string& name : geo::list_folder(folder)) {
    const auto parts = parse_orbit_file_name(name);
    if (!parts || parts->satellite != product.identity.satellite ||
        !covers(parts->valid_from, parts->valid_to, span_of(product))) {
      continue;
    }
    found.emplace_back(*parts, name);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return better(a.first, b.first); });
  std::vector<std::string> names;
  for (const auto& [parts, name] : found) names.push_back(name);
  return names;
}

OrbitChoice from_folder(const std::string& folder, const sar::Product& product) {
  std::vector<std::string> unusable;
  for (const std::string& name : candidates(folder, product)) {
    const std::string path = fmt::format("{}/{}", folder, name);
    try {
      OrbitChoice choice = from_file(path, product);
      choice.unusable = std::move(unusable);
      return choice;
    } catch (const Error& error) {
      unusable.push_back(fmt::format("{} {}", path, error.problem().what));
    }
  }
  return {product.orbit, "", std::move(unusable)};
}

}  // namespace

OrbitChoice choose_orbit(const std::string& path, const sar::Product& product) {
  switch (geo::kind_of(path)) {
    case geo::PathKind::absent:
      throw Error({"no such file or folder", path, "Check the path"});
    case geo::PathKind::file:
      return from_file(path, product);
    case geo::PathKind::folder:
      break;
  }
  return from_folder(path, product);
}

}  // namespace scarp::safe
