#include "cluster/work_queue.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/random.h"

namespace scarp::cluster {
namespace {

TEST(WorkQueueTest, BeginsWithRangesOfEqualLength) {
  WorkQueue queue({0, 10}, 2);
  EXPECT_EQ(queue.next(0), 0);
  EXPECT_EQ(queue.next(1), 5);
  EXPECT_EQ(queue.next(0), 1);
}

TEST(WorkQueueTest, TakesHalfOfTheLongestRangeLeft) {
  WorkQueue queue({0, 8}, 2);
  for (int i = 0; i < 4; ++i) queue.next(0);
  EXPECT_EQ(queue.next(0), 6);
  EXPECT_EQ(queue.next(1), 4);
}

TEST(WorkQueueTest, LeavesShortRangesAlone) {
  WorkQueue queue({0, 8, 3}, 2);
  for (int i = 0; i < 2; ++i) queue.next(1);
  for (int i = 0; i < 4; ++i) queue.next(0);
  EXPECT_EQ(queue.next(0), std::nullopt);
  EXPECT_EQ(queue.next(1), 6);
}

RC_GTEST_PROP(WorkQueueProperty, HandsOutEveryItemOnce, ()) {
  const int ranks = *rc::gen::inRange(1, 6);
  const std::int64_t count = *rc::gen::inRange(0, 50);
  WorkQueue queue({0, count, *rc::gen::inRange<std::int64_t>(0, 5)}, ranks);
  std::vector<int> given(static_cast<std::size_t>(count));
  // In turns of random length, until none gets any more.
  Random random(*rc::gen::arbitrary<std::uint64_t>());
  for (int idle = 0, rank = 0; idle < ranks; rank = (rank + 1) % ranks) {
    for (auto turns = random.below(4) + 1; turns > 0; --turns) {
      const auto item = queue.next(rank);
      idle = item ? 0 : idle + 1;
      if (!item) break;
      ++given.at(static_cast<std::size_t>(*item));
    }
  }
  RC_ASSERT(std::all_of(given.begin(), given.end(), [](int times) { return times == 1; }));
  RC_ASSERT(queue.given() == count);
}

}  // namespace
}  // namespace scarp::cluster
