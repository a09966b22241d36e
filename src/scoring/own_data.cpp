#include "scoring/own_data.h"

#include <algorithm>

namespace scarp::scoring {
namespace {

using Json = nlohmann::ordered_json;

// Null where there is no such member.
Json member(const Json& json, const char* name) {
  return json.is_object() ? json.value(name, Json()) : Json();
}

bool holds(const ScoredData& data, const Json& sha256) {
  return sha256.is_string() && data.sha256.contains(sha256.get<std::string>());
}

bool are_bounds(const Json& bounds) {
  return bounds.is_array() && bounds.size() == 4 &&
         std::all_of(bounds.begin(), bounds.end(), [](const Json& b) { return b.is_number(); });
}

// Of the grids of two stacks.
bool overlap(const Json& a, const Json& b) {
  const Json one = member(a, "bounds");
  const Json two = member(b, "bounds");
  if (!are_bounds(one) || !are_bounds(two) || member(a, "crs") != member(b, "crs")) return false;
  return one[0] < two[2] && two[0] < one[2] && one[1] < two[3] && two[1] < one[3];
}

bool share_ground(const Json& a, const Json& b) {
  constexpr std::size_t kMostSources = 1000;  // of files that are not what they should be
  const Json ones = member(a, "sources");
  const Json twos = member(b, "sources");
  if (std::max(ones.size(), twos.size()) > kMostSources) return false;
  for (const Json& one : ones) {
    for (const Json& two : twos) {
      if (overlap(one, two)) return true;
    }
  }
  return false;
}

}  // namespace

bool knows_its_data(const Json& training) {
  return member(member(training, "data"), "sha256").is_object();
}

std::vector<std::string> too_good(const Json& training, const ScoredData& data) {
  const Json own = member(training, "data");
  const bool learned = holds(data, member(member(own, "sha256"), "train"));
  const bool chosen = holds(data, member(member(own, "sha256"), "validation"));
  if (learned && chosen) {
    return {"the model learned from these patches, or was chosen by them: too good a result"};
  }
  if (learned) return {"the model learned from these patches: too good a result"};
  if (chosen) {
    return {"the model's epoch and threshold were chosen on these patches: too good a result"};
  }
  const Json details = member(own, "details");
  if (details == data.details || !share_ground(details, data.details)) return {};
  return {
      "the model learned from the same ground, divided otherwise: patches of this part may be "
      "those that it learned from"};
}

}  // namespace scarp::scoring
