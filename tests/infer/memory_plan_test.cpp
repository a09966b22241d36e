#include "infer/memory_plan.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace scarp::infer {
namespace {

TEST(MemoryPlan, AChainNeedsTwoArraysOnly) {
  const MemoryPlan plan = plan_memory({{640, 0, 1}, {640, 1, 2}, {640, 2, 3}, {640, 3, 4}});
  EXPECT_EQ(plan.bytes, 1280U);
}

TEST(MemoryPlan, WhatIsNeverUsedTakesNoRoom) {
  EXPECT_EQ(plan_memory({{0, 9, -1}, {64, 0, 0}}).bytes, 64U);
  EXPECT_EQ(plan_memory({}).bytes, 0U);
}

RC_GTEST_PROP(MemoryPlanProperty, WhatLivesAtTheSameTimeLiesApart, ()) {
  std::vector<Lifetime> lifetimes;
  const int count = *rc::gen::inRange(1, 24);
  std::size_t sum = 0;
  for (int i = 0; i < count; ++i) {
    const int first = *rc::gen::inRange(0, 20);
    lifetimes.push_back(
        {*rc::gen::inRange<std::size_t>(1, 1000), first, first + *rc::gen::inRange(0, 6)});
    sum += (lifetimes.back().bytes + 63) / 64 * 64;
  }
  const MemoryPlan plan = plan_memory(lifetimes);
  std::size_t end = 0;
  for (std::size_t i = 0; i < lifetimes.size(); ++i) {
    const Lifetime& a = lifetimes[i];
    RC_ASSERT(plan.offsets[i] % 64 == 0U);
    end = std::max(end, plan.offsets[i] + a.bytes);
    for (std::size_t j = 0; j < i; ++j) {
      const Lifetime& b = lifetimes[j];
      if (a.first > b.last || b.first > a.last) continue;
      RC_ASSERT(plan.offsets[i] + a.bytes <= plan.offsets[j] ||
                plan.offsets[j] + b.bytes <= plan.offsets[i]);
    }
  }
  RC_ASSERT(end <= plan.bytes);
  RC_ASSERT(plan.bytes <= sum);
}

}  // namespace
}  // namespace scarp::infer
