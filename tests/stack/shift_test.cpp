#include "stack/shift.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/random.h"
#include "geo/crs.h"

namespace scarp::stack {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

/// A ground whose texture is known everywhere, not only at cells: waves of 6 to 60 cells, 3 dB.
class Ground {
 public:
  explicit Ground(std::uint64_t seed) {
    Random random(seed);
    for (int i = 0; i < kWaves; ++i) {
      const double length = 6 * std::pow(10.0, random.uniform());
      const double angle = random.uniform(0, 2 * M_PI);
      waves_.push_back({2 * M_PI / length * std::sin(angle), 2 * M_PI / length * std::cos(angle),
                        random.uniform(0, 2 * M_PI)});
    }
  }

  double db(double row, double col) const {
    double sum = 0;
    for (const Wave& wave : waves_)
      sum += std::cos(wave.down * row + wave.right * col + wave.phase);
    return -10 + 3 * std::sqrt(2.0 / kWaves) * sum;
  }

 private:
  struct Wave {
    double down, right, phase;
  };
  static constexpr int kWaves = 40;
  std::vector<Wave> waves_;
};

class ImageSource final : public RasterSource {
 public:
  ImageSource(Grid grid, Image<float> image) : grid_(std::move(grid)), image_(std::move(image)) {}
  const Grid& grid() const override { return grid_; }
  int band_count() const override { return 1; }
  Image<float> read(int, const Window& window) const override { return crop(image_, window); }
  Image<float>& image() { return image_; }

 private:
  Grid grid_;
  Image<float> image_;
};

Grid grid_of(Size size) {
  return {{573220, 10, 0, 4747320, 0, -10}, size, geo::parse_crs("EPSG:32654")};
}

// The ground with speckle of `looks` looks, its features moved down and to the right.
ImageSource scene(const Ground& ground, Size size, double rows, double cols, std::uint64_t seed,
                  double looks = 4.4) {
  Image<float> image(size);
  for (int row = 0; row < size.rows; ++row) {
    Random random(seed, static_cast<std::uint64_t>(row));
    for (int col = 0; col < size.cols; ++col) {
      const double power = std::pow(10.0, ground.db(row - rows, col - cols) / 10);
      image(row, col) = static_cast<float>(power * random.speckle(looks));
    }
  }
  return {grid_of(size), std::move(image)};
}

class MeasureShift : public testing::Test {
 protected:
  Shift measure(const ImageSource& fixed, const ImageSource& moved, ShiftOptions options = {}) {
    return measure_shift({{&fixed, &moved, "VV"}}, fixed.grid(), options, threads_);
  }

