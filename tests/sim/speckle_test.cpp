#include "sim/speckle.h"

#include <gtest/gtest.h>

namespace scarp::sim {
namespace {

constexpr Size kSize{700, 600};

// Of cells some rows and columns apart; both 0: the variance.
double covariance(const Image<float>& image, int rows, int cols) {
  double sum = 0;
  for (int row = 0; row + rows < image.rows(); ++row) {
    for (int col = 0; col + cols < image.cols(); ++col) {
      sum += (image(row, col) - 1.0) * (image(row + rows, col + cols) - 1.0);
    }
  }
  return sum / ((image.rows() - rows) * (image.cols() - cols));
}

TEST(Speckle, HasTheLooksAndTheCorrelationItIsAskedFor) {
  ThreadPool threads(2);
  const SpeckleOptions options{8, 0.5};
  const Image<float> image = speckle(kSize, options, 5, threads);
  double mean = 0;
  for (const float value : image.values()) mean += value;
  EXPECT_NEAR(mean / image.values().size(), 1, 0.002);
  const double variance = covariance(image, 0, 0);
  EXPECT_NEAR(1 / variance, 8, 0.1);
  EXPECT_NEAR(covariance(image, 0, 1) / variance, 0.5, 0.01);
  EXPECT_NEAR(covariance(image, 1, 0) / variance, 0.5, 0.01);
  EXPECT_NEAR(covariance(image, 1, 1) / variance, 0.25, 0.01);
  EXPECT_NEAR(covariance(image, 0, 3) / variance, 0, 0.01) << "three by three weights";
}

TEST(Speckle, IsWhiteGammaWithoutCorrelation) {
  ThreadPool threads(2);
  const Image<float> image = speckle(kSize, {4, 0}, 6, threads);
  const double variance = covariance(image, 0, 0);
  EXPECT_NEAR(1 / variance, 4, 0.06);
  EXPECT_NEAR(covariance(image, 0, 1) / variance, 0, 0.006);
  double cubes = 0;
  for (const float value : image.values()) cubes += (value - 1.0) * (value - 1.0) * (value - 1.0);
  // A gamma distribution of mean 1 and shape L has the third central moment 2 / L².
  EXPECT_NEAR(cubes / image.values().size(), 2.0 / 16, 0.005);
}

TEST(Speckle, IsTheSameForAnyNumberOfThreads) {
  ThreadPool one(1);
  ThreadPool three(3);
  EXPECT_EQ(speckle({50, 60}, {4.4, 0.3}, 7, one).values(),
            speckle({50, 60}, {4.4, 0.3}, 7, three).values());
}

}  // namespace
}  // namespace scarp::sim
