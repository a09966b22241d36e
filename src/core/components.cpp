#include "core/components.h"

#include <numeric>

namespace scarp {
namespace {

/// Sets of indices that grow together; the smallest index stands for its set.
class DisjointSets {
 public:
  explicit DisjointSets(std::size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), 0);
  }

  void join(std::size_t a, std::size_t b) {
    const std::int32_t root_a = root(static_cast<std::int32_t>(a));
    const std::int32_t root_b = root(static_cast<std::int32_t>(b));
    if (root_a < root_b) {
      at(root_b) = root_a;
    } else {
      at(root_a) = root_b;
    }
  }

  /// For each index the rank of its set: 0, 1, 2 … in order of the sets' smallest members.
  std::vector<std::int32_t> ranks() {
    std::vector<std::int32_t> rank(parent_.size());
    std::int32_t next = 0;
    for (std::size_t i = 0; i < rank.size(); ++i) {
      const auto smallest = static_cast<std::size_t>(root(static_cast<std::int32_t>(i)));
      rank[i] = smallest == i ? next++ : rank[smallest];
    }
    return rank;
  }

 private:
  std::int32_t& at(std::int32_t i) { return parent_[static_cast<std::size_t>(i)]; }

  std::int32_t root(std::int32_t i) {
    while (at(i) != i) i = at(i) = at(at(i));
    return i;
  }

  std::vector<std::int32_t> parent_;
};

}  // namespace

std::vector<std::int32_t> connect(const Runs& runs, Connection connection) {
  const int reach = connection == Connection::corners ? 1 : 0;
  DisjointSets sets(runs.size());
  std::size_t above = 0;  // the first run that may touch this one, or one to its right, from above
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Run& run = runs[i];
    const auto passed = [&](const Run& other) {
      return other.row < run.row - 1 ||
             (other.row == run.row - 1 && other.end + reach <= run.first);
    };
    while (passed(runs[above])) ++above;
    for (std::size_t k = above; runs[k].row < run.row && runs[k].first < run.end + reach; ++k) {
      if (runs[k].value == run.value) sets.join(k, i);
    }
  }
  return sets.ranks();
}

}  // namespace scarp
