#include "core/components.h"

#include <algorithm>
#include <utility>

namespace scarp {
namespace {

// Provisional labels: parent[i] <= i, and roots point to themselves. Label 0 is the background.
class LabelSets {
 public:
  std::int32_t make() {
    parent_.push_back(static_cast<std::int32_t>(parent_.size()));
    return parent_.back();
  }

  std::int32_t root(std::int32_t label) {
    while (parent_[label] != label) {
      parent_[label] = parent_[parent_[label]];
      label = parent_[label];
    }
    return label;
  }

  std::int32_t join(std::int32_t a, std::int32_t b) {
    a = root(a);
    b = root(b);
    if (a > b) std::swap(a, b);
    parent_[b] = a;
    return a;
  }

  std::int32_t size() const { return static_cast<std::int32_t>(parent_.size()); }

 private:
  std::vector<std::int32_t> parent_{0};
};

// The label of the cells already seen around (row, col), joined to one; 0 where there are none.
std::int32_t seen_neighbour(const Image<std::int32_t>& labels, int row, int col, LabelSets& sets) {
  std::int32_t label = col > 0 ? labels(row, col - 1) : 0;
  if (row == 0) return label;
  const int last = std::min(col + 1, labels.cols() - 1);
  for (int c = std::max(0, col - 1); c <= last; ++c) {
    const std::int32_t above = labels(row - 1, c);
    if (above != 0) label = label == 0 || label == above ? above : sets.join(label, above);
  }
  return label;
}

}  // namespace

Components connected_components(const Image<std::uint8_t>& foreground) {
  Components result{Image<std::int32_t>(foreground.size()), {}};
  LabelSets sets;
  for (int row = 0; row < foreground.rows(); ++row) {
    for (int col = 0; col < foreground.cols(); ++col) {
      if (foreground(row, col) == 0) continue;
      const std::int32_t label = seen_neighbour(result.labels, row, col, sets);
      result.labels(row, col) = label != 0 ? label : sets.make();
    }
  }

  // A root is the smallest label of its set, so numbering in order of labels is in order of cells.
  std::vector<std::int32_t> number(static_cast<std::size_t>(sets.size()), 0);
  for (std::int32_t label = 1; label < sets.size(); ++label) {
    const std::int32_t root = sets.root(label);
    if (root == label) {
      result.cells.push_back(0);
      number[label] = result.count();
    } else {
      number[label] = number[root];
    }
  }
  for (std::int32_t& label : result.labels.values()) {
    label = number[label];
    if (label != 0) ++result.cells[label - 1];
  }
  return result;
}

}  // namespace scarp
