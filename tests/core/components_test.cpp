#include "core/components.h"

#include <gtest/gtest.h>

#include <queue>

#include "core/random.h"

namespace scarp {
namespace {

Image<std::uint8_t> image_of(const std::vector<std::string>& rows) {
  Image<std::uint8_t> image(Size{static_cast<int>(rows.size()), static_cast<int>(rows[0].size())});
  for (int row = 0; row < image.rows(); ++row) {
    for (int col = 0; col < image.cols(); ++col) image(row, col) = rows[row][col] == '#' ? 1 : 0;
  }
  return image;
}

TEST(ConnectedComponents, JoinOverCornersAndAroundBends) {
  const Components found = connected_components(image_of({
      "#..#.#",
      ".#.#.#",
      "....#.",
      "##....",
  }));
  ASSERT_EQ(found.count(), 3);
  EXPECT_EQ(found.cells, (std::vector<std::int64_t>{2, 5, 2}));
  EXPECT_EQ(found.labels(1, 1), 1);
  EXPECT_EQ(found.labels(0, 5), 2) << "joined below to the region to its left";
  EXPECT_EQ(found.labels(3, 0), 3);
  EXPECT_EQ(found.labels(0, 1), 0);
}

TEST(ConnectedComponents, HandleNothingAndEverything) {
  EXPECT_EQ(connected_components(Image<std::uint8_t>(Size{5, 5})).count(), 0);
  EXPECT_EQ(connected_components(Image<std::uint8_t>(Size{5, 5}, 1)).cells,
            (std::vector<std::int64_t>{25}));
}

// Gives the region around a labelled cell its label.
void flood(const Image<std::uint8_t>& image, Window first, Image<std::int32_t>& labels) {
  const std::int32_t label = labels(first.row, first.col);
  std::queue<Window> open;
  open.push(first);
  while (!open.empty()) {
    const Window around = grow(open.front(), 1, image.size());
    open.pop();
    for (int r = around.row; r < around.row_end(); ++r) {
      for (int c = around.col; c < around.col_end(); ++c) {
        if (image(r, c) == 0 || labels(r, c) != 0) continue;
        labels(r, c) = label;
        open.push({r, c, 1, 1});
      }
    }
  }
}

// The slow and obvious way: flood each region from its first cell.
Image<std::int32_t> flooded(const Image<std::uint8_t>& image) {
  Image<std::int32_t> labels(image.size());
  std::int32_t count = 0;
  for (int row = 0; row < image.rows(); ++row) {
    for (int col = 0; col < image.cols(); ++col) {
      if (image(row, col) == 0 || labels(row, col) != 0) continue;
      labels(row, col) = ++count;
      flood(image, {row, col, 1, 1}, labels);
    }
  }
  return labels;
}

TEST(ConnectedComponents, AgreeWithFloodingOnRandomImages) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed);
    Image<std::uint8_t> image(
        Size{1 + static_cast<int>(random.below(30)), 1 + static_cast<int>(random.below(30))});
    const double share = random.uniform(0.1, 0.7);
    for (std::uint8_t& cell : image.values()) cell = random.uniform() < share ? 1 : 0;
    ASSERT_EQ(connected_components(image).labels.values(), flooded(image).values())
        << "seed " << seed;
  }
}

}  // namespace
}  // namespace scarp
