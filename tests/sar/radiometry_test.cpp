#include "sar/radiometry.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "made_product.h"
#include "sar/border_noise.h"
#include "sar/ipf_version.h"
#include "sar/pass_reader.h"

namespace scarp::sar {
namespace {

// A of one line: rising with the pixel, the same for all quantities but for a factor.
CalibrationVector calibration_vector(int line, std::vector<int> pixels, float at_zero,
                                     float slope) {
  CalibrationVector vector;
  vector.line = line;
  vector.pixels = std::move(pixels);
  for (const int pixel : vector.pixels) {
    const float factor = at_zero + slope * static_cast<float>(pixel);
    vector.sigma0.push_back(factor);
    vector.beta0.push_back(2 * factor);
    vector.gamma0.push_back(3 * factor);
  }
  return vector;
}

// A(line, pixel) = 100 + pixel / 10 + line, with nodes that differ from vector to vector.
CalibrationTable plane_table() {
  return CalibrationTable({calibration_vector(-10, {0, 40, 80, 101}, 90, 0.1F),
                           calibration_vector(0, {0, 30, 70, 101}, 100, 0.1F),
                           calibration_vector(50, {0, 40, 80, 101}, 150, 0.1F)});
}

Channel channel_with(NoiseTable noise) { return {"VV", nullptr, plane_table(), std::move(noise)}; }

TEST(Calibration, IsLinearInPixelAndLine) {
  const CalibrationTable table = plane_table();
  std::vector<float> factors(102);
  for (const int line : {-10, -3, 0, 17, 50}) {
    table.factors(Quantity::sigma0, line, 0, 102, factors.data());
    for (int pixel = 0; pixel < 102; ++pixel) {
      EXPECT_NEAR(factors[static_cast<std::size_t>(pixel)], 100 + 0.1 * pixel + line, 1e-4);
    }
  }
}

TEST(Calibration, StandsStillBeyondTheOutermostNodes) {
  const CalibrationTable table = plane_table();
  std::vector<float> factors(4);
  table.factors(Quantity::sigma0, 80, 100, 4, factors.data());
  EXPECT_FLOAT_EQ(factors[1], 160.1F);
  EXPECT_FLOAT_EQ(factors[3], 160.1F);
}

TEST(Calibration, QuantitiesHaveTheirOwnFactors) {
  const CalibrationTable table = plane_table();
  float factor = 0;
  table.factors(Quantity::beta0, 0, 0, 1, &factor);
  EXPECT_FLOAT_EQ(factor, 200);
  table.factors(Quantity::gamma0_rtc, 0, 0, 1, &factor);
  EXPECT_FLOAT_EQ(factor, 200);
  table.factors(Quantity::gamma0, 0, 0, 1, &factor);
  EXPECT_FLOAT_EQ(factor, 300);
}

TEST(Calibration, RefusesBrokenVectors) {
  const CalibrationVector good = calibration_vector(0, {0, 10}, 1, 0);
  const CalibrationVector later = calibration_vector(9, {0, 10}, 1, 0);
  const auto refused = [&](const CalibrationVector& second) {
    EXPECT_THROW(CalibrationTable({good, second}), Error);
  };
  EXPECT_THROW(CalibrationTable({good}), Error);
  refused(good);
  refused(calibration_vector(9, {}, 1, 0));
  refused(calibration_vector(9, {10, 10}, 1, 0));
  refused(calibration_vector(9, {0, 10}, 0, 0));
  refused(calibration_vector(9, {0, 10}, NAN, 0));
  CalibrationVector short_list = later;
  short_list.gamma0.pop_back();
  refused(short_list);
}

RangeNoiseVector noise_vector(int line, std::vector<int> pixels, double noise) {
  const std::size_t count = pixels.size();
  return {line, std::move(pixels), std::vector<double>(count, noise)};
}

double noise_at(const NoiseTable& table, int line, int pixel) {
  double noise = -1;
  table.power(line, pixel, 1, &noise);
  return noise;
}

TEST(Noise, WithoutBlocksIsThatOfRange) {
  const NoiseTable table({noise_vector(0, {0, 99}, 100), noise_vector(10, {0, 99}, 200)}, {});
  EXPECT_DOUBLE_EQ(noise_at(table, 0, 50), 100);
  EXPECT_DOUBLE_EQ(noise_at(table, 5, 50), 150);
  EXPECT_DOUBLE_EQ(noise_at(table, 20, 50), 200);
}

TEST(Noise, BlocksMultiplyAndUseTheVectorsInsideThem) {
  const std::vector<RangeNoiseVector> vectors{noise_vector(0, {0, 99}, 100),
                                              noise_vector(10, {0, 99}, 200),
                                              noise_vector(20, {0, 99}, 400)};
  const AzimuthNoiseBlock left{0, 20, 0, 49, {0, 20}, {1, 3}};
  const AzimuthNoiseBlock upper_right{0, 9, 50, 99, {0}, {10}};
  const AzimuthNoiseBlock lower_right{11, 18, 50, 99, {11}, {1}};
  const NoiseTable table(vectors, {left, upper_right, lower_right});
  EXPECT_DOUBLE_EQ(noise_at(table, 5, 49), 150 * 1.5);
  EXPECT_DOUBLE_EQ(noise_at(table, 5, 50), 1000);  // the vector of line 0 alone lies inside
  EXPECT_DOUBLE_EQ(noise_at(table, 18, 50), 200);  // none inside: the nearest
  EXPECT_DOUBLE_EQ(noise_at(table, 10, 60), 200);  // in no block
}

TEST(Noise, VectorsOfOtherSwathsDoNotCount) {
  const NoiseTable table({noise_vector(0, {0, 99}, 100), noise_vector(20, {0, 49}, 300)},
                         {{0, 20, 50, 99, {0}, {1}}});
  EXPECT_DOUBLE_EQ(noise_at(table, 20, 70), 100);
}

TEST(Noise, ZerosAreNoData) {
  EXPECT_TRUE(NoiseTable().empty());
  EXPECT_TRUE(NoiseTable({noise_vector(0, {0, 99}, 0)}, {}).empty());
  EXPECT_FALSE(NoiseTable({noise_vector(0, {0, 99}, 1)}, {}).empty());
  EXPECT_EQ(noise_at(NoiseTable(), 3, 4), 0);
}

TEST(Noise, RefusesBrokenTables) {
  const RangeNoiseVector good = noise_vector(5, {0, 9}, 1);
  EXPECT_THROW(NoiseTable({good, noise_vector(4, {0, 9}, 1)}, {}), Error);
  EXPECT_THROW(NoiseTable({noise_vector(4, {9, 0}, 1)}, {}), Error);
  EXPECT_THROW(NoiseTable({noise_vector(4, {0, 9}, -1)}, {}), Error);
  EXPECT_THROW(NoiseTable({noise_vector(4, {0, 9}, NAN)}, {}), Error);
  EXPECT_THROW(NoiseTable({noise_vector(4, {}, 1)}, {}), Error);
  EXPECT_THROW(NoiseTable({{4, {0, 9}, {1}}}, {}), Error);
  EXPECT_THROW(NoiseTable({good}, {{5, 4, 0, 9, {0}, {1}}}), Error);
  EXPECT_THROW(NoiseTable({good}, {{0, 4, 0, 9, {}, {}}}), Error);
}

TEST(Noise, EarlyProcessorsNeedAScale) {
  EXPECT_EQ(noise_scale("2.33", "IW", 2), std::optional(75088.7 * 2));
  EXPECT_EQ(noise_scale("2.34", "IW", 2), std::optional(75088.7 * 4));
  EXPECT_EQ(noise_scale("002.50", "EW", 2), std::optional(56065.87 * 4));
  EXPECT_EQ(noise_scale("2.53", "IW", 2), std::optional(1.0));
  EXPECT_EQ(noise_scale("3.40", "S3", 2), std::optional(1.0));
  EXPECT_FALSE(noise_scale("2.36", "S3", 2));
}

TEST(IpfVersion, ReadsWhatProductsWrite) {
  EXPECT_TRUE(has_border_noise("2.84"));
  EXPECT_TRUE(has_border_noise("002.36"));
  EXPECT_FALSE(has_border_noise("2.9"));
  EXPECT_FALSE(has_border_noise("002.90"));
  EXPECT_FALSE(has_border_noise("3.1"));
  EXPECT_FALSE(has_border_noise("unknown"));
}

TEST(Radiometry, IsSignedPowerAndZerosAreNoData) {
  const Channel channel = channel_with(NoiseTable({noise_vector(0, {0, 99}, 400)}, {}));
  Image<float> cells({1, 3}, {0, 10, 30});
  const Radiometry radiometry(channel, Quantity::sigma0, true);
  EXPECT_EQ(radiometry.denoising(), Denoising::subtracted);
  radiometry.calibrate(cells, 10, 10);
  EXPECT_TRUE(std::isnan(cells(0, 0)));
  EXPECT_NEAR(cells(0, 1), (100 - 400) / (111.1 * 111.1), 1e-6);
  EXPECT_NEAR(cells(0, 2), (900 - 400) / (111.2 * 111.2), 1e-6);
}

TEST(Radiometry, SaysWhatBecameOfTheNoise) {
  const auto denoising = [](NoiseTable table, bool removed, bool wanted) {
    Channel channel = channel_with(std::move(table));
    channel.noise_already_removed = removed;
    return Radiometry(channel, Quantity::beta0, wanted).denoising();
  };
  const NoiseTable some({noise_vector(0, {0, 99}, 1)}, {});
  EXPECT_EQ(denoising(some, true, true), Denoising::by_processor);
  EXPECT_EQ(denoising(some, false, false), Denoising::not_wanted);
  EXPECT_EQ(denoising(NoiseTable(), false, true), Denoising::no_data);
}

RC_GTEST_PROP(RadiometryProperty, WindowsGiveWhatTheWholeImageGives, ()) {
  const Channel channel = channel_with(
      NoiseTable({{0, {0, 33, 70}, {5, 9, 2}}, {30, {3, 40, 95}, {7, 1, 8}}},
                 {{0, 25, 0, 49, {0, 9, 25}, {1, 2, 1.5}}, {4, 40, 50, 120, {4, 40}, {1, 3}}}));
  const Size size{60, 110};
  Image<float> image(size);
  for (std::size_t i = 0; i < image.values().size(); ++i) {
    image.values()[i] = static_cast<float>(i % 977);
  }
  const Window window{*rc::gen::inRange(0, 50), *rc::gen::inRange(0, 100), *rc::gen::inRange(1, 10),
                      *rc::gen::inRange(1, 10)};
  Image<float> part = crop(image, window);
  const Radiometry radiometry(channel, Quantity::sigma0, true);
  radiometry.calibrate(image, 0, 0);
  radiometry.calibrate(part, window.row, window.col);
  for (int row = 0; row < window.rows; ++row) {
    for (int col = 0; col < window.cols; ++col) {
      const float expected = image(window.row + row, window.col + col);
      const float value = part(row, col);
      RC_ASSERT(value == expected || (std::isnan(value) && std::isnan(expected)));
    }
  }
}

TEST(BorderNoise, IsWeakAndNearAnEdge) {
  const NoiseTable noise({noise_vector(0, {0, 2000}, 1600)}, {});
  const Window inner{500, 500, 500, 400};
  const Window window{495, 895, 10, 10};  // crosses row 500 and column 900
  const auto marked = [&](float dn, int row, int col) {
    return border_noise(Image<float>(window.size(), dn), noise, window, inner)(row, col) == 1;
  };
  EXPECT_TRUE(marked(29, 0, 0));
  EXPECT_TRUE(marked(40, 0, 0));
  EXPECT_FALSE(marked(41, 0, 0));
  EXPECT_FALSE(marked(29, 5, 4));
  EXPECT_TRUE(marked(29, 5, 5));
  Image<float> dn({10, 10}, 29);
  drop_border_noise(border_noise(dn, noise, window, inner), dn);
  EXPECT_TRUE(std::isnan(dn(0, 0)));
  EXPECT_EQ(dn(5, 4), 29);
}

TEST(BorderNoise, IsNotLookedForWhereSlicesMeet) {
  const auto dark_slice = [](int first_line, int lines) {
    Product product = test::made_product({.size = {lines, 1100},
                                          .first_azimuth_time_s = first_line * 1.497e-3,
                                          .digital_number = [](int, int) { return 20.0F; }});
    product.identity.ipf_version = "2.70";
    return product;
  };
  const auto power = [](const std::vector<Product>& slices) {
    const Pass pass(slices, {});
    const PassReader reader(pass, {Quantity::sigma0, {"VV"}});
    return reader.read({0, 0, pass.lines(), pass.pixels()}).front();
  };
  const Image<float> whole_pass = power({dark_slice(0, 1400)});
  const Image<float> slices = power({dark_slice(0, 700), dark_slice(700, 700)});
  ASSERT_EQ(slices.size(), whole_pass.size());
  for (int row = 0; row < 1400; ++row) {
    for (int col = 0; col < 1100; ++col) {
      const bool inside = row >= 500 && row < 900 && col >= 500 && col < 600;
      ASSERT_EQ(std::isnan(whole_pass(row, col)), !inside) << row << " " << col;
      ASSERT_EQ(std::isnan(slices(row, col)), !inside) << row << " " << col;
    }
  }
}

}  // namespace
}  // namespace scarp::sar
