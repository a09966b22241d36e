#include "stack/acquisitions.h"

#include <algorithm>
#include <cmath>

namespace scarp::stack {
namespace {

// Among the dates of its polarisation and side.
struct Place {
  int index = 0;
  int count = 0;
};

Place place_of(const Scenes& all, const Scene& scene) {
  Place place;
  for (const auto& other : all.scenes) {
    if (other->polarisation != scene.polarisation || other->after != scene.after) continue;
    if (other.get() == &scene) place.index = place.count;
    ++place.count;
  }
  return place;
}

bool together(const Scenes& all, const Scene& a, const Scene& b) {
  if (a.after != b.after || a.polarisation == b.polarisation) return false;
  if (a.time && b.time) return taken_at_once(*a.time, *b.time);
  const Place of_a = place_of(all, a);
  const Place of_b = place_of(all, b);
  return of_a.index == of_b.index && of_a.count == of_b.count;
}

}  // namespace

bool taken_at_once(Utc a, Utc b) { return std::abs(seconds_between(a, b)) < 60; }

std::vector<Acquisition> acquisitions(const Scenes& all, const std::vector<const Scene*>& wanted) {
  std::vector<Acquisition> result;
  for (const Scene* scene : wanted) {
    const auto has = [&](const Acquisition& one) {
      return std::find(one.begin(), one.end(), scene) != one.end();
    };
    if (std::any_of(result.begin(), result.end(), has)) continue;
    const auto found = std::find_if(result.begin(), result.end(), [&](const Acquisition& one) {
      return std::all_of(one.begin(), one.end(),
                         [&](const Scene* other) { return together(all, *other, *scene); });
    });
    if (found == result.end()) {
      result.push_back({scene});
    } else {
      found->push_back(scene);
    }
  }
  return result;
}

std::optional<Utc> time_of(const Acquisition& acquisition) {
  for (const Scene* scene : acquisition) {
    if (scene->time) return scene->time;
  }
  return std::nullopt;
}

std::vector<ImagePair> common_pairs(const Acquisition& fixed, const Acquisition& moved) {
  std::vector<ImagePair> pairs;
  for (const Scene* there : moved) {
    const auto here = std::find_if(fixed.begin(), fixed.end(), [&](const Scene* scene) {
      return scene->polarisation == there->polarisation;
    });
    if (here != fixed.end()) pairs.push_back({*here, there, there->polarisation});
  }
  return pairs;
}

}  // namespace scarp::stack
