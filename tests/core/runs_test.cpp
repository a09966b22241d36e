#include "core/runs.h"

#include <gtest/gtest.h>

namespace scarp {
namespace {

bool same(const Run& a, const Run& b) {
  return a.row == b.row && a.first == b.first && a.end == b.end && a.value == b.value;
}

TEST(Runs, AreTheLongestOfEqualCellsAboveZero) {
  const Runs runs = runs_of(Image<std::uint8_t>({3, 5}, {
                                                            0,
                                                            1,
                                                            1,
                                                            0,
                                                            2,  //
                                                            2,
                                                            2,
                                                            1,
                                                            1,
                                                            1,  //
                                                            0,
                                                            0,
                                                            0,
                                                            0,
                                                            0,
                                                        }));
  const Runs expected{{0, 1, 3, 1}, {0, 4, 5, 2}, {1, 0, 2, 2}, {1, 2, 5, 1}};
  ASSERT_EQ(runs.size(), expected.size());
  for (std::size_t i = 0; i < runs.size(); ++i) EXPECT_TRUE(same(runs[i], expected[i])) << i;
}

TEST(Runs, LeaveNegativeCellsOut) {
  EXPECT_TRUE(runs_of(Image<std::int32_t>(Size{2, 2}, -1)).empty());
}

TEST(Runs, AreTheSameFromStripsAsFromTheWhole) {
  Image<std::uint8_t> image(Size{9, 4});
  for (std::size_t i = 0; i < image.values().size(); ++i) image.values()[i] = i * i % 3;
  const Runs full = runs_of(image);
  Runs runs;
  for (const Tile& strip : strips(image.size(), 4, 0)) {
    append_runs(crop(image, strip.inner), strip.inner.row, runs);
  }
  ASSERT_EQ(runs.size(), full.size());
  for (std::size_t i = 0; i < runs.size(); ++i) EXPECT_TRUE(same(runs[i], full[i])) << i;
}

}  // namespace
}  // namespace scarp
