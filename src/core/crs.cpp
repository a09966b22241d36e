#include "core/crs.h"

namespace scarp {

bool same_crs(const CrsPtr& a, const CrsPtr& b) {
  if (!a || !b) return !a && !b;
  return a == b || a->wkt == b->wkt;
}

}  // namespace scarp
