#include "change/looks.h"

#include <gtest/gtest.h>

#include "change/memory_series.h"

namespace scarp::change {
namespace {

double looks_of(double looks, int before, int after) {
  ThreadPool threads(2);
  const test::MemorySeries memory =
      test::make_series({.before = before, .after = after, .looks = looks});
  return estimate_looks(read_sample(memory.series, threads), threads);
}

TEST(EstimateLooks, FindsTheLooksOfSpeckle) {
  for (const double looks : {1.0, 4.4, 12.0, 150.0}) {
    EXPECT_NEAR(looks_of(looks, 4, 2) / looks, 1, 0.2) << looks << " looks, 4 + 2 dates";
    EXPECT_NEAR(looks_of(looks, 1, 1) / looks, 1, 0.25) << looks << " looks, 1 + 1 dates";
  }
}

TEST(EstimateLooks, IsNotMovedByAChangedQuarter) {
  ThreadPool threads(2);
  const test::MemorySeries memory = test::make_series(
      {.looks = 10, .change_db = [](std::size_t, int row, int) { return row < 24 ? 5.0 : 0.0; }});
  EXPECT_NEAR(estimate_looks(read_sample(memory.series, threads), threads), 10, 2);
}

}  // namespace
}  // namespace scarp::change
