#include "sim/placement.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "geo/crs.h"
#include "geo/rasterise.h"
#include "geo/terrain.h"
#include "geo/vector_file.h"
#include "sim/hillside.h"
#include "sim/inventory_shapes.h"
#include "sim/relief.h"
#include "support/shared_data.h"

namespace scarp::sim {
namespace {

constexpr double kDegree = 3.14159265358979323846 / 180;

// Falls towards `azimuth_deg` by `slope_deg`.
Raster<float> plane(double slope_deg, double azimuth_deg, Size size = {120, 120}) {
  const Grid grid({577000, 10, 0, 4736000, 0, -10}, size, geo::parse_crs("EPSG:32654"));
  Raster<float> dem{grid, Image<float>(size)};
  const double fall = std::tan(slope_deg * kDegree);
  for (int row = 0; row < size.rows; ++row) {
    for (int col = 0; col < size.cols; ++col) {
      const double east_m = 10.0 * col;
      const double north_m = -10.0 * row;
      dem.values(row, col) =
          static_cast<float>(-fall * (east_m * std::sin(azimuth_deg * kDegree) +
                                      north_m * std::cos(azimuth_deg * kDegree)));
    }
  }
  return dem;
}

geo::Polygon box(double west, double south, double width, double height) {
  return {{{west, south},
           {west + width, south},
           {west + width, south + height},
           {west, south + height},
           {west, south}},
          {}};
}

geo::VectorLayer layer_of(const std::vector<geo::Polygon>& outlines, const CrsPtr& crs) {
  geo::VectorLayer layer{"landslides", crs, {}, {}};
  for (const geo::Polygon& outline : outlines) layer.features.push_back({{outline}, {}});
  return layer;
}

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

TEST(PointsIn, FillOutlinesButNotTheirHoles) {
  geo::Polygon outline = box(1000, 2000, 100, 60);
  outline.holes.push_back(box(1020, 2010, 40, 20).outer);
  const std::vector<Point> points = points_in({outline}, 5);
  EXPECT_EQ(points.size(), (100 * 60 - 40 * 20) / 25);
  EXPECT_EQ(points_in({box(0.2, 0.2, 0.1, 0.1)}, 5).size(), 1U) << "one at least";
  EXPECT_LE(points_in({box(0, 0, 1e9, 1e9)}, 5).size(), 1100000U);
}

TEST(Hillside, OfAPlaneIsThePlane) {
  const Raster<float> dem = plane(28, 120);
  const std::vector<Point> points = points_in({box(-40, -20, 80, 40)}, 5);
  const std::optional<Hillside> side = hillside(dem, points, {577600, 4735400});
  ASSERT_TRUE(side);
  // NOLINTBEGIN(bugprone-unchecked-optional-access): asserted above
  EXPECT_NEAR(side->slope_deg, 28, 0.01);
  EXPECT_NEAR(side->downslope.x, std::sin(120 * kDegree), 1e-3);
  EXPECT_NEAR(side->downslope.y, std::cos(120 * kDegree), 1e-3);
  EXPECT_NEAR(side->evenness, 1, 1e-3);
  // NOLINTEND(bugprone-unchecked-optional-access)
  EXPECT_FALSE(hillside(dem, points, {577010, 4735400})) << "over the edge";
  EXPECT_FALSE(hillside(plane(0, 0), points, {577600, 4735400})) << "flat";
}

TEST(Hillside, IsNoneWhereAHeightIsUnknown) {
  Raster<float> dem = plane(28, 120);
  dem.values(60, 60) = std::numeric_limits<float>::quiet_NaN();
  const std::vector<Point> points = points_in({box(-40, -20, 80, 40)}, 5);
  EXPECT_FALSE(hillside(dem, points, dem.grid.centre(60, 60)));
}

TEST(ShapesOf, KeepDepositsWithTheirFailure) {
  const CrsPtr crs = geo::parse_crs("EPSG:32654");
  const auto failures = layer_of({box(0, 0, 40, 100), box(500, 0, 200, 50)}, crs);
  // Below the first one, and far from both.
  const auto deposits = layer_of({box(5, -60, 30, 58), box(2000, 2000, 30, 30)}, crs);
  const std::vector<Shape> shapes = shapes_of(failures, deposits, {}, {});
  ASSERT_EQ(shapes.size(), 3U);
  EXPECT_EQ(shapes[0].outlines.size(), 2U);
  EXPECT_EQ(shapes[0].source, (std::vector<std::size_t>{0, 2}));
  EXPECT_NEAR(shapes[0].area_m2, 40 * 100 + 30 * 58, 1e-6);
  EXPECT_NEAR(shapes[0].downslope.y, -1, 0.01) << "down to the deposit";
  EXPECT_NEAR(std::abs(shapes[1].downslope.x), 1, 0.01) << "along the longest axis";
  EXPECT_EQ(shapes[2].source, (std::vector<std::size_t>{3}));
}

TEST(ShapesOf, TakeSlopeAndDirectionFromTheirGround) {
  const Raster<float> dem = plane(17, 45);
  const auto failures = layer_of({box(577500, 4735300, 40, 100)}, dem.grid.crs());
  const std::vector<Shape> shapes = shapes_of(failures, {}, dem, {});
  ASSERT_EQ(shapes.size(), 1U);
  EXPECT_NEAR(shapes[0].slope_deg, 17, 0.01);
  EXPECT_NEAR(shapes[0].downslope.x, std::sqrt(0.5), 1e-3);
  EXPECT_NEAR(shapes[0].downslope.y, std::sqrt(0.5), 1e-3);
}

TEST(PlaceShapes, TurnsThemDownslope) {
  const Raster<float> dem = plane(25, 90);
  // Its lower end, in the south, is the wide one.
  const geo::Polygon wedge{{{0, 0}, {60, 0}, {35, 150}, {25, 150}, {0, 0}}, {}};
  Shape shape{{wedge}, {0, -1}, geo::area(wedge), 25, {0}};
  for (Point& p : shape.outlines[0].outer) p = {p.x - 30, p.y - 60};
  const Placement placement =
      place_shapes({shape}, dem, geo::slope_deg(dem), {{0, 0, 120, 120}, 3});
  ASSERT_EQ(placement.outlines.size(), 1U);
  const geo::Ring& ring = placement.outlines[0].outer;
  const double low_x = (ring[0].x + ring[1].x) / 2;
  const double high_x = (ring[2].x + ring[3].x) / 2;
  EXPECT_NEAR(low_x - high_x, 150, 0.1) << "the ground falls to the east";
  EXPECT_NEAR(geo::area(placement.outlines[0]), shape.area_m2, 1e-3);
}

TEST(PlaceShapes, LeavesOutWhatFindsNoSlopeOfItsOwn) {
  const Raster<float> dem = plane(10, 90);
  Shape shape{{box(-30, -30, 60, 60)}, {1, 0}, 3600, 30, {0}};
  const Placement placement =
      place_shapes({shape, shape}, dem, geo::slope_deg(dem), {{0, 0, 120, 120}, 3});
  EXPECT_TRUE(placement.outlines.empty());
  EXPECT_EQ(placement.left_out, 2);
  EXPECT_NEAR(placement.left_out_m2, 7200, 1e-6);
}

struct Ground {
  Raster<float> dem;
  Raster<float> slope_deg;
};

Ground hills(Size size) {
  const Grid grid({577000, 10, 0, 4736000, 0, -10}, size, geo::parse_crs("EPSG:32654"));
  ThreadPool threads(2);
  Raster<float> dem = generate_relief(grid, {400, 2500, 7}, threads);
  Raster<float> slope = geo::slope_deg(dem);
  return {std::move(dem), std::move(slope)};
}

std::vector<Shape> drawn_shapes(int count) {
  std::vector<geo::Polygon> outlines;
  for (int i = 0; i < count; ++i) {
    outlines.push_back(box(5000.0 * i, 0, 40 + i % 7 * 10, 60 + i % 11 * 12));
  }
  return shapes_of(layer_of(outlines, geo::parse_crs("EPSG:32654")), {}, {}, {});
}

TEST(PlaceShapes, KeepsAreasAndSlopesAndPlacesApart) {
  const Ground ground = hills({700, 700});
  const std::vector<Shape> shapes = drawn_shapes(200);
  const Window area{50, 60, 600, 610};
  const Placement placement = place_shapes(shapes, ground.dem, ground.slope_deg, {area, 5});
  ASSERT_EQ(placement.left_out, 0);
  ASSERT_EQ(placement.outlines.size(), shapes.size());
  std::vector<double> differences;
  std::int64_t cells = 0;
  double area_m2 = 0;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    EXPECT_NEAR(geo::area(placement.outlines[i]), shapes[i].area_m2, 0.01);
    area_m2 += shapes[i].area_m2;
    const auto side = hillside(ground.dem, points_in({placement.outlines[i]}, 5), {0, 0});
    ASSERT_TRUE(side);
    // NOLINTBEGIN(bugprone-unchecked-optional-access): asserted above
    EXPECT_NEAR(side->slope_deg, shapes[i].slope_deg, 8);
    differences.push_back(side->slope_deg - shapes[i].slope_deg);
    EXPECT_GT(side->evenness, 0.6);
    // NOLINTEND(bugprone-unchecked-optional-access)
    for (const Point& p : placement.outlines[i].outer) {
      const CellPoint cell = ground.dem.grid.to_cell(p);
      EXPECT_GT(cell.row, area.row - 1);
      EXPECT_LT(cell.col, area.col + area.cols + 1);
    }
  }
  EXPECT_NEAR(mean(differences), 0, 0.5);
  const auto ids =
      geo::rasterise_ids(layer_of(placement.outlines, ground.dem.grid.crs()), ground.dem.grid);
  for (const std::int32_t id : ids.values()) cells += id > 0 ? 1 : 0;
  EXPECT_NEAR(cells * 100.0, area_m2, 0.02 * area_m2) << "they do not overlap";
}

TEST(PlaceShapes, IsTheSameForTheSameSeed) {
  const Ground ground = hills({400, 400});
  const std::vector<Shape> shapes = drawn_shapes(30);
  const auto first = [&](std::uint64_t seed) {
    return place_shapes(shapes, ground.dem, ground.slope_deg, {{0, 0, 400, 400}, seed})
        .outlines.front()
        .outer.front();
  };
  EXPECT_EQ(first(1).x, first(1).x);
  EXPECT_NE(first(1).x, first(2).x);
}

// The inventory of eastern Iburi on hills like its own, as bench/paper has it.
TEST(PlaceShapes, FindsRoomForAllOfIburi) {
  SCARP_SHARED_DATA(folder, "hokkaido-inventory");
  const CrsPtr zone = geo::parse_crs("EPSG:32654");
  const auto read = [&](const char* name) {
    return geo::transform(geo::read_polygons((folder / name).string()), zone);
  };
  const std::vector<Shape> shapes =
      shapes_of(read("iburitoubu_sanpuku.geojson"), read("iburitoubu_taiseki.geojson"), {}, {});
  double wanted_m2 = 0;
  for (const Shape& shape : shapes) wanted_m2 += shape.area_m2;
  const Ground ground = hills({2346, 3842});
  const Placement placement =
      place_shapes(shapes, ground.dem, ground.slope_deg, {{0, 0, 2346, 3842}, 1});
  EXPECT_LT(placement.left_out_m2, 0.02 * wanted_m2);
  const auto landslide = geo::rasterise(layer_of(placement.outlines, zone), ground.dem.grid);
  std::int64_t cells = 0;
  for (const std::uint8_t cell : landslide.values()) cells += cell;
  EXPECT_NEAR(cells / 1e4, 53, 2) << "km², of slope failures and deposits";
  double on_landslides_deg = 0;
  for (std::size_t i = 0; i < landslide.values().size(); ++i) {
    if (landslide.values()[i] != 0) on_landslides_deg += ground.slope_deg.values.values()[i];
  }
  EXPECT_NEAR(on_landslides_deg / static_cast<double>(cells), 25, 1.5);
}

}  // namespace
}  // namespace scarp::sim
