#include "core/box_filter.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"

namespace scarp {
namespace {

Image<float> noise(Size size, double nan_share, std::uint64_t seed) {
  Random random(seed);
  Image<float> image(size);
  for (float& value : image.values()) {
    value = random.uniform() < nan_share ? std::nanf("") : static_cast<float>(random.normal());
  }
  return image;
}

TEST(BoxMean, IsTheMeanOfTheFiniteCellsAround) {
  const Image<float> image({3, 3}, {1, 2, 3, 4, std::nanf(""), 6, 7, 8, 9});
  const Image<float> mean = box_mean(image, 1);
  EXPECT_FLOAT_EQ(mean(1, 1), 5);
  EXPECT_FLOAT_EQ(mean(0, 0), 7.0F / 3);
  EXPECT_FLOAT_EQ(mean(0, 1), 16.0F / 5);
}

TEST(BoxMean, IsNaNWhereNothingIsFinite) {
  const Image<float> image(Size{4, 4}, std::nanf(""));
  EXPECT_TRUE(std::isnan(box_mean(image, 2)(1, 1)));
}

TEST(BoxMean, AgreesWithTheObviousSum) {
  const Image<float> image = noise({23, 31}, 0.2, 1);
  for (const int radius : {1, 2, 3, 40}) {
    const Image<float> mean = box_mean(image, radius);
    for (int row = 0; row < image.rows(); ++row) {
      for (int col = 0; col < image.cols(); ++col) {
        const Window window = grow({row, col, 1, 1}, radius, image.size());
        double sum = 0;
        double count = 0;
        for (int r = window.row; r < window.row_end(); ++r) {
          for (int c = window.col; c < window.col_end(); ++c) {
            if (std::isnan(image(r, c))) continue;
            sum += image(r, c);
            ++count;
          }
        }
        ASSERT_NEAR(mean(row, col), sum / count, 1e-4);
      }
    }
  }
}

TEST(BoxMean, GivesTheSameBitsInTiles) {
  const Image<float> image = noise({100, 90}, 0.1, 2);
  const Image<float> full = box_mean(image, 3);
  for (const Tile& tile : tiles(image.size(), 17, 3)) {
    const Image<float> part = box_mean(crop(image, tile.padded), 3);
    for (int row = tile.inner.row; row < tile.inner.row_end(); ++row) {
      for (int col = tile.inner.col; col < tile.inner.col_end(); ++col) {
        ASSERT_EQ(part(row - tile.padded.row, col - tile.padded.col), full(row, col));
      }
    }
  }
}

}  // namespace
}  // namespace scarp
