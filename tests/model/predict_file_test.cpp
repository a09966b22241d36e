#include "model/predict_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/error.h"
#include "support/temp_folder.h"
#include "tiny_model.h"

namespace scarp::model {
namespace {

/// Gives the first band back, times `factor`.
class FirstBand : public Predictor {
 public:
  explicit FirstBand(float factor) : factor_(factor) {}
  void predict(const float* x, std::int64_t count, int rows, int cols, float* out) override {
    for (std::int64_t i = 0; i < count * rows * cols; ++i) out[i] = factor_ * x[2 * i];
  }

 private:
  float factor_;
};

class PredictFileTest : public testing::Test {
 protected:
  dataset::Array run(const std::vector<std::int64_t>& shape, const std::vector<float>& values,
                     float factor = 1) {
    FirstBand predictor(factor);
    dataset::write_npy(temp_ / "x.npy", shape, values.data());
    predict_file("m.safetensors", tiny_model().card, {}, predictor,
                 dataset::NpyFile(temp_ / "x.npy"), temp_ / "y.npy", reporter_);
    return dataset::read_npy(temp_ / "y.npy");
  }

  Reporter reporter_{Reporter::Level::quiet};
  test::TempFolder temp_;
};

TEST_F(PredictFileTest, OneValueForEachPixel) {
  const dataset::Array y = run({1, 2, 2, 2}, {1, 9, 2, 9, 3, 9, 4, 9});
  EXPECT_EQ(y.shape, (std::vector<std::int64_t>{1, 2, 2, 1}));
  EXPECT_EQ(y.values, (std::vector<float>{1, 2, 3, 4}));
}

TEST_F(PredictFileTest, PixelsWithoutDataGetNone) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const dataset::Array y = run({1, 2, 2, 2}, {1, nan, 2, 9, 3, 9, nan, 9});
  EXPECT_TRUE(std::isnan(y.values[0]));
  EXPECT_EQ(y.values[1], 2);
  EXPECT_TRUE(std::isnan(y.values[3]));
}

TEST_F(PredictFileTest, ValuesThatCannotBeAreNoDataAndTold) {
  const dataset::Array y = run({1, 2, 2, 2}, {1, 9, 2, -3.4e38F, 3e30F, 1e31F, 1e29F, 9});
  EXPECT_EQ(y.values[0], 1);
  EXPECT_TRUE(std::isnan(y.values[1]));
  EXPECT_TRUE(std::isnan(y.values[2]));
  EXPECT_EQ(y.values[3], 1e29F);
  EXPECT_THAT(reporter_.warnings(),
              testing::ElementsAre(testing::HasSubstr("3 of the values of ")));
}

TEST_F(PredictFileTest, ANetworkWithoutNumbersIsRefused) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  try {
    run({1, 2, 2, 2}, {1, nan, 2, 9, 3, 9, 4, 9}, nan);
    FAIL() << "taken for no data";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("m.safetensors"));
  }
  EXPECT_TRUE(std::isnan(run({1, 2, 2, 2}, std::vector<float>(8, nan), nan).values[0]));
}

TEST_F(PredictFileTest, OtherShapesAreRefused) {
  EXPECT_THROW(run({2, 2, 2}, std::vector<float>(8)), Error);
  EXPECT_THROW(run({1, 2, 2, 1}, std::vector<float>(4)), Error);
  EXPECT_THROW(run({1, 3, 2, 2}, std::vector<float>(12)), Error);
  EXPECT_THROW(run({2, 0, 2, 2}, {}), Error);
}

}  // namespace
}  // namespace scarp::model
