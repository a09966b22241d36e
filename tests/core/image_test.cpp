#include "core/image.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <numeric>
#include <set>
#include <string>

#include "core/mask.h"

namespace scarp {
namespace {

/// Values 0, 1, 2… in row-major order.
Image<int> counting(Size size) {
  Image<int> image(size);
  std::iota(image.values().begin(), image.values().end(), 0);
  return image;
}

TEST(ImageTest, StoresRowAfterRow) {
  const Image<int> image = counting({2, 3});
  EXPECT_EQ(image(0, 2), 2);
  EXPECT_EQ(image(1, 0), 3);
  EXPECT_EQ(image.row(1)[1], 4);
  EXPECT_FALSE(image.empty());
  EXPECT_TRUE(Image<int>().empty());
}

TEST(ImageTest, StartsWithOneValue) {
  EXPECT_EQ(Image<float>({2, 2}, 7.0F).values(), (std::vector<float>{7, 7, 7, 7}));
}

TEST(ImageTest, CropsAWindow) {
  EXPECT_EQ(crop(counting({3, 4}), {1, 2, 2, 2}).values(), (std::vector<int>{6, 7, 10, 11}));
}

RC_GTEST_PROP(ImageProperty, PastingACropBackChangesNothing, ()) {
  const Size size{*rc::gen::inRange(1, 20), *rc::gen::inRange(1, 20)};
  const int row = *rc::gen::inRange(0, size.rows);
  const int col = *rc::gen::inRange(0, size.cols);
  const Window window{row, col, *rc::gen::inRange(1, size.rows - row + 1),
                      *rc::gen::inRange(1, size.cols - col + 1)};
  const Image<int> before = counting(size);
  Image<int> after = before;
  paste(crop(before, window), after, row, col);
  RC_ASSERT(after.values() == before.values());
}

TEST(MaskTest, BitsAreDistinctAndNamed) {
  std::set<int> bits;
  std::set<std::string_view> names;
  for (const MaskBitInfo& info : kMaskBits) {
    bits.insert(static_cast<int>(info.bit));
    names.insert(info.name);
    EXPECT_FALSE(info.meaning.empty());
  }
  EXPECT_EQ(bits, (std::set<int>{1, 2, 4, 8, 16, 32, 64, 128}));
  EXPECT_EQ(names.size(), kMaskBits.size());
}

TEST(MaskTest, SetsOneBitAndKeepsTheOthers) {
  std::uint8_t cell = 0;
  set(cell, MaskBit::shadow);
  set(cell, MaskBit::edited);
  EXPECT_EQ(cell, 36);
  EXPECT_TRUE(has(cell, MaskBit::shadow));
  EXPECT_FALSE(has(cell, MaskBit::layover));
}

}  // namespace
}  // namespace scarp
