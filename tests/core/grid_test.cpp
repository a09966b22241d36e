#include "core/grid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>
#include <memory>

#include "core/error.h"

namespace scarp {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

CrsPtr utm54() {
  return std::make_shared<const Crs>(Crs{"EPSG:32654", "UTM 54", /*geographic=*/false, 1.0});
}
CrsPtr degrees() {
  return std::make_shared<const Crs>(Crs{"EPSG:4326", "WGS 84", /*geographic=*/true, 1.0});
}

Affine north_up(double left, double top, double cell) { return {left, cell, 0, top, 0, -cell}; }

/// 100 rows and 200 columns of 10 m.
Grid hokkaido() { return {north_up(573220, 4747320, 10), {100, 200}, utm54()}; }

// Transforms far from singular, cells of 1 to 100 units.
Affine arbitrary_affine() {
  const auto cell = [] {
    return *rc::gen::inRange(1, 101) * (*rc::gen::arbitrary<bool>() ? 1 : -1);
  };
  const double width = cell();
  const double height = cell();
  const double angle = *rc::gen::inRange(-180, 180) * 3.14159265358979 / 180;
  const double x0 = *rc::gen::inRange(-10'000'000, 10'000'000);
  const double y0 = *rc::gen::inRange(-10'000'000, 10'000'000);
  return {x0, width * std::cos(angle), -height * std::sin(angle),
          y0, width * std::sin(angle), height * std::cos(angle)};
}

Window arbitrary_window() {
  return {*rc::gen::inRange(-500, 500), *rc::gen::inRange(-500, 500), *rc::gen::inRange(1, 500),
          *rc::gen::inRange(1, 500)};
}

TEST(GridTest, PlacesCellsByTheGeotransform) {
  const Grid grid = hokkaido();
  EXPECT_EQ(grid.to_world({0, 0}), (Point{573220, 4747320}));
  EXPECT_EQ(grid.centre(0, 0), (Point{573225, 4747315}));
  EXPECT_EQ(grid.centre(99, 199), (Point{575215, 4746325}));
  const CellPoint cell = grid.to_cell({573225, 4747315});
  EXPECT_DOUBLE_EQ(cell.row, 0.5);
  EXPECT_DOUBLE_EQ(cell.col, 0.5);
}

TEST(GridTest, KnowsItsExtentAndCellSize) {
  const Grid grid = hokkaido();
  EXPECT_DOUBLE_EQ(grid.bounds().min_x, 573220);
  EXPECT_DOUBLE_EQ(grid.bounds().max_x, 575220);
  EXPECT_DOUBLE_EQ(grid.bounds().min_y, 4746320);
  EXPECT_DOUBLE_EQ(grid.bounds().max_y, 4747320);
  EXPECT_TRUE(grid.north_up());
  EXPECT_DOUBLE_EQ(grid.cell_width(), 10);
  EXPECT_DOUBLE_EQ(grid.cell_height(), 10);
  EXPECT_DOUBLE_EQ(grid.cell_area_m2(7), 100);
  EXPECT_DOUBLE_EQ(grid.cell_size_m(), 10);
}

TEST(GridTest, HandlesSouthUp) {
  const Grid grid({100, 10, 0, 200, 0, 10}, {3, 4}, utm54());
  EXPECT_FALSE(grid.north_up());
  EXPECT_DOUBLE_EQ(grid.bounds().min_y, 200);
  EXPECT_DOUBLE_EQ(grid.bounds().max_y, 230);
  EXPECT_DOUBLE_EQ(grid.cell_area_m2(0), 100);
}

TEST(GridTest, HandlesRotation) {
  const double half = std::sqrt(0.5);
  // Rows and columns run to the south-west and south-east.
  const Grid grid({0, 10 * half, -10 * half, 0, -10 * half, -10 * half}, {2, 2}, utm54());
  EXPECT_FALSE(grid.north_up());
  EXPECT_NEAR(grid.bounds().min_x, -20 * half, 1e-9);
  EXPECT_NEAR(grid.bounds().max_x, 20 * half, 1e-9);
  EXPECT_NEAR(grid.bounds().min_y, -40 * half, 1e-9);
  EXPECT_NEAR(grid.bounds().max_y, 0, 1e-9);
  EXPECT_NEAR(grid.cell_width(), 10, 1e-12);
  EXPECT_NEAR(grid.cell_height(), 10, 1e-12);
  EXPECT_NEAR(grid.cell_area_m2(0), 100, 1e-9);
}

TEST(GridTest, CountsAreasInMetresWhateverTheUnit) {
  const double foot = 0.3048;
  const auto crs = std::make_shared<const Crs>(Crs{"EPSG:2263", "feet", false, foot});
  EXPECT_NEAR(Grid(north_up(0, 0, 100), {1, 1}, crs).cell_size_m(), 30.48, 1e-12);
}

RC_GTEST_PROP(GridProperty, CellToWorldAndBack, ()) {
  const Grid grid(arbitrary_affine(), {1000, 1000}, utm54());
  const CellPoint cell{*rc::gen::inRange(-100'000, 100'000) / 100.0,
                       *rc::gen::inRange(-100'000, 100'000) / 100.0};
  const CellPoint back = grid.to_cell(grid.to_world(cell));
  RC_ASSERT(std::abs(back.row - cell.row) < 1e-6);
  RC_ASSERT(std::abs(back.col - cell.col) < 1e-6);
}

RC_GTEST_PROP(GridProperty, CropIsAssociative, ()) {
  const Grid grid(arbitrary_affine(), {1000, 1000}, utm54());
  const Window outer = arbitrary_window();
  const Window inner = arbitrary_window();
  const Window both{outer.row + inner.row, outer.col + inner.col, inner.rows, inner.cols};
  RC_ASSERT(grid.crop(outer).crop(inner).difference(grid.crop(both), 1e-6).empty());
}

RC_GTEST_PROP(GridProperty, CropKeepsThePlaceOfEachCell, ()) {
  const Grid grid(arbitrary_affine(), {1000, 1000}, utm54());
  const Window window = arbitrary_window();
  const Point before = grid.centre(window.row + 3, window.col + 5);
  const Point after = grid.crop(window).centre(3, 5);
  RC_ASSERT(std::hypot(after.x - before.x, after.y - before.y) < 1e-6);
}

RC_GTEST_PROP(GridProperty, SnappedGridsCoverAndShareEdges, ()) {
  const double cell = *rc::gen::element(0.1, 10.0, 30.0, 1.0 / 3600, 0.000277777777777778);
  const auto arbitrary_bounds = [&] {
    const double x = *rc::gen::inRange(-1'000'000, 1'000'000) * cell / 7;
    const double y = *rc::gen::inRange(-1'000'000, 1'000'000) * cell / 7;
    return Bounds{x, y, x + *rc::gen::inRange(1, 5000) * cell / 3,
                  y + *rc::gen::inRange(1, 5000) * cell / 3};
  };
  const Bounds wanted = arbitrary_bounds();
  const Grid grid = snapped_grid(wanted, cell, utm54());

  const Bounds got = grid.bounds();
  const double hair = 1e-5 * cell;
  RC_ASSERT(got.min_x <= wanted.min_x + hair && got.min_x > wanted.min_x - cell);
  RC_ASSERT(got.max_y >= wanted.max_y - hair && got.max_y < wanted.max_y + cell);
  RC_ASSERT(got.max_x >= wanted.max_x - hair && got.max_x < wanted.max_x + cell + hair);
  RC_ASSERT(got.min_y <= wanted.min_y + hair && got.min_y > wanted.min_y - cell - hair);

  const CellPoint other =
      grid.to_cell(snapped_grid(arbitrary_bounds(), cell, utm54()).to_world({}));
  RC_ASSERT(std::abs(other.row - std::round(other.row)) < 1e-5);
  RC_ASSERT(std::abs(other.col - std::round(other.col)) < 1e-5);
}

TEST(GridTest, SnappingAnAlignedExtentChangesNothing) {
  const Grid grid = snapped_grid({573220, 4746320, 575220, 4747320}, 10, utm54());
  EXPECT_TRUE(grid.compatible(hokkaido(), 1e-9)) << grid.difference(hokkaido(), 1e-9);
  const Grid degree = snapped_grid({6.5, 0, 7.5, 1}, 1.0 / 3600, degrees());
  EXPECT_EQ(degree.size(), (Size{3600, 3600}));
}

TEST(GridTest, SnapsAPointToOneCell) {
  EXPECT_EQ(snapped_grid({5, 5, 5, 5}, 10, utm54()).size(), (Size{1, 1}));
}

TEST(GridTest, CellAreasOfTheGlobeAddUpToTheEllipsoid) {
  constexpr double kSurface_m2 = 5.10065621724e14;  // of WGS 84
  const Grid grid({-180, 0.25, 0, 90, 0, -0.1}, {1800, 1440}, degrees());
  double sum_m2 = 0;
  for (int row = 0; row < grid.rows(); ++row) sum_m2 += grid.cell_area_m2(row) * grid.cols();
  EXPECT_NEAR(sum_m2 / kSurface_m2, 1, 1e-4);
  EXPECT_GT(grid.cell_area_m2(900), grid.cell_area_m2(400));
}

TEST(GridTest, DegreeLengthsOfTheEllipsoid) {
  struct Known {
    double latitude_deg, east_m, north_m;
  };
  // As tabulated for WGS 84, to the metre.
  for (const Known& known :
       {Known{0, 111320, 110574}, Known{15, 107550, 110649}, Known{-30, 96486, 110852},
        Known{45, 78847, 111132}, Known{60, 55800, 111412}, Known{-90, 0, 111694}}) {
    const DegreeLength length = degree_length(known.latitude_deg);
    EXPECT_NEAR(length.east_m, known.east_m, 0.6) << known.latitude_deg;
    EXPECT_NEAR(length.north_m, known.north_m, 0.6) << known.latitude_deg;
  }
}

TEST(GridTest, ChangesTheCellSizeOutwards) {
  const Grid grid = hokkaido().with_cell_size(30);
  EXPECT_EQ(grid.size(), (Size{34, 67}));
  EXPECT_EQ(grid.to_world({0, 0}), (Point{573220, 4747320}));
  EXPECT_EQ(hokkaido().with_cell_size(10).difference(hokkaido(), 1e-9), "");
  EXPECT_EQ(hokkaido().with_cell_size(1e6).size(), (Size{1, 1}));
  const Grid rotated({0, 1, 1, 0, 1, -1}, {2, 2}, utm54());
  EXPECT_THROW(rotated.with_cell_size(1), Error);
}

TEST(GridTest, RefusesImpossibleCellSizes) {
  for (const double cell : {0.0, -10.0, kNan, std::numeric_limits<double>::infinity()}) {
    EXPECT_THROW(hokkaido().with_cell_size(cell), Error) << cell;
    EXPECT_THROW(snapped_grid({0, 0, 1, 1}, cell, utm54()), Error) << cell;
  }
  EXPECT_THROW(hokkaido().with_cell_size(1e-9), Error) << "too many cells";
  EXPECT_THROW(snapped_grid({kNan, 0, 1, 1}, 1, utm54()), Error);
  EXPECT_THROW(snapped_grid({0, 0, std::numeric_limits<double>::infinity(), 1}, 1, utm54()), Error);
}

TEST(GridTest, RefusesImpossibleGrids) {
  EXPECT_THROW(Grid(north_up(0, 0, 10), {0, 5}, utm54()), Error);
  EXPECT_THROW(Grid(north_up(0, 0, 10), {5, -1}, utm54()), Error);
  EXPECT_THROW(Grid(north_up(0, 0, 0), {5, 5}, utm54()), Error);
  EXPECT_THROW(Grid({0, 1, 2, 0, 2, 4}, {5, 5}, utm54()), Error) << "rows along columns";
  EXPECT_THROW(Grid(north_up(kNan, 0, 10), {5, 5}, utm54()), Error);
  EXPECT_THROW(hokkaido().crop({0, 0, 0, 5}), Error);
}

TEST(GridTest, IsCompatibleWithinATolerance) {
  const Grid grid = hokkaido();
  const auto shifted = [&](double metres) {
    return Grid(north_up(573220 + metres, 4747320, 10), grid.size(), grid.crs());
  };
  EXPECT_TRUE(grid.compatible(shifted(0.05)));
  EXPECT_FALSE(grid.compatible(shifted(0.2)));
  EXPECT_TRUE(grid.compatible(shifted(0.2), 0.05));
  EXPECT_EQ(grid.difference(shifted(5)), "the cells lie up to 0.5 cells apart");
}

TEST(GridTest, NoticesADriftTowardsTheFarCorner) {
  const Grid grid = hokkaido();
  const Grid wider(north_up(573220, 4747320, 10.01), grid.size(), grid.crs());
  EXPECT_FALSE(grid.compatible(wider));
}

TEST(GridTest, SaysWhatDiffers) {
  const Grid grid = hokkaido();
  EXPECT_THAT(grid.difference(Grid(grid.affine(), grid.size(), degrees())),
              testing::HasSubstr("EPSG:32654 and EPSG:4326"));
  EXPECT_THAT(grid.difference(Grid(grid.affine(), grid.size(), nullptr)),
              testing::HasSubstr("EPSG:32654 and none"));
  EXPECT_THAT(grid.difference(Grid(grid.affine(), {100, 199}, utm54())),
              testing::HasSubstr("200 × 100 and 199 × 100"));
}

TEST(CrsTest, IsTheSameByItsDefinition) {
  EXPECT_TRUE(same_crs(utm54(), utm54()));
  EXPECT_FALSE(same_crs(utm54(), degrees()));
  EXPECT_FALSE(same_crs(utm54(), nullptr));
  EXPECT_TRUE(same_crs(nullptr, nullptr));
}

}  // namespace
}  // namespace scarp
