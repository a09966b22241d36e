#include "sar/terrain_correction.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <vector>

#include "core/error.h"
#include "corrected.h"

namespace scarp::sar {
namespace {

using test::correct;
using test::Corrected;
using test::CorrectOptions;
using test::grid_around;
using test::made_orbit;
using test::made_product;
using test::made_slices;
using test::place_of;
using test::ProductOptions;
using test::speckled;

constexpr double kCell_deg = 0.00009;  // as large as a pixel, so that cells are sampled
constexpr float kHeight_m = 300;

// Over the middle of a product's image and beyond its edges.
Grid grid_over(const Product& product, double cell_deg = kCell_deg, int margin = 40) {
  const RadarImage& image = product.image;
  const LonLat middle = place_of(product, image.size.rows / 2.0, image.size.cols / 2.0, kHeight_m);
  const int edge = static_cast<int>(std::max(image.size.rows, image.size.cols) * 0.0001 / cell_deg);
  return grid_around(middle, cell_deg, {edge + margin, edge + margin});
}

template <typename T>
bool same_bits(const Image<T>& a, const Image<T>& b) {
  return a.size() == b.size() &&
         std::memcmp(a.values().data(), b.values().data(), a.values().size() * sizeof(T)) == 0;
}

bool same_bits(const Corrected& a, const Corrected& b) {
  return same_bits(a.power, b.power) && same_bits(a.mask, b.mask) &&
         same_bits(a.incidence_deg, b.incidence_deg) && same_bits(a.line, b.line) &&
         same_bits(a.pixel, b.pixel);
}

Corrected part_of(const Corrected& all, const Window& window) {
  return {crop(all.power, window), crop(all.mask, window), crop(all.incidence_deg, window),
          crop(all.line, window), crop(all.pixel, window)};
}

// Power that is linear in line and pixel comes out as it is anywhere between pixel centres.
void check_ramp(Resampling resampling, double tolerance) {
  const Product product = made_product({.digital_number = [](int line, int pixel) {
    return static_cast<float>(std::sqrt(1000 + 10.0 * line + 3.0 * pixel));
  }});
  CorrectOptions options;
  options.resampling = resampling;
  const Corrected got = correct({product}, grid_over(product), options);
  int cells = 0;
  for (std::size_t i = 0; i < got.power.values().size(); ++i) {
    const double line = got.line.values()[i];
    const double pixel = got.pixel.values()[i];
    const bool inside = line > 1.001 && line < 597.999 && pixel > 1.001 && pixel < 797.999;
    if (!inside) continue;
    ++cells;
    ASSERT_NEAR(got.power.values()[i], 1000 + 10 * line + 3 * pixel, tolerance) << line << pixel;
    ASSERT_EQ(got.mask.values()[i], 0);
  }
  EXPECT_GT(cells, 300000);
}

TEST(TerrainCorrection, PutsARampWhereItBelongs) {
  check_ramp(Resampling::bilinear, 0.05);
  check_ramp(Resampling::cubic, 0.05);
  check_ramp(Resampling::nearest, 6.6);  // half a pixel each way
}

TEST(TerrainCorrection, HasNoDataOutsideOfTheImage) {
  const Product product = made_product({});
  const Corrected got = correct({product}, grid_over(product));
  int inside = 0;
  for (std::size_t i = 0; i < got.power.values().size(); ++i) {
    const double line = got.line.values()[i];
    const double pixel = got.pixel.values()[i];
    const bool sampled = line >= 0 && line <= 599 && pixel >= 0 && pixel <= 799;
    inside += sampled ? 1 : 0;
    // Beside the very edge, where single precision of the layers cannot tell.
    if (std::abs(line) < 1e-3 || std::abs(line - 599) < 1e-3 || std::abs(pixel) < 1e-3 ||
        std::abs(pixel - 799) < 1e-3) {
      continue;
    }
    ASSERT_EQ(std::isnan(got.power.values()[i]), !sampled) << line << " " << pixel;
    ASSERT_EQ(got.mask.values()[i] != 0, !sampled);
    // A cell that the image's outermost pixels hold in part is inside of it.
    const bool beside = !(line > -0.5 && line < 599.5 && pixel > -0.5 && pixel < 799.5);
    ASSERT_EQ(has(got.mask.values()[i], MaskBit::outside), beside);
    if (sampled) {
      ASSERT_NEAR(got.power.values()[i], 10000, 0.01);
    }
  }
  EXPECT_GT(inside, 300000);
}

TEST(TerrainCorrection, LetsNoZeroBleedIntoItsNeighbours) {
  const auto empty = [](int line, int pixel) {
    return line >= 200 && line < 300 && pixel >= 100 && pixel < 300;
  };
  const Product product = made_product(
      {.digital_number = [&](int line, int pixel) { return empty(line, pixel) ? 0.0F : 100.0F; }});
  const Corrected got = correct({product}, grid_over(product));
  for (std::size_t i = 0; i < got.power.values().size(); ++i) {
    const float value = got.power.values()[i];
    if (!std::isnan(value)) {
      ASSERT_NEAR(value, 10000, 0.01);
    }
    const double line = got.line.values()[i];
    const double pixel = got.pixel.values()[i];
    const bool within = line > 199.001 && line < 299.999 && pixel > 99.001 && pixel < 299.999;
    if (within) {
      ASSERT_TRUE(std::isnan(value)) << line << " " << pixel;
    }
  }
}

TEST(TerrainCorrection, HasNoDataWhereHeightsAreMissing) {
  const Product product = made_product({});
  const Grid grid = grid_over(product);
  CorrectOptions options;
  options.heights = [](const Window& window) {
    Image<float> heights(window.size(), kHeight_m);
    for (int row = 0; row < window.rows; ++row) {
      for (int col = 0; col < window.cols; ++col) {
        const bool hole = window.row + row == 400 && window.col + col == 410;
        if (hole) heights(row, col) = std::nanf("");
      }
    }
    return heights;
  };
  const Corrected got = correct({product}, grid, options);
  EXPECT_TRUE(std::isnan(got.power(400, 410)));
  EXPECT_TRUE(has(got.mask(400, 410), MaskBit::no_data));
  EXPECT_FALSE(has(got.mask(400, 410), MaskBit::outside));
  EXPECT_TRUE(std::isnan(got.incidence_deg(400, 410)));
  // The neighbour has power, but its slope is unknown.
  EXPECT_FALSE(std::isnan(got.power(400, 411)));
  EXPECT_TRUE(std::isnan(got.incidence_deg(400, 411)));
  EXPECT_FALSE(std::isnan(got.incidence_deg(400, 413)));
}

HeightSource hills(const Grid& grid) {
  return [grid](const Window& window) {
    Image<float> heights(window.size());
    for (int row = 0; row < window.rows; ++row) {
      for (int col = 0; col < window.cols; ++col) {
        const Point p = grid.centre(window.row + row, window.col + col);
        heights(row, col) =
            static_cast<float>(800 + 700 * std::sin(p.x * 300) * std::cos(p.y * 200));
      }
    }
    return heights;
  };
}

TEST(TerrainCorrection, MarksPoorGeometry) {
  const Product product = made_product({});
  const Grid grid = grid_over(product);
  CorrectOptions options;
  options.heights = hills(grid);
  const Corrected got = correct({product}, grid, options);
  int poor = 0;
  int good = 0;
  for (std::size_t i = 0; i < got.power.values().size(); ++i) {
    const float angle = got.incidence_deg.values()[i];
    if (std::isnan(angle)) continue;
    const bool expected = angle < 20 || angle > 75;
    ASSERT_EQ(has(got.mask.values()[i], MaskBit::poor_geometry), expected) << angle;
    (expected ? poor : good) += 1;
  }
  EXPECT_GT(poor, 1000);
  EXPECT_GT(good, 1000);
}

Corrected on_hills(const Product& product, const Grid& grid) {
  CorrectOptions options;
  options.heights = hills(grid);
  options.threads = 1;
  return correct({product}, grid, options);
}

// One area of interest, any number of threads: the same bits as the whole.
RC_GTEST_PROP(TerrainCorrectionProperty, DoesNotDependOnAreaOrThreads, ()) {
  static const Product product = made_product({.size = {200, 300}, .digital_number = speckled});
  static const Grid fine = grid_over(product);
  static const Grid coarse = grid_over(product, 0.0004);
  static const Corrected fine_all = on_hills(product, fine);
  static const Corrected coarse_all = on_hills(product, coarse);
  const bool large_cells = *rc::gen::arbitrary<bool>();
  const Grid& used = large_cells ? coarse : fine;
  const Corrected& all = large_cells ? coarse_all : fine_all;

  const int rows = used.rows();
  const int row = *rc::gen::inRange(0, rows - 20);
  const int col = *rc::gen::inRange(0, rows - 20);
  const Window window{row, col, *rc::gen::inRange(10, rows - row),
                      *rc::gen::inRange(10, rows - col)};
  const Corrected expected = part_of(all, window);
  const bool empty = std::all_of(expected.line.values().begin(), expected.line.values().end(),
                                 [](float line) { return std::isnan(line); });
  if (empty) return;
  CorrectOptions own;
  own.heights = [heights = hills(used), row, col](const Window& w) {
    return heights({w.row + row, w.col + col, w.rows, w.cols});
  };
  own.threads = *rc::gen::inRange(1, 5);
  RC_ASSERT(same_bits(correct({product}, used.crop(window), own), expected));
}

// Equivalent looks of an even ground of power 10,000, with that mean.
double looks_of(const Image<float>& power) {
  double sum = 0;
  double squares = 0;
  int count = 0;
  for (const float value : power.values()) {
    if (std::isnan(value)) continue;
    sum += value;
    squares += static_cast<double>(value) * value;
    ++count;
  }
  EXPECT_GT(count, 10000);
  const double mean = sum / count;
  EXPECT_NEAR(mean, 10000, 30);
  return mean * mean / (squares / count - mean * mean);
}

TEST(TerrainCorrection, TakesTheMeanOverLargeCells) {
  const Product product = made_product({.digital_number = speckled});
  // Looks multiply: a cell of 55 m covers some 35 pixels of 4.4 looks.
  const double looks = looks_of(correct({product}, grid_over(product, 0.0005)).power);
  EXPECT_GT(looks, 140);
  EXPECT_LT(looks, 175);
}

// How many lines or pixels a cell is long, as the root of the squares' sum over its edges.
double extent(const Image<float>& place) {
  const int row = place.rows() / 2;
  const int col = place.cols() / 2;
  return std::hypot(place(row, col + 50) - place(row, col - 50),
                    place(row + 50, col) - place(row - 50, col)) /
         100;
}

// Of the mean over a stretch of so many pixels that begins anywhere: 1 / E Σ w². What bilinear
// interpolation does to independent pixels is that of one pixel.
double gain(double pixels) {
  const double e = std::max(1.0, pixels);
  return e * e / (e - 1.0 / 3);
}

TEST(TerrainCorrection, KeepsTheLooksThatACellCovers) {
  const Product product = made_product({.digital_number = speckled});
  for (const double pixels : {1.0, 1.1, 1.25, 1.5, 2.0, 3.0}) {
    const Corrected got = correct({product}, grid_over(product, pixels * kCell_deg));
    const double looks = looks_of(got.power);
    const bool sampled = pixels == 1.0;
    const double want =
        sampled ? 4.4 * gain(1) * gain(1) : 4.4 * gain(extent(got.line)) * gain(extent(got.pixel));
    EXPECT_NEAR(looks / want, 1, 0.03) << pixels;
    std::printf("[ looks    ] cells of %.2f pixels: %.2f, closed form %.2f\n", pixels, looks, want);
  }
}

TEST(TerrainCorrection, TakesTheMeanOverCellsThatAreLongOneWay) {
  const Product product = made_product({.digital_number = speckled});
  const Grid square = grid_over(product);
  const auto looks = [&](double width_deg, double height_deg) {
    const Affine corner = square.affine();
    const Size size{static_cast<int>(square.rows() * kCell_deg / height_deg),
                    static_cast<int>(square.cols() * kCell_deg / width_deg)};
    const Grid grid({corner.x0, width_deg, 0, corner.y0, 0, -height_deg}, size, square.crs());
    return looks_of(correct({product}, grid).power);
  };
  const double sampled = looks(kCell_deg, kCell_deg);
  EXPECT_GT(looks(5 * kCell_deg, kCell_deg), 1.5 * sampled);
  EXPECT_GT(looks(kCell_deg, 5 * kCell_deg), 1.5 * sampled);
}

TEST(TerrainCorrection, MeansAreThoseOfAllPixelsOfACell) {
  const Product product = made_product({.digital_number = [](int line, int pixel) {
    return static_cast<float>(std::sqrt(1000 + 10.0 * line + 3.0 * pixel));
  }});
  const Corrected got = correct({product}, grid_over(product, 0.0005));
  int cells = 0;
  for (std::size_t i = 0; i < got.power.values().size(); ++i) {
    const double line = got.line.values()[i];
    const double pixel = got.pixel.values()[i];
    const bool inside = line > 5 && line < 594 && pixel > 5 && pixel < 794;
    if (!inside) continue;
    ++cells;
    // A mean over steps of one pixel is within 0.023 of them of the ramp.
    ASSERT_NEAR(got.power.values()[i], 1000 + 10 * line + 3 * pixel, 0.023 * 13);
  }
  EXPECT_GT(cells, 10000);
}

void check_mosaic(Resampling resampling, double cell_deg) {
  const ProductOptions whole{.size = {500, 600}, .digital_number = speckled};
  const Product product = made_product(whole);
  const std::vector<Product> slices = made_slices(whole, 230, 1);
  const Grid grid = grid_over(product, cell_deg);
  CorrectOptions options;
  options.resampling = resampling;
  const Corrected one = correct({product}, grid, options);
  const Corrected two = correct(slices, grid, options);
  double worst = 0;
  int differ = 0;
  for (std::size_t i = 0; i < one.power.values().size(); ++i) {
    const float a = one.power.values()[i];
    const float b = two.power.values()[i];
    ASSERT_EQ(std::isnan(a), std::isnan(b)) << one.line.values()[i];
    if (std::isnan(a)) continue;
    worst = std::max(worst, std::abs(static_cast<double>(a) - b));
    differ += one.mask.values()[i] != two.mask.values()[i] ? 1 : 0;
    ASSERT_NEAR(one.line.values()[i], two.line.values()[i], 1e-3);
  }
  EXPECT_LT(worst, 0.5);  // of 10,000
  EXPECT_EQ(differ, 0);
}

TEST(TerrainCorrection, MosaicsSlicesWithoutASeam) {
  check_mosaic(Resampling::bilinear, kCell_deg);
  check_mosaic(Resampling::cubic, kCell_deg);
  check_mosaic(Resampling::bilinear, 0.0004);
}

TEST(TerrainCorrection, BridgesSlicesALittleMoreThanALineApart) {
  const ProductOptions whole{.size = {500, 600}};
  const std::vector<Product> slices = made_slices(whole, 230, 1.6);
  const Corrected got = correct(slices, grid_over(slices.front()));
  int between = 0;
  for (std::size_t i = 0; i < got.power.values().size(); ++i) {
    const double line = got.line.values()[i];
    const double pixel = got.pixel.values()[i];
    const bool inside = line > 1 && line < 498 && pixel > 1 && pixel < 598;
    if (!inside) continue;
    ASSERT_NEAR(got.power.values()[i], 10000, 0.01) << line;
    between += line > 229 && line < 230 ? 1 : 0;
  }
  EXPECT_GT(between, 100);
}

TEST(TerrainCorrection, LeavesAHoleWhereASliceIsMissing) {
  const ProductOptions whole{.size = {500, 600}};
  const std::vector<Product> slices = made_slices(whole, 230, 50);
  const Corrected got = correct(slices, grid_over(slices.front()));
  EXPECT_TRUE(std::any_of(got.power.values().begin(), got.power.values().end(),
                          [](float value) { return !std::isnan(value); }));
  for (std::size_t i = 0; i < got.power.values().size(); ++i) {
    const float value = got.power.values()[i];
    if (!std::isnan(value)) {
      ASSERT_NEAR(value, 10000, 0.01);
    }
    if (std::isnan(got.line.values()[i])) {
      ASSERT_TRUE(std::isnan(value));
    }
  }
}

// Of an orbit, what ends at a moment or a little before.
Orbit ending(const Orbit& orbit, double end_s) {
  std::vector<StateVector> states;
  for (const StateVector& state : orbit.states()) {
    if (seconds_between(orbit.epoch(), state.time) <= end_s) states.push_back(state);
  }
  return {orbit.epoch(), states, orbit.source()};
}

// State vectors are 10 s apart; the last line is 2 ms before that at 80 s.
ProductOptions ending_with_the_orbit(Size size, int lines) {
  return {.size = size, .first_azimuth_time_s = 79.998 - (lines - 1) * 1.497e-3};
}

void expect_same(const Corrected& got, const Corrected& expected) {
  int cells = 0;
  for (std::size_t i = 0; i < got.power.values().size(); ++i) {
    ASSERT_EQ(got.mask.values()[i], expected.mask.values()[i]);
    ASSERT_EQ(std::isnan(got.power.values()[i]), std::isnan(expected.power.values()[i]));
    if (std::isnan(expected.power.values()[i])) continue;
    ASSERT_NEAR(got.line.values()[i], expected.line.values()[i], 1e-3);
    ASSERT_NEAR(got.pixel.values()[i], expected.pixel.values()[i], 1e-3);
    ++cells;
  }
  EXPECT_GT(cells, 100000);
}

// Annotated orbits of the processor 2.36 end with the image, but its geometry is interpolated
// between places, and from heights, that are seen later.
TEST(TerrainCorrection, ReachesTheLastLineOfAnOrbitThatEndsThere) {
  Product product = made_product(ending_with_the_orbit({600, 800}, 600));
  product.orbit = made_orbit({}, 120);
  const Grid grid = grid_over(product);
  CorrectOptions options;
  options.relief = Relief{300, 300};
  const Corrected expected = correct({product}, grid, options);
  product.orbit = ending(product.orbit, 80);
  expect_same(correct({product}, grid, options), expected);
}

TEST(TerrainCorrection, HasNoHoleBetweenSlicesWhoseOrbitEndsAtTheSeam) {
  const ProductOptions whole = ending_with_the_orbit({500, 600}, 230);
  std::vector<Product> slices = made_slices(whole, 230, 1);
  for (Product& slice : slices) slice.orbit = made_orbit({}, 120);
  const Grid grid = grid_over(slices.front());
  const Corrected expected = correct(slices, grid);
  slices.front().orbit = ending(slices.front().orbit, 80);
  const Corrected got = correct(slices, grid);
  expect_same(got, expected);
  int at_seam = 0;
  for (std::size_t i = 0; i < got.mask.values().size(); ++i) {
    const double line = expected.line.values()[i];
    const double pixel = expected.pixel.values()[i];
    if (!(std::abs(line - 229.5) < 30 && pixel > 1 && pixel < 598)) continue;
    ASSERT_EQ(got.mask.values()[i], 0) << line << " " << pixel;
    ++at_seam;
  }
  EXPECT_GT(at_seam, 1000);
}

TEST(Pass, RefusesSlicesOfOtherPixels) {
  const Product one = made_product({});
  Product other = made_product({.first_azimuth_time_s = 0.9});
  EXPECT_NO_THROW(Pass({one, other}, {}));
  other.image.range_pixel_spacing_m = 40;
  EXPECT_THROW(Pass({one, other}, {}), Error);
  EXPECT_THROW(Pass({}, {}), Error);
}

// Point targets at known places on hills, seen through the forward geometry, come back there.
TEST(TerrainCorrection, PutsCornerReflectorsBack) {
  const Product geometry = made_product({});
  struct Target {
    double line;
    double pixel;
    LonLat place;
  };
  std::vector<Target> targets;
  for (int i = 0; i < 12; ++i) {
    const double line = 60.3 + 40.37 * i;
    const double pixel = 90.8 + 50.21 * i;
    targets.push_back({line, pixel, place_of(geometry, line, pixel, kHeight_m)});
  }
  const Product product = made_product({.digital_number = [&](int line, int pixel) {
    double power = 1;
    for (const Target& t : targets) {
      const double r2 = (line - t.line) * (line - t.line) + (pixel - t.pixel) * (pixel - t.pixel);
      power += 1e6 * std::exp(-r2 / 1.5);
    }
    return static_cast<float>(std::sqrt(power));
  }});
  const Grid grid = grid_over(product, 0.00005);
  const Corrected got = correct({product}, grid);
  for (const Target& t : targets) {
    const CellPoint there = grid.to_cell({t.place.lon_deg, t.place.lat_deg});
    // Centre of mass around it.
    double mass = 0;
    double rows = 0;
    double cols = 0;
    for (int row = static_cast<int>(there.row) - 8; row <= there.row + 8; ++row) {
      for (int col = static_cast<int>(there.col) - 8; col <= there.col + 8; ++col) {
        const double power = got.power(row, col) - 1;
        mass += power;
        rows += power * (row + 0.5);
        cols += power * (col + 0.5);
      }
    }
    ASSERT_GT(mass, 1e6);
    // A tenth of a pixel of 10 m is 0.18 of these cells.
    EXPECT_NEAR(rows / mass, there.row, 0.1);
    EXPECT_NEAR(cols / mass, there.col, 0.1);
  }
}

TEST(TerrainCorrection, RefusesAGridElsewhere) {
  const Product product = made_product({});
  EXPECT_THROW(correct({product}, grid_around({100, 50}, kCell_deg, {10, 10})), Error);
}

}  // namespace
}  // namespace scarp::sar
