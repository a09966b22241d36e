#include "sar/footprint.h"

#include <algorithm>

namespace scarp::sar {

std::vector<LonLat> footprint(const std::vector<TiePoint>& points) {
  if (points.empty()) return {};
  // The last of the first or last row of the grid, in a direction of pixels.
  const auto corner = [&](int along, int across) {
    const auto before = [&](const TiePoint& a, const TiePoint& b) {
      if (a.line != b.line) return along * a.line < along * b.line;
      return across * a.pixel < across * b.pixel;
    };
    const TiePoint& found = *std::max_element(points.begin(), points.end(), before);
    return LonLat{found.longitude_deg, found.latitude_deg};
  };
  return {corner(-1, -1), corner(-1, 1), corner(1, 1), corner(1, -1)};
}

}  // namespace scarp::sar
