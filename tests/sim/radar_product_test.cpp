#include "sim/radar_product.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <mutex>
#include <string>

#include "geo/crs.h"
#include "geo/map_projection.h"
#include "safe/product_reader.h"
#include "safe/product_writer.h"
#include "sar/geolocation_residuals.h"
#include "sar/pass.h"
#include "sar/radar_work.h"
#include "sar/terrain_correction.h"
#include "sim/terrain_view.h"
#include "support/temp_folder.h"

namespace scarp::sim {
namespace {

constexpr Size kSize{120, 120};
constexpr float kGamma0 = 0.1F;
constexpr int kBorder = 15;

struct Site {
  const char* name;
  const char* crs;
  Point corner;  // upper left
  bool ascending;
};

// Hills with slopes of up to 23°.
Raster<float> hills(const Site& site) {
  const Grid grid({site.corner.x, 10, 0, site.corner.y, 0, -10}, kSize, geo::parse_crs(site.crs));
  Raster<float> dem{grid, Image<float>(kSize)};
  for (int row = 0; row < kSize.rows; ++row) {
    for (int col = 0; col < kSize.cols; ++col) {
      dem.values(row, col) =
          static_cast<float>(300 + 60 * std::sin(row * 0.06) * std::cos(col * 0.07));
    }
  }
  return dem;
}

const Site kIburi{"Iburi", "EPSG:32654", {577000, 4736000}, false};

sar::Product product_of(const RadarView& view, const Image<float>& gamma0,
                        const SpeckleOptions& speckle, ThreadPool& threads) {
  RadarProductOptions options;
  options.start = Utc::from_nanoseconds(1'535'834'400'000'000'000);
  options.speckle = speckle;
  return radar_product(view, {gamma0, gamma0}, options, threads);
}

sar::Product calm_product(const RadarView& view, const Image<float>& gamma0, ThreadPool& threads) {
  return product_of(view, gamma0, {1e9, 0}, threads);
}

struct Geocoded {
  Image<float> gamma0;
  MaskImage mask;
};

Geocoded geocode(const sar::Product& product, const Raster<float>& dem, ThreadPool& threads) {
  const std::vector<sar::Product> products{product};
  const sar::Pass pass(products, {});
  const auto projection = geo::map_projection(dem.grid.crs());
  const sar::HeightSource heights = [&](const Window& window) {
    return known_part(dem.values, window);
  };
  const sar::RadarWork work(pass, dem.grid, *projection, heights, relief_of(dem),
                            {.flatten = true});
  sar::TerrainCorrectionOptions options;
  options.radiometry = {sar::Quantity::gamma0_rtc, {"VV"}};
  options.in_radar = {work.halo(), [&](std::vector<Image<float>>& power, const Window& window) {
                        work.run(power, window);
                      }};
  Geocoded result{Image<float>(dem.grid.size(), std::numeric_limits<float>::quiet_NaN()),
                  MaskImage(dem.grid.size(), 1)};
  std::mutex mutex;
  Reporter reporter(Reporter::Level::quiet);
  const auto take = [&](const sar::CorrectedTile& tile) {
    if (tile.outside) return;
    const std::lock_guard lock(mutex);
    paste(tile.power[0], result.gamma0, tile.window.row, tile.window.col);
    paste(tile.mask, result.mask, tile.window.row, tile.window.col);
  };
  sar::correct_terrain(pass, dem.grid, *projection, heights, options, take, threads, reporter);
  return result;
}

Image<float> numbers_of(const sar::Product& product) {
  return product.channels[0].measurement->read(1, whole(product.image.size));
}

class RadarProductAt : public testing::TestWithParam<Site> {};

INSTANTIATE_TEST_SUITE_P(
    Places, RadarProductAt,
    testing::Values(kIburi, Site{"IburiFromTheWest", "EPSG:32654", {577000, 4736000}, true},
                    Site{"Equator", "EPSG:32632", {400000, 20000}, false},
                    Site{"FarNorth", "EPSG:32634", {450000, 7650000}, true},
                    Site{"South", "EPSG:32759", {430000, 5180000}, false},
                    Site{"AcrossTheAntimeridian", "EPSG:32660", {833000, 10600}, true},
                    Site{"AcrossZones", "EPSG:32654", {745000, 4736000}, false}),
    [](const testing::TestParamInfo<Site>& site) { return std::string(site.param.name); });

// Two kinds of ground side by side come back as bright as they were.
TEST_P(RadarProductAt, KeepsTheMeansOfClasses) {
  ThreadPool threads(2);
  const Raster<float> dem = hills(GetParam());
  const RadarView view(dem, {GetParam().ascending, 38});
  Image<float> gamma0(kSize, kGamma0);
  for (int row = 0; row < kSize.rows; ++row) {
    for (int col = kSize.cols / 2; col < kSize.cols; ++col) gamma0(row, col) = kGamma0 / 4;
  }
  const Geocoded back = geocode(calm_product(view, gamma0, threads), dem, threads);
  for (const bool dark : {false, true}) {
    double sum = 0;
    int cells = 0;
    const int first = dark ? kSize.cols / 2 + 4 : kBorder;
    const int end = dark ? kSize.cols - kBorder : kSize.cols / 2 - 4;
    for (int row = kBorder; row < kSize.rows - kBorder; ++row) {
      for (int col = first; col < end; ++col) {
        if (back.mask(row, col) != 0) continue;
        sum += back.gamma0(row, col);
        ++cells;
      }
    }
    ASSERT_GT(cells, 3000);
    const float want = dark ? kGamma0 / 4 : kGamma0;
    EXPECT_NEAR(10 * std::log10(sum / cells / want), 0, 0.1) << (dark ? "dark" : "bright");
  }
}

struct Spot {
  double line = 0;
  double pixel = 0;
};

// Centre of what is brighter in one image than in the other, within six pixels of a place.
Spot centre_of_excess(const Image<float>& bright, const Image<float>& even, Spot around) {
  Spot sum;
  double weight = 0;
  for (int line = static_cast<int>(around.line) - 6; line <= around.line + 6; ++line) {
    for (int pixel = static_cast<int>(around.pixel) - 6; pixel <= around.pixel + 6; ++pixel) {
      const double excess = std::pow(bright(line, pixel), 2) - std::pow(even(line, pixel), 2);
      weight += excess;
      sum = {sum.line + excess * line, sum.pixel + excess * pixel};
    }
  }
  return {sum.line / weight, sum.pixel / weight};
}

// A bright cell shows where exact geometry has its centre, and comes back where it was.
TEST_P(RadarProductAt, ShowsReflectorsWhereTheyAre) {
  ThreadPool threads(2);
  const Raster<float> dem = hills(GetParam());
  const RadarView view(dem, {GetParam().ascending, 38});
  const Image<float> level(kSize, kGamma0);
  const std::vector<std::pair<int, int>> cells{{40, 35}, {60, 70}, {85, 50}};
  Image<float> points = level;
  for (const auto& [row, col] : cells) points(row, col) = 1000 * kGamma0;

  const sar::Product even = calm_product(view, level, threads);
  const sar::Product bright = calm_product(view, points, threads);
  const sar::RadarGeometry radar(bright, {});
  const auto projection = geo::map_projection(dem.grid.crs());
  const Geocoded even_map = geocode(even, dem, threads);
  const Geocoded bright_map = geocode(bright, dem, threads);
  for (const auto& [row, col] : cells) {
    const LonLat place = projection->to_lon_lat({dem.grid.centre(row, col)}).front();
    const sar::ZeroDoppler seen = radar.see(sar::vertical(place), dem.values(row, col));
    // NOLINTNEXTLINE(bugprone-unchecked-optional-access): an exception fails the test
    const double pixel = radar.pixel(seen.azimuth_time_s, seen.slant_range_m).value();
    const Spot want{radar.line(seen.azimuth_time_s), pixel};
    const Spot shown = centre_of_excess(numbers_of(bright), numbers_of(even), want);
    EXPECT_NEAR(shown.line, want.line, 0.1);
    EXPECT_NEAR(shown.pixel, want.pixel, 0.1);

    double weight = 0;
    double down = 0;
    double across = 0;
    for (int r = row - 6; r <= row + 6; ++r) {
      for (int c = col - 6; c <= col + 6; ++c) {
        const double excess = bright_map.gamma0(r, c) - even_map.gamma0(r, c);
        weight += excess;
        down += excess * (r - row);
        across += excess * (c - col);
      }
    }
    EXPECT_NEAR(down / weight, 0, 0.1) << "cells of 10 m";
    EXPECT_NEAR(across / weight, 0, 0.1);
  }
}

// The bars of a real product's own tie points.
TEST_P(RadarProductAt, AgreesWithItsTiePointsWhenReadBack) {
  ThreadPool threads(2);
  const Raster<float> dem = hills(GetParam());
  const RadarView view(dem, {GetParam().ascending, 38});
  const Image<float> level(kSize, kGamma0);
  const test::TempFolder folder;
  const sar::Product written = calm_product(view, level, threads);
  const std::filesystem::path path = safe::write_product(folder.path(), written);
  const sar::Product read = safe::open_product(path.string());
  const sar::GeolocationResiduals residuals = sar::geolocation_residuals(read);
  EXPECT_EQ(residuals.points, 210);
  EXPECT_EQ(residuals.unseen, 0);
  EXPECT_LE(residuals.slant_range_mm.max, 0.01);
  EXPECT_LE(residuals.azimuth_time_us.max, 1.1);
  EXPECT_LE(residuals.line_bistatic.max, 0.001);
  EXPECT_LE(residuals.line.max, 0.19);
  EXPECT_LE(residuals.pixel_nearest.max, 0.00005);
  EXPECT_LE(residuals.incidence_angle_deg.max, 0.00005);
  EXPECT_LE(residuals.elevation_angle_deg.max, 0.00005);
  EXPECT_TRUE(read.identity.simulated);
  EXPECT_EQ(read.identity.pass, GetParam().ascending ? "ascending" : "descending");
  EXPECT_EQ(numbers_of(read).values(), numbers_of(written).values());
}

TEST(RadarProduct, HasTheLooksAndTheCorrelationAskedFor) {
  ThreadPool threads(2);
  const Raster<float> dem = hills(kIburi);
  const RadarView view(dem, {});
  const Image<float> level(kSize, kGamma0);
  const Image<float> even = numbers_of(calm_product(view, level, threads));
  // Several products, so that the estimate is good to a percent or two.
  double sum = 0;
  double squares = 0;
  double products = 0;
  int count = 0;
  int pairs = 0;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    RadarProductOptions options;
    options.speckle = {4.4, 0.5};
    options.seed = seed;
    const Image<float> numbers = numbers_of(radar_product(view, {level, level}, options, threads));
    const auto fading = [&](int line, int pixel) {
      return std::pow(numbers(line, pixel) / even(line, pixel), 2);
    };
    for (int line = 0; line < numbers.rows(); ++line) {
      for (int pixel = 0; pixel < numbers.cols(); ++pixel) {
        if (even(line, pixel) == 0) {
          ASSERT_EQ(numbers(line, pixel), 0);
          continue;
        }
        sum += fading(line, pixel);
        squares += std::pow(fading(line, pixel), 2);
        ++count;
        if (pixel == 0 || even(line, pixel - 1) == 0) continue;
        products += (fading(line, pixel) - 1) * (fading(line, pixel - 1) - 1);
        ++pairs;
      }
    }
  }
  const double mean = sum / count;
  const double variance = squares / count - mean * mean;
  EXPECT_NEAR(mean, 1, 0.01);
  EXPECT_NEAR(mean * mean / variance, 4.4, 0.05 * 4.4);
  EXPECT_NEAR(products / pairs / variance, 0.5, 0.03);
}

TEST(RadarProduct, HoldsTheNoiseOfItsTable) {
  ThreadPool threads(2);
  const Raster<float> dem = hills(kIburi);
  const RadarView view(dem, {});
  RadarProductOptions options;
  options.speckle.looks = 1e9;
  options.noise_db = -20;
  const Image<float> dark(kSize, 1e-9F);
  const sar::Product product = radar_product(view, {dark, dark}, options, threads);
  const Image<float> numbers = numbers_of(product);
  std::vector<double> noise(static_cast<std::size_t>(numbers.cols()));
  const int line = numbers.rows() / 2;
  product.channels[0].noise.power(line, 0, numbers.cols(), noise.data());
  int seen = 0;
  for (int pixel = 0; pixel < numbers.cols(); ++pixel) {
    if (numbers(line, pixel) == 0) continue;
    EXPECT_NEAR(numbers(line, pixel), std::sqrt(noise[static_cast<std::size_t>(pixel)]), 0.51);
    ++seen;
  }
  EXPECT_GT(seen, 80);
}

TEST(RadarProduct, IsTheSameOnAnyNumberOfThreads) {
  const Raster<float> dem = hills(kIburi);
  const RadarView view(dem, {});
  const Image<float> level(kSize, kGamma0);
  ThreadPool one(1);
  ThreadPool three(3);
  EXPECT_EQ(numbers_of(product_of(view, level, {4.4, 0.5}, one)).values(),
            numbers_of(product_of(view, level, {4.4, 0.5}, three)).values());
}

TEST(RadarProduct, IsTheSameBesideThoseOfOtherDates) {
  ThreadPool threads(2);
  const Raster<float> dem = hills(kIburi);
  const RadarView view(dem, {});
  const Image<float> bright(kSize, 2 * kGamma0);
  const Image<float> dark(kSize, kGamma0);
  RadarProductOptions first;
  first.speckle = {4.4, 0.5};
  RadarProductOptions second = first;
  second.seed = 2;
  const auto both = radar_products(view, {bright, dark, dark, bright}, {first, second}, threads);
  ASSERT_EQ(both.size(), 2U);
  const sar::Product alone = radar_product(view, {dark, bright}, second, threads);
  for (std::size_t channel = 0; channel < 2; ++channel) {
    const Window all = whole(alone.image.size);
    EXPECT_EQ(both[1].channels[channel].measurement->read(1, all).values(),
              alone.channels[channel].measurement->read(1, all).values());
  }
  EXPECT_NE(numbers_of(both[0]).values(), numbers_of(both[1]).values());
}

TEST(RadarProduct, ShowsAPartOfTheSizeAskedFor) {
  ThreadPool threads(2);
  const Raster<float> dem = hills(kIburi);
  const RadarView view(dem, {}, Size{64, 80});
  const sar::Product product = calm_product(view, Image<float>(kSize, kGamma0), threads);
  EXPECT_EQ(product.image.size, (Size{64, 80}));
  const Image<float> numbers = numbers_of(product);
  for (const float number : numbers.values()) EXPECT_GT(number, 0);
}

}  // namespace
}  // namespace scarp::sim
