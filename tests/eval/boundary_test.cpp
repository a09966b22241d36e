#include "eval/boundary.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/random.h"
#include "sample.h"

namespace scarp::eval {
namespace {

TEST(Dilate, ByADisc) {
  const Image<std::uint8_t> point = mask_of({".....", ".....", "..#..", ".....", "....."});
  EXPECT_EQ(dilate(point, 0).values(), point.values());
  EXPECT_EQ(dilate(point, 1).values(),
            mask_of({".....", "..#..", ".###.", "..#..", "....."}).values());
  EXPECT_EQ(dilate(point, 1.5).values(),
            mask_of({".....", ".###.", ".###.", ".###.", "....."}).values());
  EXPECT_EQ(dilate(point, 2).values(),
            mask_of({"..#..", ".###.", "#####", ".###.", "..#.."}).values());
  EXPECT_EQ(dilate(point, 1e12).values(), std::vector<std::uint8_t>(25, 1));
  EXPECT_EQ(dilate(mask_of({"..", ".."}), 1e12).values(), std::vector<std::uint8_t>(4, 0));
}

// Every pair of cells.
Image<std::uint8_t> dilated_slowly(const Image<std::uint8_t>& image, double radius) {
  Image<std::uint8_t> result(image.size());
  for (int row = 0; row < image.rows(); ++row) {
    for (int col = 0; col < image.cols(); ++col) {
      for (int r = 0; r < image.rows(); ++r) {
        for (int c = 0; c < image.cols(); ++c) {
          const double square =
              double{1} * (r - row) * (r - row) + double{1} * (c - col) * (c - col);
          if (image(r, c) != 0 && square <= radius * radius) result(row, col) = 1;
        }
      }
    }
  }
  return result;
}

TEST(Dilate, AgreesWithEveryPairOfCells) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Random random(seed);
    Image<std::uint8_t> image(
        Size{1 + static_cast<int>(random.below(15)), 1 + static_cast<int>(random.below(15))});
    for (std::uint8_t& cell : image.values()) cell = random.uniform() < 0.05 ? 1 : 0;
    const double radius = random.uniform(0, 6);
    ASSERT_EQ(dilate(image, radius).values(), dilated_slowly(image, radius).values())
        << "seed " << seed;
  }
}

TEST(RelaxedCounts, ForgiveAMapThatIsACellOff) {
  const Image<std::uint8_t> truth = mask_of({"......", ".###..", ".###..", "......"});
  const Image<std::uint8_t> shifted = mask_of({"......", "..###.", "..###.", "......"});
  RelaxedCounts counts = relaxed_counts(truth, shifted, 0);
  EXPECT_DOUBLE_EQ(defined(precision(counts)), 4.0 / 6);
  EXPECT_DOUBLE_EQ(defined(recall(counts)), 4.0 / 6);
  EXPECT_DOUBLE_EQ(defined(f1(counts)), 4.0 / 6);
  counts = relaxed_counts(truth, shifted, 1);
  EXPECT_DOUBLE_EQ(defined(f1(counts)), 1);
}

TEST(RelaxedCounts, TellMissesFromFalseAlarms) {
  // The object on the right is three columns from the landslide.
  const Image<std::uint8_t> truth = mask_of({"##....", "##...."});
  const Image<std::uint8_t> mapped = mask_of({"#...##", "......"});
  RelaxedCounts counts = relaxed_counts(truth, mapped, 1);
  EXPECT_DOUBLE_EQ(defined(precision(counts)), 1.0 / 3);
  EXPECT_DOUBLE_EQ(defined(recall(counts)), 3.0 / 4) << "the far corner is √2 away";
  // 2 · (1/3 · 3/4) / (1/3 + 3/4) = 0.5 / (13/12)
  EXPECT_DOUBLE_EQ(defined(f1(counts)), 6.0 / 13);
  counts += counts;
  EXPECT_EQ(counts.predicted, 6);
  EXPECT_EQ(counts.truth_near_predicted, 6);
}

TEST(RelaxedCounts, AreUndefinedWithoutCells) {
  const Image<std::uint8_t> empty = mask_of({"..."});
  const Image<std::uint8_t> one = mask_of({"#.."});
  EXPECT_FALSE(precision(relaxed_counts(one, empty, 1)));
  EXPECT_DOUBLE_EQ(defined(recall(relaxed_counts(one, empty, 1))), 0);
  EXPECT_FALSE(f1(relaxed_counts(one, empty, 1)));
  EXPECT_DOUBLE_EQ(defined(f1(relaxed_counts(one, mask_of({"..#"}), 1))), 0);
  EXPECT_THROW(relaxed_counts(one, mask_of({"##"}), 1), Error);
}

}  // namespace
}  // namespace scarp::eval
