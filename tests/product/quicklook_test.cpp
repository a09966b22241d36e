#include "product/quicklook.h"

#include <gtest/gtest.h>

#include <cmath>

namespace scarp::product {
namespace {

constexpr Size kSize{700, 700};  // not enlarged

QuicklookLayers plain_layers() {
  QuicklookLayers layers{Image<float>(kSize), Image<float>(kSize), Image<std::uint8_t>(kSize), {}};
  for (int row = 0; row < kSize.rows; ++row) {
    for (int col = 0; col < kSize.cols; ++col)
      layers.backscatter_db(row, col) = -15.0F + col * 0.01F;
  }
  return layers;
}

TEST(Quicklook, IsGreyWhereNothingChanged) {
  const geo::RgbImage picture = render_quicklook(plain_layers());
  EXPECT_EQ(picture.red(50, 100), picture.green(50, 100));
  EXPECT_EQ(picture.red(50, 100), picture.blue(50, 100));
  EXPECT_LT(picture.red(50, 100), picture.red(50, 600));
}

TEST(Quicklook, IsOrangeWhereBrighterAndVioletWhereDarker) {
  QuicklookLayers layers = plain_layers();
  layers.change(10, 10) = 2;
  layers.change(20, 20) = -2;
  const geo::RgbImage picture = render_quicklook(layers);
  EXPECT_GT(picture.red(10, 10), picture.blue(10, 10) + 100);
  EXPECT_GT(picture.blue(20, 20), picture.green(20, 20) + 50);
}

TEST(Quicklook, OutlinesLandslidesFromOutside) {
  QuicklookLayers layers = plain_layers();
  layers.landslides(30, 30) = 1;
  const geo::RgbImage picture = render_quicklook(layers);
  EXPECT_GT(picture.red(30, 31), 250);
  EXPECT_LT(picture.blue(30, 31), 100);
  EXPECT_EQ(picture.red(30, 30), picture.blue(30, 30)) << "inside stays as it was";
}

TEST(Quicklook, IsWhiteWithoutDataAndHatchedWithoutASay) {
  QuicklookLayers layers = plain_layers();
  layers.backscatter_db(5, 5) = std::nanf("");
  for (int col = 40; col < 60; ++col) layers.change(40, col) = std::nanf("");
  const geo::RgbImage picture = render_quicklook(layers);
  EXPECT_EQ(picture.red(5, 5), 255);
  int bright = 0;
  for (int col = 40; col < 60; ++col) bright += picture.red(40, col) > picture.red(39, col) + 50;
  EXPECT_GE(bright, 3);
  EXPECT_LE(bright, 4);
}

TEST(Quicklook, IsDarkerOnShadedSlopes) {
  QuicklookLayers layers = plain_layers();
  const std::uint8_t plain = render_quicklook(layers).red(50, 500);
  layers.hillshade = Image<float>(kSize, 0.7071F);
  layers.hillshade(50, 501) = 0.05F;
  const geo::RgbImage picture = render_quicklook(layers);
  EXPECT_NEAR(picture.red(50, 500), plain, 1) << "flat ground";
  EXPECT_LT(picture.red(50, 501), plain / 2);
}

TEST(Quicklook, EnlargesSmallAreas) {
  const Size small{50, 40};
  const geo::RgbImage picture =
      render_quicklook({Image<float>(small), Image<float>(small), Image<std::uint8_t>(small), {}});
  EXPECT_EQ(picture.red.size(), (Size{600, 480}));
}

}  // namespace
}  // namespace scarp::product
