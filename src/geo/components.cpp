#include "geo/components.h"

#include <numeric>

namespace scarp::geo {
namespace {

/// Sets of indices that grow together; the smallest index stands for its set.
class DisjointSets {
 public:
  std::int32_t add() {
    parent_.push_back(static_cast<std::int32_t>(parent_.size()));
    return parent_.back();
  }

  std::int32_t find(std::int32_t i) {
    while (at(i) != i) i = at(i) = at(at(i));
    return i;
  }

  void join(std::int32_t a, std::int32_t b) {
    a = find(a);
    b = find(b);
    if (a < b) {
      at(b) = a;
    } else {
      at(a) = b;
    }
  }

  /// For each index the rank of its set: 0, 1, 2 … in order of the sets' smallest members.
  std::vector<std::int32_t> ranks() {
    std::vector<std::int32_t> rank(parent_.size());
    std::int32_t next = 0;
    for (std::size_t i = 0; i < rank.size(); ++i) {
      const auto root = static_cast<std::size_t>(find(static_cast<std::int32_t>(i)));
      rank[i] = root == i ? next++ : rank[root];
    }
    return rank;
  }

 private:
  std::int32_t& at(std::int32_t i) { return parent_[static_cast<std::size_t>(i)]; }

  std::vector<std::int32_t> parent_;
};

// First pass of the classic two: each cell takes the index of an equal neighbour above or to its
// left, and where the two differ they are joined.
DisjointSets label_cells(const Image<std::int32_t>& labels, Image<std::int32_t>& part) {
  DisjointSets sets;
  for (int row = 0; row < labels.rows(); ++row) {
    for (int col = 0; col < labels.cols(); ++col) {
      const std::int32_t label = labels(row, col);
      if (label <= 0) continue;
      const bool left = col > 0 && labels(row, col - 1) == label;
      const bool above = row > 0 && labels(row - 1, col) == label;
      if (left && above) sets.join(part(row, col - 1), part(row - 1, col));
      part(row, col) = above ? part(row - 1, col) : left ? part(row, col - 1) : sets.add();
    }
  }
  return sets;
}

// Joins parts of one label that touch at a corner.
DisjointSets join_corners(const Image<std::int32_t>& labels, const Image<std::int32_t>& part,
                          std::size_t parts) {
  DisjointSets sets;
  for (std::size_t i = 0; i < parts; ++i) sets.add();
  for (int row = 1; row < labels.rows(); ++row) {
    for (int col = 0; col < labels.cols(); ++col) {
      const std::int32_t label = labels(row, col);
      if (label <= 0) continue;
      for (const int side : {col - 1, col + 1}) {
        if (side < 0 || side >= labels.cols() || labels(row - 1, side) != label) continue;
        sets.join(part(row, col), part(row - 1, side));
      }
    }
  }
  return sets;
}

}  // namespace

Components connect(const Image<std::int32_t>& labels, bool eight_connected) {
  Components result{Image<std::int32_t>(labels.size(), -1), {}, {}};
  const std::vector<std::int32_t> rank = label_cells(labels, result.part).ranks();
  std::int32_t parts = 0;
  for (std::int32_t& index : result.part.values()) {
    if (index < 0) continue;
    index = rank[static_cast<std::size_t>(index)];
    parts = std::max(parts, index + 1);
  }

  if (eight_connected) {
    result.region = join_corners(labels, result.part, static_cast<std::size_t>(parts)).ranks();
  } else {
    result.region.resize(static_cast<std::size_t>(parts));
    std::iota(result.region.begin(), result.region.end(), 0);
  }
  for (std::size_t i = 0; i < labels.values().size(); ++i) {
    if (result.part.values()[i] < 0) continue;
    const auto region =
        static_cast<std::size_t>(result.region[static_cast<std::size_t>(result.part.values()[i])]);
    if (region >= result.label.size()) result.label.resize(region + 1);
    result.label[region] = labels.values()[i];
  }
  return result;
}

}  // namespace scarp::geo
