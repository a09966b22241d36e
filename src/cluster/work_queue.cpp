#include "cluster/work_queue.h"

#include <algorithm>

namespace scarp::cluster {

WorkQueue::WorkQueue(const Share& share, int ranks) : least_(share.least) {
  for (std::int64_t i = 0; i < ranks; ++i) {
    left_.push_back({i * share.count / ranks, (i + 1) * share.count / ranks});
  }
}

std::optional<std::int64_t> WorkQueue::next(int rank) {
  Range& own = left_[static_cast<std::size_t>(rank)];
  if (own.size() == 0) {
    Range& longest =
        *std::max_element(left_.begin(), left_.end(),
                          [](const Range& a, const Range& b) { return a.size() < b.size(); });
    if (longest.size() < std::max<std::int64_t>(1, least_)) return std::nullopt;
    own = {longest.begin + longest.size() / 2, longest.end};
    longest.end = own.begin;
  }
  ++given_;
  return own.begin++;
}

}  // namespace scarp::cluster
