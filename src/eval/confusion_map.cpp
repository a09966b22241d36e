#include "eval/confusion_map.h"

namespace scarp::eval {

Outcome outcome(const Patches& patches, std::int64_t cell, double threshold) {
  if (!patches.counts(cell)) return Outcome::not_counted;
  if (patches.landslide(cell)) {
    return patches.predicted(cell, threshold) ? Outcome::true_positive : Outcome::false_negative;
  }
  return patches.predicted(cell, threshold) ? Outcome::false_positive : Outcome::true_negative;
}

Image<std::uint8_t> confusion_map(const Patches& patches, std::int64_t patch, double threshold) {
  Image<std::uint8_t> classes(patches.size);
  std::int64_t cell = patch * patches.size.cells();
  for (std::uint8_t& value : classes.values()) {
    value = static_cast<std::uint8_t>(outcome(patches, cell++, threshold));
  }
  return classes;
}

}  // namespace scarp::eval
