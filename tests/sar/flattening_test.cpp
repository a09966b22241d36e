#include "sar/flattening.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>
#include <vector>

#include "made_terrain.h"
#include "sar/ellipsoid.h"
#include "sight_reference.h"

namespace scarp::sar {
namespace {

using test::Ground;
using test::part;
using test::place_of;
using test::plane;
using test::relief_of;
using test::rugged;
using test::Scene;

double decibel(double ratio) { return 10 * std::log10(ratio); }

Vec3 cell_ecef(const Grid& grid, const HeightTile& heights, int row, int col) {
  const Point p = grid.centre(row, col);
  return to_ecef({p.x, p.y}, *heights.cell(row, col));
}

// Where the image shows a cell of the grid.
struct ImagePlace {
  double line;
  double pixel;
  Vec3 look;
};

ImagePlace image_place(const Scene& scene, LonLat place, double height_m) {
  const ZeroDoppler seen = scene.geometry.see(vertical(place), height_m);
  return {scene.geometry.line(seen.azimuth_time_s),
          scene.geometry.pixel(seen.azimuth_time_s, seen.slant_range_m).value_or(-1e9), seen.look};
}

ImagePlace image_place(const Scene& scene, const Grid& grid, const HeightTile& heights, int row,
                       int col) {
  const Point p = grid.centre(row, col);
  return image_place(scene, {p.x, p.y}, *heights.cell(row, col));
}

Vec3 unit(Vec3 v) { return (1 / norm(v)) * v; }

TEST(Flattening, OfPlanesIsWhatTheirTiltSays) {
  const Scene scene(55);
  for (const double pixel : {500.0, 12000.0, 24500.0}) {
    const Grid grid = scene.grid_at(2000, pixel, {200, 200});
    const Point middle = grid.centre(100, 100);
    int tested = 0;
    for (const double tilt_deg : {-35.0, -20.0, 0.0, 20.0, 35.0}) {
      for (const double towards_deg : {0.0, 77.0, 120.0, 167.0}) {
        const HeightTile heights = plane(grid, {0, 0, 200, 200}, tilt_deg, towards_deg);
        const ImagePlace place = image_place(scene, grid, heights, 100, 100);
        const Vec3 normal =
            unit(cross(cell_ecef(grid, heights, 100, 101) - cell_ecef(grid, heights, 100, 99),
                       cell_ecef(grid, heights, 99, 100) - cell_ecef(grid, heights, 101, 100)));
        const Orbit::Motion motion =
            scene.product.orbit.at(scene.product.image.azimuth_time_s(place.line));
        // In the plane of sight, across the line of sight.
        const Vec3 across = cross(unit(motion.velocity_m_per_s), place.look);
        const double want = dot(normal, place.look) / std::abs(dot(normal, across));
        const bool layover =
            dot(normal, across) * dot(vertical({middle.x, middle.y}).up, across) < 0;
        if (layover || dot(normal, place.look) < 0.05) continue;
        ++tested;
        const Flattening flattening(grid, scene.projection, scene.geometry, relief_of(heights));
        const Window window{static_cast<int>(std::round(place.line)) - 3,
                            static_cast<int>(std::round(place.pixel)) - 3, 7, 7};
        const Image<float> ratio = flattening.area_ratio(window, heights);
        for (const float r : ratio.values()) {
          EXPECT_NEAR(decibel(r / want), 0, 0.05) << tilt_deg << ' ' << towards_deg;
        }
      }
    }
    EXPECT_GE(tested, 15);
  }
}

// β⁰ of ground that scatters one γ⁰ everywhere: small triangles, each to where it is seen.
Image<double> simulate(const Scene& scene, const Grid& grid, const HeightTile& heights,
                       const Window& image, int parts) {
  const Ground ground(grid, heights);
  const int rows = (heights.window.rows - 1) * parts;
  const int cols = (heights.window.cols - 1) * parts;
  Image<double> area(image.size());
  struct Vertex {
    Vec3 ecef_m;
    ImagePlace place;
  };
  const auto vertex = [&](int row, int col) {
    const Point p = grid.to_world({heights.window.row + 0.5 + static_cast<double>(row) / parts,
                                   heights.window.col + 0.5 + static_cast<double>(col) / parts});
    const LonLat place{p.x, p.y};
    const double h = ground.height_m(place);
    return Vertex{to_ecef(place, h), image_place(scene, place, h)};
  };
  const auto add = [&](const Vertex& a, const Vertex& b, const Vertex& c) {
    const double seen_m2 = dot(0.5 * cross(b.ecef_m - a.ecef_m, c.ecef_m - a.ecef_m), a.place.look);
    if (!(seen_m2 > 0)) return;
    const double line = (a.place.line + b.place.line + c.place.line) / 3 - image.row;
    const double pixel = (a.place.pixel + b.place.pixel + c.place.pixel) / 3 - image.col;
    const auto put = [&](double l, double p, double share) {
      if (l < 0 || p < 0 || l >= image.rows || p >= image.cols) return;
      area(static_cast<int>(l), static_cast<int>(p)) += share * seen_m2;
    };
    const double l = std::floor(line);
    const double p = std::floor(pixel);
    put(l, p, (1 - (line - l)) * (1 - (pixel - p)));
    put(l, p + 1, (1 - (line - l)) * (pixel - p));
    put(l + 1, p, (line - l) * (1 - (pixel - p)));
    put(l + 1, p + 1, (line - l) * (pixel - p));
  };
  std::vector<Vertex> upper;
  std::vector<Vertex> lower;
  for (int row = 0; row <= rows - 1; ++row) {
    lower.clear();
    for (int col = 0; col <= cols - 1; ++col) lower.push_back(vertex(row, col));
    for (std::size_t i = 0; i + 1 < lower.size() && row > 0; ++i) {
      add(upper[i], lower[i], upper[i + 1]);
      add(lower[i], lower[i + 1], upper[i + 1]);
    }
    std::swap(upper, lower);
  }
  for (int row = 0; row < image.rows; ++row) {
    for (int col = 0; col < image.cols; ++col) {
      const int line = image.row + row;
      const int pixel = image.col + col;
      const auto at = [&](double l) { return to_ecef(place_of(scene.product, l, pixel, 0), 0); };
      const double line_m = norm(at(line + 0.5) - at(line - 0.5));
      const RadarImage& radar = scene.product.image;
      const double pixel_m =
          radar.range_pixel_spacing_m *
          radar.ground_range.slope(radar.azimuth_time_s(line), pixel * radar.range_pixel_spacing_m,
                                   GroundRangeRule::linear);
      area(row, col) /= line_m * pixel_m;
    }
  }
  return area;
}

struct Moments {
  double sum = 0;
  double squares = 0;
  int count = 0;
  void add(double v) {
    sum += v;
    squares += v * v;
    ++count;
  }
  double mean() const { return sum / count; }
  double deviation() const { return std::sqrt(std::max(0.0, squares / count - mean() * mean())); }
};

class RuggedScene : public testing::TestWithParam<std::tuple<bool, double>> {};

// NOLINTNEXTLINE(readability-function-cognitive-complexity): nested loops over an image
TEST_P(RuggedScene, OfOneGammaIsFlat) {
  const auto [descending, pixel] = GetParam();
  const Scene scene(55, descending);
  const Grid grid = scene.grid_at(2000, pixel, {260, 260});
  const HeightTile heights{{0, 0, 260, 260}, rugged({260, 260}, 3, 600)};
  const Relief relief = relief_of(heights);
  const Flattening flattening(grid, scene.projection, scene.geometry, relief);
  const Visibility visibility(grid, scene.projection, scene.geometry, relief);
  const ImagePlace middle = image_place(scene, grid, heights, 130, 130);
  const Window image{static_cast<int>(middle.line) - 60, static_cast<int>(middle.pixel) - 60, 120,
                     120};
  const Image<float> ratio = flattening.area_ratio(image, heights);
  const Image<double> beta = simulate(scene, grid, heights, image, 5);
  const MaskImage mask = visibility.mask({0, 0, 260, 260}, heights);
  std::map<int, Moments> by_incidence;
  for (int row = 3; row < 257; ++row) {
    for (int col = 3; col < 257; ++col) {
      bool masked = false;
      for (int r = row - 2; r <= row + 2; ++r) {
        for (int c = col - 2; c <= col + 2; ++c) masked = masked || mask(r, c) != 0;
      }
      if (masked) continue;
      const ImagePlace place = image_place(scene, grid, heights, row, col);
      const double line = place.line - image.row;
      const double p = place.pixel - image.col;
      if (line < 1 || p < 1 || line >= image.rows - 2 || p >= image.cols - 2) continue;
      const int l0 = static_cast<int>(line);
      const int p0 = static_cast<int>(p);
      double gamma = 0;
      for (int l = l0; l <= l0 + 1; ++l) {
        for (int q = p0; q <= p0 + 1; ++q) {
          gamma += (1 - std::abs(line - l)) * (1 - std::abs(p - q)) * beta(l, q) / ratio(l, q);
        }
      }
      const Vec3 normal = unit(
          cross(cell_ecef(grid, heights, row, col + 1) - cell_ecef(grid, heights, row, col - 1),
                cell_ecef(grid, heights, row - 1, col) - cell_ecef(grid, heights, row + 1, col)));
      const double incidence_deg = std::acos(dot(normal, place.look)) * 180 / 3.14159265358979;
      by_incidence[static_cast<int>(incidence_deg / 5) * 5].add(decibel(gamma));
    }
  }
  for (const auto& [incidence_deg, m] : by_incidence) {
    EXPECT_NEAR(m.mean(), 0, 0.15) << incidence_deg << "°: " << m.count << " cells";
    EXPECT_LE(m.deviation(), 0.2) << incidence_deg << "°: " << m.count << " cells";
  }
}

INSTANTIATE_TEST_SUITE_P(Flattening, RuggedScene,
                         testing::Values(std::tuple{false, 1000.0}, std::tuple{true, 24000.0}));

// NOLINTNEXTLINE(readability-function-cognitive-complexity): nested loops over an image
TEST(Flattening, LosesNoGround) {
  const Scene scene(55);
  const Grid grid = scene.grid_at(2000, 9000, {500, 500});
  // A hill in a plain, with layover before and shadow behind it.
  HeightTile heights = plane(grid, {0, 0, 500, 500}, 0, 0);
  for (int row = 200; row < 300; ++row) {
    for (int col = 200; col < 300; ++col) {
      const double distance = std::hypot(row - 250, col - 250) / 40;
      heights.values(row, col) += static_cast<float>(700 * std::max(0.0, 1 - distance));
    }
  }
  const ImagePlace middle = image_place(scene, grid, heights, 250, 250);
  const Window image{static_cast<int>(middle.line) - 60, static_cast<int>(middle.pixel) - 60, 120,
                     240};
  const Flattening flattening(grid, scene.projection, scene.geometry, relief_of(heights));
  const Image<float> ratio = flattening.area_ratio(image, heights);
  // What the image shows of even ground follows the areas, and shadow nothing.
  const std::vector<Image<float>> beta0 =
      flattening.beta0(image, heights, {Image<float>({500, 500}, 2), Image<float>({500, 500}, 3)});
  ASSERT_EQ(beta0.size(), 2U);
  int dark = 0;
  for (std::size_t i = 0; i < ratio.values().size(); ++i) {
    const float area = ratio.values()[i];
    const float shown = beta0[0].values()[i];
    dark += shown == 0 ? 1 : 0;
    // At the floor there may be less than it.
    if (area > 1e-3F) {
      EXPECT_NEAR(shown, 2 * area, 1e-5F * area);
    } else {
      EXPECT_LE(shown, 2e-3F);
    }
    EXPECT_NEAR(beta0[1].values()[i], 1.5F * shown, 1e-5F * shown);
  }
  EXPECT_GT(dark, 20);
  const RadarImage& radar = scene.product.image;
  double seen_m = 0;
  for (int row = 0; row < image.rows; ++row) {
    for (int col = 0; col < image.cols; ++col) {
      if (ratio(row, col) == 1e-3F) continue;  // shadow
      const double time_s = radar.azimuth_time_s(image.row + row);
      const double ground_range_m = (image.col + col) * radar.range_pixel_spacing_m;
      seen_m += ratio(row, col) * radar.range_pixel_spacing_m *
                radar.ground_range.slope(time_s, ground_range_m, GroundRangeRule::linear);
    }
  }
  // The same of the profiles themselves. Ground within a pixel or a line beyond the image counts in
  // part: bilinear weights are a quarter and three quarters over halves of pixels and lines.
  const auto weight_before = [](double place, int first, int end) {
    const auto ramp = [](double x) {
      return x < 0 ? 0 : x < 0.5 ? 0.25 * x : x < 1 ? 0.125 + 0.75 * (x - 0.5) : x - 0.5;
    };
    return ramp(place - (first - 1)) - ramp(place - (end - 1));
  };
  const auto mean_weight = [&](double from, double to, int first, int end) {
    return (weight_before(to, first, end) - weight_before(from, first, end)) / (to - from);
  };
  const ProfileLattice lattice(grid, scene.projection, scene.geometry);
  const LonLat centre = place_of(scene.product, middle.line, middle.pixel, 0);
  // NOLINTNEXTLINE(bugprone-unchecked-optional-access): an exception fails the test
  const auto place = lattice.place(vertical(centre)).value();
  const SolvedProfiles solved = lattice.solve({place.line - 100, place.sample - 600},
                                              {place.line + 100, place.sample + 1000});
  TerrainProfile profile;
  double want_m = 0;
  for (int half = 2 * image.row - 2; half < 2 * image.row_end(); ++half) {
    const double line = half / 2.0 + 0.25;
    const double share = 0.5 * mean_weight(line - 0.25, line + 0.25, image.row, image.row_end());
    solved.read(line, heights, profile);
    double steepest = 0;
    double pixel_before = 0;
    for (std::size_t i = 0; i < profile.height_m.size(); ++i) {
      if (std::isnan(profile.height_m[i])) continue;
      const double pixel =
          // NOLINTNEXTLINE(bugprone-unchecked-optional-access): an exception fails the test
          scene.geometry.pixel(radar.azimuth_time_s(line), profile.slant_range_m[i]).value();
      if (profile.tan_look[i] > steepest) {
        const double before = i == 0 ? 0 : std::max(steepest, profile.tan_look[i - 1]);
        const double angle = std::atan(profile.tan_look[i]) - std::atan(before);
        const double hidden =
            (before - profile.tan_look[i - 1]) / (profile.tan_look[i] - profile.tan_look[i - 1]);
        const double start = pixel_before + hidden * (pixel - pixel_before);
        if (steepest > 0) {
          want_m += share * mean_weight(start, pixel, image.col, image.col_end()) *
                    profile.slant_range_m[i] * angle;
        }
        steepest = profile.tan_look[i];
      }
      pixel_before = pixel;
    }
  }
  EXPECT_NEAR(seen_m / want_m, 1, 1e-6);
}

TEST(Flattening, IsTheSameInTilesAndOnOtherGrids) {
  const Scene scene(55);
  const Grid grid = scene.grid_at(2000, 3000, {300, 300});
  const HeightTile heights{{-200, -200, 700, 700}, rugged({700, 700}, 5, 900)};
  const Relief relief = relief_of(heights);
  const ImagePlace middle = image_place(scene, grid, heights, 150, 150);
  const Window image{static_cast<int>(middle.line) - 160, static_cast<int>(middle.pixel) - 160, 320,
                     320};
  const Image<float> full =
      Flattening(grid, scene.projection, scene.geometry, relief).area_ratio(image, heights);

  const Grid smaller = grid.crop({70, 110, 150, 100});
  const Flattening there(smaller, scene.projection, scene.geometry, relief);
  int compared = 0;
  for (const Tile& tile : tiles(smaller.size(), 64, 0)) {
    const Window padded = there.padded(tile.inner);
    HeightTile known = part(heights, {padded.row + 70, padded.col + 110, padded.rows, padded.cols});
    known.window = padded;
    // Some window of the image around the tile, and of it the pixels around its cells.
    const ImagePlace corner = image_place(scene, smaller, known, tile.inner.row, tile.inner.col);
    const Window around{static_cast<int>(corner.line) - 110 - compared % 7,
                        static_cast<int>(corner.pixel) - 90 - compared % 5, 200, 200};
    const Image<float> ratio = there.area_ratio(around, known);
    for (int row = tile.inner.row; row < tile.inner.row_end(); ++row) {
      for (int col = tile.inner.col; col < tile.inner.col_end(); ++col) {
        const ImagePlace place = image_place(scene, smaller, known, row, col);
        for (int k = 0; k < 4; ++k) {
          const int line = static_cast<int>(place.line) + k / 2;
          const int pixel = static_cast<int>(place.pixel) + k % 2;
          const Window one{line, pixel, 1, 1};
          if (intersect(one, around).empty() || intersect(one, image).empty()) continue;
          ASSERT_EQ(ratio(line - around.row, pixel - around.col),
                    full(line - image.row, pixel - image.col));
          ++compared;
        }
      }
    }
  }
  EXPECT_GT(compared, 40000);
}

TEST(Flattening, OfUnknownGroundIsUnknown) {
  const Scene scene(55);
  const Grid grid = scene.grid_at(2000, 9000, {200, 200});
  HeightTile heights = plane(grid, {0, 0, 200, 200}, 0, 0);
  const ImagePlace gap = image_place(scene, grid, heights, 100, 100);
  for (int row = 95; row <= 105; ++row) {
    for (int col = 95; col <= 105; ++col) heights.values(row, col) = std::nanf("");
  }
  const int line = static_cast<int>(std::round(gap.line));
  const int pixel = static_cast<int>(std::round(gap.pixel));
  const Flattening flattening(grid, scene.projection, scene.geometry, {700, 900});
  const Image<float> ratio = flattening.area_ratio({line - 30, pixel - 30, 61, 61}, heights);
  EXPECT_TRUE(std::isnan(ratio(30, 30)));
  EXPECT_FALSE(std::isnan(ratio(30, 5)));
  EXPECT_FALSE(std::isnan(ratio(5, 30)));
  const Image<float> far = flattening.area_ratio({line + 1000, pixel, 3, 3}, heights);
  EXPECT_TRUE(std::isnan(far(1, 1)));
}

}  // namespace
}  // namespace scarp::sar
