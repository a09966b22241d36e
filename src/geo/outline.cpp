#include "geo/outline.h"

#include <utility>

namespace scarp::geo {
namespace {

// A step along cell edges, the part to the left of it.
enum Heading { east, north, west, south };

Heading left_of(Heading heading) { return static_cast<Heading>((heading + 1) % 4); }
Heading right_of(Heading heading) { return static_cast<Heading>((heading + 3) % 4); }

class Tracer {
 public:
  explicit Tracer(const Image<std::int32_t>& part)
      : part_(part), walked_(part.size(), std::uint8_t{0}) {}

  /// The upper edge of this cell starts a ring nobody has walked yet.
  bool starts_ring(int row, int col) const {
    return !walked_(row, col) && !inside(row - 1, col, part_(row, col));
  }

  /// The ring along the upper edge of a cell, which is walked to the west.
  Ring walk(int row, int col) {
    const std::int32_t index = part_(row, col);
    const int first_col = col + 1;
    const int first_row = row;
    int x = first_col;
    int y = first_row;
    Heading heading = west;
    Ring ring;
    do {
      if (heading == west) walked_(y, x - 1) = 1;
      step(heading, x, y);
      const Heading next = turn(heading, x, y, index);
      if (next != heading) ring.push_back({static_cast<double>(x), static_cast<double>(y)});
      heading = next;
    } while (x != first_col || y != first_row || heading != west);
    ring.push_back(ring.front());
    return ring;
  }

 private:
  bool inside(int row, int col, std::int32_t index) const {
    return row >= 0 && col >= 0 && row < part_.rows() && col < part_.cols() &&
           part_(row, col) == index;
  }

  static void step(Heading heading, int& x, int& y) {
    x += heading == east ? 1 : heading == west ? -1 : 0;
    y += heading == south ? 1 : heading == north ? -1 : 0;
  }

  // Where two cells of a part touch at a corner only, the ring goes on to the other cell: what lies
  // between is then a hole with a ring of its own, and no ring passes one corner twice.
  Heading turn(Heading heading, int x, int y, std::int32_t index) const {
    static constexpr int kRowOfLeft[4] = {-1, -1, 0, 0};  // of the cell ahead on the left
    static constexpr int kColOfLeft[4] = {0, -1, -1, 0};
    static constexpr int kRowOfRight[4] = {0, -1, -1, 0};
    static constexpr int kColOfRight[4] = {0, 0, -1, -1};
    if (inside(y + kRowOfRight[heading], x + kColOfRight[heading], index)) return right_of(heading);
    if (inside(y + kRowOfLeft[heading], x + kColOfLeft[heading], index)) return heading;
    return left_of(heading);
  }

  const Image<std::int32_t>& part_;
  Image<std::uint8_t> walked_;  // whether a ring has taken the cell's upper edge
};

}  // namespace

// Every ring has upper edges, and the topmost of a part belongs to its outer ring.
void trace_rings(const Image<std::int32_t>& part, const std::function<bool(std::int32_t)>& wanted,
                 const std::function<void(std::int32_t, Ring)>& add) {
  Tracer tracer(part);
  for (int row = 0; row < part.rows(); ++row) {
    for (int col = 0; col < part.cols(); ++col) {
      const std::int32_t index = part(row, col);
      if (index < 0 || !wanted(index) || !tracer.starts_ring(row, col)) continue;
      add(index, tracer.walk(row, col));
    }
  }
}

}  // namespace scarp::geo
