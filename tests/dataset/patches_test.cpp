#include "dataset/patches.h"

#include <gtest/gtest.h>

namespace scarp::dataset {
namespace {

TEST(SelectPatches, KeepsTheOrderAsked) {
  const Patches patches{3,
                        1,
                        2,
                        2,
                        {0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23},
                        {0, 1, 0, 0, 1, 1},
                        {1, 1, 1, 0, 0, 1}};
  const Patches chosen = select(patches, {2, 0, 2});
  EXPECT_EQ(chosen.count, 3);
  EXPECT_EQ(chosen.x, (std::vector<float>{20, 21, 22, 23, 0, 1, 2, 3, 20, 21, 22, 23}));
  EXPECT_EQ(chosen.y, (std::vector<float>{1, 1, 0, 1, 1, 1}));
  EXPECT_EQ(chosen.valid, (std::vector<std::uint8_t>{0, 1, 1, 1, 0, 1}));
}

TEST(SelectPatches, LeavesOutWhatIsNotThere) {
  const Patches patches{2, 1, 1, 1, {5, 6}, {}, {}};
  const Patches chosen = select(patches, {1});
  EXPECT_EQ(chosen.x, (std::vector<float>{6}));
  EXPECT_TRUE(chosen.y.empty());
  EXPECT_TRUE(chosen.valid.empty());
  EXPECT_EQ(select(patches, {}).count, 0);
}

}  // namespace
}  // namespace scarp::dataset
