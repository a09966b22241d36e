#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/communicator.h"

namespace scarp::cluster {

/// Hands out the items of a share. Each rank begins with a range of its own; one that has come to
/// its end takes the second half of the longest range left, unless that is shorter than
/// Share::least.
class WorkQueue {
 public:
  WorkQueue(const Share& share, int ranks);

  std::optional<std::int64_t> next(int rank);

  std::int64_t given() const { return given_; }

 private:
  struct Range {
    std::int64_t begin = 0;
    std::int64_t end = 0;

    std::int64_t size() const { return end - begin; }
  };

  std::int64_t least_;
  std::int64_t given_ = 0;
  std::vector<Range> left_;  // of each rank
};

}  // namespace scarp::cluster
