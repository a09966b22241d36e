#include "sar/speckle_filter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/error.h"
#include "core/random.h"

namespace scarp::sar {
namespace {

constexpr double kLooks = 4.4;

Image<float> speckle(Size size, std::uint64_t seed, float mean = 0.1F) {
  Random random(seed);
  Image<float> image(size);
  for (float& value : image.values()) value = mean * static_cast<float>(random.speckle(kLooks));
  return image;
}

// Two halves, the right one `contrast` times brighter, with the edge between columns 49 and 50.
Image<float> edge(Size size, std::uint64_t seed, float contrast) {
  Image<float> image = speckle(size, seed);
  for (int row = 0; row < image.rows(); ++row) {
    for (int col = 50; col < image.cols(); ++col) image(row, col) *= contrast;
  }
  return image;
}

void strew_gaps(Image<float>& image, std::uint64_t seed) {
  Random random(seed);
  for (float& value : image.values()) {
    if (random.uniform() < 0.1) value = std::nanf("");
  }
}

struct Moments {
  double mean = 0;
  double relative_variance = 0;
};

Moments moments(const Image<float>& image, const Window& window) {
  double sum = 0;
  double squares = 0;
  double count = 0;
  for (int row = window.row; row < window.row_end(); ++row) {
    for (int col = window.col; col < window.col_end(); ++col) {
      const double value = image(row, col);
      if (std::isnan(value)) continue;
      sum += value;
      squares += value * value;
      ++count;
    }
  }
  const double mean = sum / count;
  return {mean, (squares / count - mean * mean) / (mean * mean)};
}

Moments inner(const Image<float>& image) {
  return moments(image, {4, 4, image.rows() - 8, image.cols() - 8});
}

template <typename Filter>
void expect_same_in_tiles(const Image<float>& image, int halo, Filter filter) {
  const Image<float> full = filter(image);
  for (const Tile& tile : tiles(image.size(), 17, halo)) {
    const Image<float> part = filter(crop(image, tile.padded));
    for (int row = tile.inner.row; row < tile.inner.row_end(); ++row) {
      for (int col = tile.inner.col; col < tile.inner.col_end(); ++col) {
        const float got = part(row - tile.padded.row, col - tile.padded.col);
        const float want = full(row, col);
        ASSERT_TRUE(got == want || (std::isnan(got) && std::isnan(want))) << row << ' ' << col;
      }
    }
  }
}

TEST(Lee, IsTheMeanWhereSpeckleExplainsAll) {
  // Told that the image has half the looks it has, no window varies more than that.
  const Image<float> image = speckle({300, 300}, 1);
  const Moments before = inner(image);
  const Moments after = inner(lee(image, {.radius = 3, .looks = kLooks / 4}));
  EXPECT_NEAR(after.mean / before.mean, 1, 1e-3);
  EXPECT_NEAR(before.relative_variance, 1 / kLooks, 0.02 / kLooks);
  EXPECT_NEAR(after.relative_variance / before.relative_variance, 1.0 / 49, 0.1 / 49);
}

TEST(Lee, LeavesLittleSpeckleAtTheTrueLooks) {
  const Image<float> image = speckle({300, 300}, 2);
  const Moments after = inner(lee(image, {.looks = kLooks}));
  EXPECT_NEAR(after.mean, inner(image).mean, 0.01 * after.mean);
  EXPECT_LT(after.relative_variance, 0.15 / kLooks);
}

TEST(RefinedLee, AveragesHalfAWindow) {
  const Image<float> image = speckle({300, 300}, 3);
  const Moments before = inner(image);
  const Moments after = inner(refined_lee(image, kLooks / 10));
  EXPECT_NEAR(after.mean / before.mean, 1, 0.01);
  // A little more than 1/28: the half is chosen by its values.
  EXPECT_GT(after.relative_variance / before.relative_variance, 1.0 / 49);
  EXPECT_LT(after.relative_variance / before.relative_variance, 1.6 / 28);
}

// Root mean square of the relative error over the columns up to three cells from the edge.
double error_beside_edge(const Image<float>& filtered, float contrast) {
  double squares = 0;
  double count = 0;
  for (int row = 4; row < filtered.rows() - 4; ++row) {
    for (int col = 47; col < 53; ++col) {
      const double truth = col < 50 ? 0.1 : 0.1 * contrast;
      const double error = filtered(row, col) / truth - 1;
      squares += error * error;
      ++count;
    }
  }
  return std::sqrt(squares / count);
}

TEST(RefinedLee, KeepsEdgesBetterThanLee) {
  for (const float contrast : {4.0F, 10.0F, 0.25F}) {
    const Image<float> image = edge({400, 100}, 4, contrast);
    const double plain = error_beside_edge(lee(image, {.looks = kLooks}), contrast);
    const double refined = error_beside_edge(refined_lee(image, kLooks), contrast);
    EXPECT_LT(refined, 0.7 * plain) << contrast;
  }
}

TEST(RefinedLee, LeavesACleanEdgeInEveryDirection) {
  // Without speckle each cell's half holds its own side only, or the estimate returns to the cell.
  for (int direction = 0; direction < 8; ++direction) {
    const double angle = direction * 3.14159265358979 / 4;
    Image<float> image(Size{21, 21});
    for (int row = 0; row < 21; ++row) {
      for (int col = 0; col < 21; ++col) {
        const double across = std::cos(angle) * (col - 10) + std::sin(angle) * (row - 10);
        image(row, col) = across > 1e-9 ? 1.0F : 0.1F;
      }
    }
    const Image<float> filtered = refined_lee(image, 1e6);
    for (int row = 0; row < 21; ++row) {
      for (int col = 0; col < 21; ++col) {
        EXPECT_NEAR(filtered(row, col), image(row, col), 1e-4) << direction;
      }
    }
  }
}

TEST(Multitemporal, ReducesSpeckleByTheKnownFactor) {
  constexpr int kDates = 8;
  constexpr int kRadius = 3;
  std::vector<Image<float>> series;
  for (int date = 0; date < kDates; ++date) {
    series.push_back(speckle({300, 300}, 10 + static_cast<std::uint64_t>(date),
                             0.05F * static_cast<float>(date + 1)));
  }
  const std::vector<Image<float>> filtered = multitemporal(series, kRadius);
  // To first order in the deviations: 1/N of the date's own speckle and 1/49 of the rest.
  const double factor = 1.0 / kDates + (1 - 1.0 / kDates) / 49;
  for (std::size_t date = 0; date < kDates; ++date) {
    const Moments before = inner(series[date]);
    const Moments after = inner(filtered[date]);
    EXPECT_NEAR(after.mean / before.mean, 1, 3e-3);
    EXPECT_NEAR(after.relative_variance / before.relative_variance, factor, 0.1 * factor);
  }
}

TEST(Multitemporal, OfOneDateIsThatDate) {
  const Image<float> image = speckle({40, 40}, 5);
  const Image<float> filtered = multitemporal({image}, 2).front();
  for (std::size_t i = 0; i < image.values().size(); ++i) {
    EXPECT_NEAR(filtered.values()[i], image.values()[i], 1e-6 * image.values()[i]);
  }
}

TEST(Multitemporal, UsesTheDatesThatHaveData) {
  Image<float> first = speckle({30, 30}, 6);
  Image<float> second = speckle({30, 30}, 7);
  strew_gaps(first, 8);
  const std::vector<Image<float>> filtered = multitemporal({first, second}, 3);
  for (std::size_t i = 0; i < first.values().size(); ++i) {
    const bool gap = std::isnan(first.values()[i]);
    EXPECT_EQ(std::isnan(filtered[0].values()[i]), gap);
    EXPECT_FALSE(std::isnan(filtered[1].values()[i]));
    if (gap) {
      EXPECT_NEAR(filtered[1].values()[i], second.values()[i], 1e-6 * second.values()[i]);
    }
  }
}

TEST(SpeckleFilters, LeaveConstantsAndZerosAlone) {
  for (const float value : {0.0F, 0.3F, 1e-6F, 1e4F}) {
    Image<float> image(Size{30, 20}, value);
    strew_gaps(image, 9);
    for (const Image<float>& filtered :
         {lee(image, {}), refined_lee(image, kLooks), multitemporal({image, image}, 3).front()}) {
      for (std::size_t i = 0; i < image.values().size(); ++i) {
        if (std::isnan(image.values()[i])) {
          EXPECT_TRUE(std::isnan(filtered.values()[i]));
        } else {
          EXPECT_NEAR(filtered.values()[i], value, 1e-6 * value);
        }
      }
    }
  }
}

TEST(SpeckleFilters, GiveTheSameBitsInTiles) {
  Image<float> image = edge({90, 100}, 11, 5);
  strew_gaps(image, 12);
  expect_same_in_tiles(image, 3, [](const Image<float>& part) { return lee(part, {}); });
  expect_same_in_tiles(image, kRefinedLeeRadius,
                       [](const Image<float>& part) { return refined_lee(part, kLooks); });
  expect_same_in_tiles(
      image, 2, [&](const Image<float>& part) { return multitemporal({part, part}, 2).front(); });
}

TEST(SpeckleFilters, RefuseOptionsWithoutSense) {
  const Image<float> image(Size{3, 3}, 1.0F);
  EXPECT_THROW(lee(image, {.radius = -1}), Error);
  EXPECT_THROW(lee(image, {.looks = 0}), Error);
  EXPECT_THROW(refined_lee(image, std::nan("")), Error);
  EXPECT_THROW(multitemporal({image, Image<float>(Size{2, 3}, 1.0F)}, 1), Error);
  EXPECT_TRUE(multitemporal({}, 1).empty());
}

}  // namespace
}  // namespace scarp::sar
