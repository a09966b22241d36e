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

// Of each cell, counted from 1; 0 where the image is 0.
Image<std::int32_t> connected(const Image<std::uint8_t>& image, Connection connection) {
  Image<std::int32_t> labels(image.size());
  const Runs runs = runs_of(image);
  const std::vector<std::int32_t> regions = connect(runs, connection);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (int col = runs[i].first; col < runs[i].end; ++col)
      labels(runs[i].row, col) = regions[i] + 1;
  }
  return labels;
}

TEST(Connect, JoinsOverCornersAndAroundBends) {
  const Image<std::uint8_t> image = image_of({
      "#..#.#",
      ".#.#.#",
      "....#.",
      "##....",
  });
  const Image<std::int32_t> corners = connected(image, Connection::corners);
  EXPECT_EQ(corners.values(), (std::vector<std::int32_t>{
                                  1, 0, 0, 2, 0, 2,  //
                                  0, 1, 0, 2, 0, 2,  //
                                  0, 0, 0, 0, 2, 0,  //
                                  3, 3, 0, 0, 0, 0,
                              }));
  const Image<std::int32_t> edges = connected(image, Connection::edges);
  EXPECT_EQ(edges.values(), (std::vector<std::int32_t>{
                                1, 0, 0, 2, 0, 3,  //
                                0, 4, 0, 2, 0, 3,  //
                                0, 0, 0, 0, 5, 0,  //
                                6, 6, 0, 0, 0, 0,
                            }));
}

TEST(Connect, JoinsEqualValuesOnly) {
  const Runs runs = runs_of(Image<std::uint8_t>({2, 3}, {1, 1, 2, 2, 2, 2}));
  ASSERT_EQ(runs.size(), 3U);
  EXPECT_EQ(connect(runs, Connection::edges), (std::vector<std::int32_t>{0, 1, 1}));
}

TEST(Connect, HandlesNothingAndEverything) {
  EXPECT_TRUE(connect({}, Connection::corners).empty());
  EXPECT_EQ(connected(Image<std::uint8_t>(Size{5, 5}, 1), Connection::edges).values(),
            std::vector<std::int32_t>(25, 1));
}

// Gives the region around a labelled cell its label.
void flood(const Image<std::uint8_t>& image, Window first, Connection connection,
           Image<std::int32_t>& labels) {
  const std::int32_t label = labels(first.row, first.col);
  std::queue<Window> open;
  open.push(first);
  while (!open.empty()) {
    const Window cell = open.front();
    const Window around = grow(cell, 1, image.size());
    open.pop();
    for (int r = around.row; r < around.row_end(); ++r) {
      for (int c = around.col; c < around.col_end(); ++c) {
        if (image(r, c) == 0 || labels(r, c) != 0) continue;
        if (connection == Connection::edges && r != cell.row && c != cell.col) continue;
        labels(r, c) = label;
        open.push({r, c, 1, 1});
      }
    }
  }
}

// The slow and obvious way: flood each region from its first cell.
Image<std::int32_t> flooded(const Image<std::uint8_t>& image, Connection connection) {
  Image<std::int32_t> labels(image.size());
  std::int32_t count = 0;
  for (int row = 0; row < image.rows(); ++row) {
    for (int col = 0; col < image.cols(); ++col) {
      if (image(row, col) == 0 || labels(row, col) != 0) continue;
      labels(row, col) = ++count;
      flood(image, {row, col, 1, 1}, connection, labels);
    }
  }
  return labels;
}

TEST(Connect, AgreesWithFloodingOnRandomImages) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed);
    Image<std::uint8_t> image(
        Size{1 + static_cast<int>(random.below(30)), 1 + static_cast<int>(random.below(30))});
    const double share = random.uniform(0.1, 0.7);
    for (std::uint8_t& cell : image.values()) cell = random.uniform() < share ? 1 : 0;
    for (const Connection connection : {Connection::edges, Connection::corners}) {
      ASSERT_EQ(connected(image, connection).values(), flooded(image, connection).values())
          << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace scarp
