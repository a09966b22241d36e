#include "safe/orbit_choice.h"

#include <fmt/format.h>

#include <optional>
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
  return in_file(path,
                 [&] { return OrbitChoice{sar::Orbit(product.epoch, states, file.source), path}; });
}

// Precise before restituted, then the newest.
bool better(const OrbitFileName& a, const OrbitFileName& b) {
  if (a.source != b.source) return a.source == sar::OrbitSource::precise;
  return b.created < a.created;
}

std::optional<std::string> best_name(const std::string& folder, const sar::Product& product) {
  std::optional<std::string> best;
  std::optional<OrbitFileName> best_parts;
  for (const std::string& name : geo::list_folder(folder)) {
    const auto parts = parse_orbit_file_name(name);
    if (!parts || parts->satellite != product.identity.satellite ||
        !covers(parts->valid_from, parts->valid_to, span_of(product))) {
      continue;
    }
    if (best_parts && !better(*parts, *best_parts)) continue;
    best = name;
    best_parts = parts;
  }
  return best;
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
  const auto name = best_name(path, product);
  if (!name) return {product.orbit, ""};
  return from_file(fmt::format("{}/{}", path, *name), product);
}

}  // namespace scarp::safe
