#include "sim/despeckle.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sim/speckle.h"

namespace scarp::sim {
namespace {

float power_of(double db) { return static_cast<float>(std::pow(10, db / 10)); }
double db_of(float power) { return 10 * std::log10(power); }

TEST(Despeckle, BringsTheSidesOfAStepTogether) {
  ThreadPool threads(2);
  constexpr int kWidth = 4;
  Image<float> image(Size{8, 2 * kWidth}, power_of(-10));
  for (int row = 0; row < 8; ++row) {
    for (int col = kWidth; col < 2 * kWidth; ++col) image(row, col) = power_of(-4);
  }
  // A level side n cells wide moves by strength / n: its fidelity and the step's height balance.
  const Image<float> smooth = despeckle(image, 1, threads);
  EXPECT_NEAR(db_of(smooth(3, 1)), -10 + 1.0 / kWidth, 0.02);
  EXPECT_NEAR(db_of(smooth(3, 6)), -4 - 1.0 / kWidth, 0.02);
}

TEST(Despeckle, TakesOutSpeckleButKeepsTheMeanOfTheDb) {
  ThreadPool threads(2);
  const Image<float> noisy = speckle({100, 100}, {16, 0}, 3, threads);
  const Image<float> smooth = despeckle(noisy, 2, threads);
  const auto moments = [](const Image<float>& image) {
    double sum = 0;
    double squares = 0;
    for (const float value : image.values()) {
      sum += db_of(value);
      squares += db_of(value) * db_of(value);
    }
    const double n = image.values().size();
    return std::pair(sum / n, squares / n - sum / n * sum / n);
  };
  EXPECT_NEAR(moments(smooth).first, moments(noisy).first, 1e-3);
  EXPECT_LT(moments(smooth).second, moments(noisy).second / 20);
}

TEST(Despeckle, LeavesGapsAloneAndOnAnyThreadsTheSame) {
  ThreadPool one(1);
  ThreadPool three(3);
  Image<float> noisy = speckle({40, 50}, {16, 0}, 3, one);
  noisy(20, 20) = std::numeric_limits<float>::quiet_NaN();
  const Image<float> smooth = despeckle(noisy, 1, one);
  const Image<float> again = despeckle(noisy, 1, three);
  for (int row = 0; row < 40; ++row) {
    for (int col = 0; col < 50; ++col) {
      if (row == 20 && col == 20) {
        EXPECT_TRUE(std::isnan(smooth(row, col)));
      } else {
        ASSERT_TRUE(std::isfinite(smooth(row, col)));
        ASSERT_EQ(smooth(row, col), again(row, col));
      }
    }
  }
}

}  // namespace
}  // namespace scarp::sim