  ThreadPool threads_{2};
  Ground ground_{11};
};

TEST_F(MeasureShift, FindsFractionsOfACellInSpeckle) {
  const Size size{520, 520};
  const ImageSource fixed = scene(ground_, size, 0, 0, 1);
  std::uint64_t seed = 2;
  for (const auto& [rows, cols] :
       {std::pair(0.0, 0.0), std::pair(0.3, -0.2), std::pair(0.5, 0.5), std::pair(-1.25, 2.6)}) {
    const Shift shift = measure(fixed, scene(ground_, size, rows, cols, seed++));
    EXPECT_NEAR(shift.rows, rows, 0.05);
    EXPECT_NEAR(shift.cols, cols, 0.05);
    EXPECT_LT(shift.error_cells, 0.05);
    EXPECT_TRUE(shift.reliable());
    EXPECT_EQ(shift.windows_used, 16);
    EXPECT_NEAR(shift.east_m, 10 * shift.cols, 1e-9);
    EXPECT_NEAR(shift.north_m, -10 * shift.rows, 1e-9);
  }
}

// The correlation over a finite window does not peak at the very shift.
TEST_F(MeasureShift, IsNearlyExactWithoutSpeckle) {
  const Size size{300, 300};
  const ImageSource fixed = scene(ground_, size, 0, 0, 1, 1e6);
  const Shift shift = measure(fixed, scene(ground_, size, 0.37, -1.62, 2, 1e6));
  EXPECT_NEAR(shift.rows, 0.37, 0.03);
  EXPECT_NEAR(shift.cols, -1.62, 0.03);
  EXPECT_GT(shift.correlation, 0.99);
}

TEST_F(MeasureShift, LeavesOutNoData) {
  const Size size{520, 520};
  ImageSource fixed = scene(ground_, size, 0, 0, 1);
  ImageSource moved = scene(ground_, size, 0.4, -0.7, 2);
  Random random(3);
  for (int row = 0; row < size.rows; ++row) {
    for (int col = 0; col < size.cols; ++col) {
      // A slanted border and holes that stay where they are: they must not pull towards zero.
      if (col < row / 3 || random.below(10) == 0) fixed.image()(row, col) = kNaN;
      if (col < row / 3 || (row / 16 + col / 16) % 5 == 0) moved.image()(row, col) = kNaN;
    }
  }
  const Shift shift = measure(fixed, moved);
  EXPECT_NEAR(shift.rows, 0.4, 0.05);
  EXPECT_NEAR(shift.cols, -0.7, 0.05);
  EXPECT_LT(shift.windows_used, shift.windows_tried);
}

TEST_F(MeasureShift, IsNotSwayedByWhatChanged) {
  const Size size{520, 520};
  ImageSource moved = scene(ground_, size, 0.4, 0.1, 2);
  const ImageSource other = scene(Ground(99), size, -1, -1, 3);
  for (int row = 0; row < 200; ++row) {  // a third is other ground
    for (int col = 0; col < 520; ++col)
      moved.image()(row, col) = other.read(1, {row, col, 1, 1})(0, 0);
  }
  const Shift shift = measure(scene(ground_, size, 0, 0, 1), moved);
  EXPECT_NEAR(shift.rows, 0.4, 0.05);
  EXPECT_NEAR(shift.cols, 0.1, 0.05);
}

TEST(ShiftTest, ExceedsOnlyWhatItsErrorAllows) {
  Shift shift;
  shift.rows = 0.3;
  shift.cols = -0.4;
  shift.windows_used = 20;
  shift.error_cells = 0.1;
  EXPECT_TRUE(shift.exceeds(0.5));
  EXPECT_FALSE(shift.exceeds(0.51));
  shift.error_cells = 0.17;
  EXPECT_FALSE(shift.exceeds(0.3)) << "by chance";
  shift.error_cells = 0.1;
  shift.windows_used = kLeastWindows - 1;
  EXPECT_FALSE(shift.exceeds(0.3)) << "too few windows";
}

TEST_F(MeasureShift, SaysWhenItCannotTell) {
  const Size size{256, 256};
  const ImageSource fixed = scene(ground_, size, 0, 0, 1);
  EXPECT_FALSE(measure(fixed, scene(Ground(5), size, 0, 0, 2)).reliable()) << "other ground";
  EXPECT_FALSE(measure(fixed, {fixed.grid(), Image<float>(size, 0.1F)}).reliable()) << "flat";
  EXPECT_FALSE(measure(fixed, {fixed.grid(), Image<float>(size, kNaN)}).reliable()) << "empty";
  const ImageSource tiny = scene(ground_, {20, 20}, 0, 0, 1);
  EXPECT_FALSE(measure(tiny, tiny).reliable()) << "too small";
}

TEST_F(MeasureShift, TakesSmallerWindowsInASmallArea) {
  const Size size{200, 200};
  const Shift shift = measure(scene(ground_, size, 0, 0, 1), scene(ground_, size, 0.4, -0.7, 2));
  EXPECT_TRUE(shift.reliable());
  EXPECT_NEAR(shift.rows, 0.4, 0.1);
  EXPECT_NEAR(shift.cols, -0.7, 0.1);
  const Size least{64, 100};  // six windows of 32 cells
  EXPECT_EQ(measure(scene(ground_, least, 0, 0, 1), scene(ground_, least, 0, 0, 2)).windows_tried,
            6);
}

TEST_F(MeasureShift, IsCommonToAllPairs) {
  const Size size{520, 520};
  const ImageSource fixed = scene(ground_, size, 0, 0, 1);
  const ImageSource moved = scene(ground_, size, 0.4, -0.7, 2);
  const ImageSource flat(fixed.grid(), Image<float>(size, 0.1F));
  const Shift alone = measure(fixed, moved);
  const Shift both =
      measure_shift({{&fixed, &flat, "VH"}, {&fixed, &moved, "VV"}}, fixed.grid(), {}, threads_);
  EXPECT_EQ(both.rows, alone.rows) << "the pair that cannot tell has no say";
  EXPECT_EQ(both.windows_tried, alone.windows_tried);
  ASSERT_EQ(both.windows.size(), alone.windows.size());
  EXPECT_EQ(both.windows[0].polarisation, "VV");
  EXPECT_EQ(both.windows[0].row, 65);  // the first of 4 × 4
  EXPECT_NEAR(both.windows[0].rows, 0.4, 0.3);
}

TEST_F(MeasureShift, DoesNotDependOnTheThreads) {
  const ImageSource fixed = scene(ground_, {300, 300}, 0, 0, 1);
  const ImageSource moved = scene(ground_, {300, 300}, 0.4, 0.1, 2);
  ThreadPool one(1);
  const Shift a = measure_shift({{&fixed, &moved, "VV"}}, fixed.grid(), {}, one);
  const Shift b = measure(fixed, moved);
  EXPECT_EQ(a.rows, b.rows);
  EXPECT_EQ(a.cols, b.cols);
  EXPECT_EQ(a.correlation, b.correlation);
}

}  // namespace
}  // namespace scarp::stack
