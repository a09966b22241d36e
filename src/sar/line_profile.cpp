#include "sar/line_profile.h"

#include <algorithm>

namespace scarp::sar {
namespace {

// Walks along the nodes of a quantity with growing pixels.
template <typename T>
class Walker {
 public:
  Walker(const Nodes<T>& nodes, int first) : nodes_(nodes) {
    const auto after = std::upper_bound(nodes.pixels.begin(), nodes.pixels.end(), first);
    if (after != nodes.pixels.begin()) {
      at_ = static_cast<std::size_t>(after - nodes.pixels.begin()) - 1;
    }
  }

  double value(int pixel) {
    while (at_ + 1 < nodes_.pixels.size() && nodes_.pixels[at_ + 1] <= pixel) ++at_;
    const double here = nodes_.values[at_];
    if (at_ + 1 == nodes_.pixels.size() || pixel <= nodes_.pixels[at_]) return here;
    const double share = static_cast<double>(pixel - nodes_.pixels[at_]) /
                         (nodes_.pixels[at_ + 1] - nodes_.pixels[at_]);
    return here + share * (static_cast<double>(nodes_.values[at_ + 1]) - here);
  }

 private:
  const Nodes<T>& nodes_;
  std::size_t at_ = 0;
};

// Nodes from the last at or before `first` to the first at or after `last`.
struct Range {
  std::size_t begin;
  std::size_t end;
};

Range range_of(const std::vector<int>& pixels, int first, int last) {
  const auto after_first = std::upper_bound(pixels.begin(), pixels.end(), first);
  const auto from_last = std::lower_bound(pixels.begin(), pixels.end(), last);
  const auto begin = after_first - pixels.begin() - (after_first != pixels.begin() ? 1 : 0);
  const auto end = from_last - pixels.begin() + (from_last != pixels.end() ? 1 : 0);
  return {static_cast<std::size_t>(begin), static_cast<std::size_t>(end)};
}

}  // namespace

template <typename T>
void LineProfile::set(const Nodes<T>& a, const Nodes<T>& b, double weight, double factor, int first,
                      int last) {
  nodes_.clear();
  const Range in_a = range_of(a.pixels, first, last);
  const Range in_b = range_of(b.pixels, first, last);
  const int start = std::min(a.pixels[in_a.begin], b.pixels[in_b.begin]);
  Walker<T> along_a(a, start);
  Walker<T> along_b(b, start);
  std::size_t i = in_a.begin;
  std::size_t j = in_b.begin;
  while (i < in_a.end || j < in_b.end) {
    const bool take_a = j == in_b.end || (i < in_a.end && a.pixels[i] <= b.pixels[j]);
    const int pixel = take_a ? a.pixels[i] : b.pixels[j];
    if (i < in_a.end && a.pixels[i] == pixel) ++i;
    if (j < in_b.end && b.pixels[j] == pixel) ++j;
    const double from_a = along_a.value(pixel);
    nodes_.push_back({pixel, factor * (from_a + weight * (along_b.value(pixel) - from_a))});
  }
}

template <typename T>
void LineProfile::sample(int first, int count, T* out) const {
  const int end = first + count;
  int pixel = first;
  const int before = std::min(end, nodes_.front().pixel);
  for (; pixel < before; ++pixel) out[pixel - first] = static_cast<T>(nodes_.front().value);
  for (std::size_t i = 0; i + 1 < nodes_.size() && pixel < end; ++i) {
    const Node& node = nodes_[i];
    const Node& next = nodes_[i + 1];
    const double slope = (next.value - node.value) / (next.pixel - node.pixel);
    const int stop = std::min(end, next.pixel);
    for (int p = pixel; p < stop; ++p) {
      out[p - first] = static_cast<T>(node.value + slope * (p - node.pixel));
    }
    pixel = std::max(pixel, stop);
  }
  for (; pixel < end; ++pixel) out[pixel - first] = static_cast<T>(nodes_.back().value);
}

LineBracket bracket(const std::vector<int>& lines, int line) {
  const auto above = std::upper_bound(lines.begin(), lines.end(), line);
  if (above == lines.begin()) return {0, 0, 0};
  const auto before = static_cast<std::size_t>(above - lines.begin()) - 1;
  if (above == lines.end()) return {before, before, 0};
  const double weight =
      static_cast<double>(line - lines[before]) / (lines[before + 1] - lines[before]);
  return {before, before + 1, weight};
}

template void LineProfile::set(const Nodes<float>&, const Nodes<float>&, double, double, int, int);
template void LineProfile::set(const Nodes<double>&, const Nodes<double>&, double, double, int,
                               int);
template void LineProfile::sample(int, int, float*) const;
template void LineProfile::sample(int, int, double*) const;

}  // namespace scarp::sar
