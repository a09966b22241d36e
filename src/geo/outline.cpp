#include "geo/outline.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

namespace scarp::geo {
namespace {

// A step along cell edges, the part to the left of it.
enum Heading { east, north, west, south };

Heading left_of(Heading heading) { return static_cast<Heading>((heading + 1) % 4); }
Heading right_of(Heading heading) { return static_cast<Heading>((heading + 3) % 4); }

class Tracer {
 public:
  Tracer(const Runs& runs, const std::vector<std::int32_t>& part) : runs_(runs), part_(part) {
    for (std::size_t i = 0; i < runs.size(); ++i) {
      first_in_row_.resize(static_cast<std::size_t>(runs[i].row) + 1, i);
      first_cell_.push_back(walked_.size());
      walked_.resize(walked_.size() + static_cast<std::size_t>(runs[i].end - runs[i].first));
    }
    first_in_row_.push_back(runs.size());
  }

  /// Calls `add` with the rings that have an upper edge of this run and that nobody has walked yet.
  template <typename Add>
  void walk_from(std::size_t i, const Add& add) {
    const Run& run = runs_[i];
    for (int col = run.first; col < run.end;) {
      const std::optional<std::size_t> above = run_at(run.row - 1, col);
      if (above && part_[*above] == part_[i]) {
        col = runs_[*above].end;
        continue;
      }
      if (!walked_[cell(i, col)]) add(part_[i], walk(run.row, col, part_[i]));
      ++col;
    }
  }

 private:
  // The ring along the upper edge of a cell, which is walked to the west.
  Ring walk(int row, int col, std::int32_t part) {
    const int first_col = col + 1;
    const int first_row = row;
    int x = first_col;
    int y = first_row;
    Heading heading = west;
    Ring ring;
    do {
      if (heading == west) mark_walked(y, x - 1);
      step(heading, x, y);
      const Heading next = turn(heading, x, y, part);
      if (next != heading) ring.push_back({static_cast<double>(x), static_cast<double>(y)});
      heading = next;
    } while (x != first_col || y != first_row || heading != west);
    ring.push_back(ring.front());
    return ring;
  }

  std::optional<std::size_t> run_at(int row, int col) const {
    if (row < 0 || static_cast<std::size_t>(row) + 1 >= first_in_row_.size()) return std::nullopt;
    const auto begin = runs_.begin() + static_cast<std::ptrdiff_t>(first_in_row_[row]);
    const auto end = runs_.begin() + static_cast<std::ptrdiff_t>(first_in_row_[row + 1]);
    const auto next =
        std::upper_bound(begin, end, col, [](int c, const Run& run) { return c < run.first; });
    if (next == begin || (next - 1)->end <= col) return std::nullopt;
    return static_cast<std::size_t>(next - 1 - runs_.begin());
  }

  void mark_walked(int row, int col) {
    if (const std::optional<std::size_t> run = run_at(row, col)) walked_[cell(*run, col)] = true;
  }

  std::size_t cell(std::size_t run, int col) const {
    return first_cell_[run] + static_cast<std::size_t>(col - runs_[run].first);
  }

  bool inside(int row, int col, std::int32_t part) const {
    const std::optional<std::size_t> run = run_at(row, col);
    return run && part_[*run] == part;
  }

  static void step(Heading heading, int& x, int& y) {
    x += heading == east ? 1 : heading == west ? -1 : 0;
    y += heading == south ? 1 : heading == north ? -1 : 0;
  }

  // Where two cells of a part touch at a corner only, the ring goes on to the other cell: what lies
  // between is then a hole with a ring of its own, and no ring passes one corner twice.
  Heading turn(Heading heading, int x, int y, std::int32_t part) const {
    static constexpr int kRowOfLeft[4] = {-1, -1, 0, 0};  // of the cell ahead on the left
    static constexpr int kColOfLeft[4] = {0, -1, -1, 0};
    static constexpr int kRowOfRight[4] = {0, -1, -1, 0};
    static constexpr int kColOfRight[4] = {0, 0, -1, -1};
    if (inside(y + kRowOfRight[heading], x + kColOfRight[heading], part)) return right_of(heading);
    if (inside(y + kRowOfLeft[heading], x + kColOfLeft[heading], part)) return heading;
    return left_of(heading);
  }

  const Runs& runs_;
  const std::vector<std::int32_t>& part_;
  std::vector<std::size_t> first_in_row_;  // index of the first run at or below the row
  std::vector<std::size_t> first_cell_;    // of each run, counted over all runs
  std::vector<bool> walked_;               // whether a ring has taken the cell's upper edge
};

}  // namespace

// Every ring has upper edges, and the topmost of a part belongs to its outer ring.
void trace_rings(const Runs& runs, const std::vector<std::int32_t>& part,
                 const std::function<bool(std::int32_t)>& wanted,
                 const std::function<void(std::int32_t, Ring)>& add) {
  Tracer tracer(runs, part);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (wanted(part[i])) tracer.walk_from(i, add);
  }
}

}  // namespace scarp::geo
