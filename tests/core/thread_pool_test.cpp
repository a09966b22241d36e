#include "core/thread_pool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace scarp {
namespace {

class ThreadPoolTest : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Threads, ThreadPoolTest, testing::Values(1, 2, 7),
                         testing::PrintToStringParamName());

TEST_P(ThreadPoolTest, CallsEachIndexOnce) {
  ThreadPool pool(GetParam());
  EXPECT_EQ(pool.threads(), GetParam());
  std::vector<std::atomic<int>> calls(10'000);
  pool.parallel_for(10'000, [&](std::int64_t i) { ++calls[i]; });
  EXPECT_TRUE(std::all_of(calls.begin(), calls.end(), [](const auto& n) { return n == 1; }));
}

TEST_P(ThreadPoolTest, HasNothingToDo) {
  ThreadPool pool(GetParam());
  pool.parallel_for(0, [](std::int64_t) { FAIL(); });
  pool.parallel_for(-3, [](std::int64_t) { FAIL(); });
}

TEST_P(ThreadPoolTest, CanBeUsedAgainAndAgain) {
  ThreadPool pool(GetParam());
  std::atomic<std::int64_t> sum{0};
  for (int run = 0; run < 1000; ++run) {
    pool.parallel_for(10, [&](std::int64_t i) { sum += i; });
  }
  EXPECT_EQ(sum, 45'000);
}

TEST_P(ThreadPoolTest, RethrowsTheExceptionAndStops) {
  ThreadPool pool(GetParam());
  std::atomic<std::int64_t> calls{0};
  const auto body = [&](std::int64_t i) {
    ++calls;
    if (i == 3) throw std::runtime_error("three");
    std::this_thread::sleep_for(std::chrono::microseconds(10));
  };
  try {
    pool.parallel_for(1'000'000, body);
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()), "three");
  }
  EXPECT_LT(calls, 100'000);

  std::atomic<int> after{0};
  pool.parallel_for(100, [&](std::int64_t) { ++after; });
  EXPECT_EQ(after, 100) << "and works on";
}

TEST_P(ThreadPoolTest, RunsNestedLoops) {
  ThreadPool pool(GetParam());
  std::atomic<std::int64_t> sum{0};
  pool.parallel_for(50, [&](std::int64_t) {
    const std::thread::id outer = std::this_thread::get_id();
    pool.parallel_for(20, [&](std::int64_t i) {
      EXPECT_EQ(std::this_thread::get_id(), outer);
      sum += i;
    });
  });
  EXPECT_EQ(sum, 50 * 190);
}

TEST_P(ThreadPoolTest, PassesOnAnExceptionFromWithin) {
  ThreadPool pool(GetParam());
  const auto inner = [](std::int64_t) { throw std::logic_error("deep"); };
  EXPECT_THROW(pool.parallel_for(8, [&](std::int64_t) { pool.parallel_for(8, inner); }),
               std::logic_error);
}

TEST_P(ThreadPoolTest, ServesTwoCallers) {
  ThreadPool pool(GetParam());
  std::atomic<std::int64_t> sum{0};
  const auto caller = [&] {
    for (int run = 0; run < 200; ++run) {
      pool.parallel_for(20, [&](std::int64_t i) { sum += i; });
    }
  };
  std::thread other(caller);
  caller();
  other.join();
  EXPECT_EQ(sum, 2 * 200 * 190);
}

TEST_P(ThreadPoolTest, DoesTasksBesideLoops) {
  ThreadPool pool(GetParam());
  for (int run = 0; run < 200; ++run) {
    std::atomic<std::int64_t> sum{0};
    std::vector<ThreadPool::Task> tasks;
    for (int task = 0; task < 5; ++task) {
      tasks.push_back(
          pool.start([&] { pool.parallel_for(10, [&](std::int64_t i) { sum += i; }); }));
    }
    pool.parallel_for(20, [&](std::int64_t i) { sum += i; });
    for (ThreadPool::Task& task : tasks) task.wait();
    EXPECT_EQ(sum, 5 * 45 + 190);
  }
}

TEST_P(ThreadPoolTest, PassesOnTheExceptionOfATask) {
  ThreadPool pool(GetParam());
  ThreadPool::Task task = pool.start([] { throw std::runtime_error("task"); });
  EXPECT_THROW(task.wait(), std::runtime_error);
  task.wait();  // of no task any more
  ThreadPool::Task{}.wait();
}

TEST_P(ThreadPoolTest, WaitsForATaskThatIsDropped) {
  ThreadPool pool(GetParam());
  std::atomic<int> begun{0};
  std::atomic<int> ended{0};
  for (int run = 0; run < 100; ++run) {
    ThreadPool::Task task = pool.start([&] {
      ++begun;
      std::this_thread::sleep_for(std::chrono::microseconds(50));
      ++ended;
    });
    if (run % 2 == 0) {
      task = {};
      EXPECT_EQ(begun, ended);
    }
  }
  EXPECT_EQ(begun, ended);
}

TEST(ThreadPoolDefault, UsesTheProcessorsItMay) { EXPECT_GE(ThreadPool(0).threads(), 1); }

}  // namespace
}  // namespace scarp
