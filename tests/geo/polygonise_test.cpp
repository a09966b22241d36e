#include "geo/polygonise.h"

#include <gtest/gtest.h>
#include <ogr_geometry.h>
#include <rapidcheck/gtest.h>

#include <chrono>
#include <cmath>
#include <set>

#include "core/random.h"
#include "geo/crs.h"
#include "geo/rasterise.h"

namespace scarp::geo {
namespace {

using Labels = Image<std::int32_t>;

Labels labels_of(const std::vector<std::string>& rows) {
  Labels labels({static_cast<int>(rows.size()), static_cast<int>(rows[0].size())});
  for (int row = 0; row < labels.rows(); ++row) {
    for (int col = 0; col < labels.cols(); ++col) {
      const char c = rows[static_cast<std::size_t>(row)][static_cast<std::size_t>(col)];
      labels(row, col) = c == '.' ? 0 : c - '0';
    }
  }
  return labels;
}

std::vector<Region> polygonise(const Labels& labels, const Grid& grid,
                               const PolygoniseOptions& options = {}) {
  return polygonise(runs_of(labels), grid, options);
}

Grid grid_of(const Labels& labels) {
  return {{500000, 10, 0, 4700000, 0, -10}, labels.size(), parse_crs("EPSG:32654")};
}

// Of GEOS, by way of GDAL.
bool valid(const MultiPolygon& polygons) {
  OGRMultiPolygon multi;
  for (const Polygon& polygon : polygons) {
    auto* copy = new OGRPolygon;
    std::vector<Ring> rings = polygon.holes;
    rings.insert(rings.begin(), polygon.outer);
    for (const Ring& ring : rings) {
      auto* line = new OGRLinearRing;
      for (const Point& p : ring) line->addPoint(p.x, p.y);
      copy->addRingDirectly(line);
    }
    multi.addGeometryDirectly(copy);
  }
  return multi.IsValid() != 0;
}

// Positive when counter-clockwise.
double signed_area(const Ring& ring) {
  double twice = 0;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    twice += (ring[i].x - ring[0].x) * (ring[i + 1].y - ring[0].y) -
             (ring[i + 1].x - ring[0].x) * (ring[i].y - ring[0].y);
  }
  return twice / 2;
}

Labels random_labels(Size size, int values, std::uint64_t seed) {
  Labels labels(size);
  Random random(seed);
  for (std::int32_t& label : labels.values()) {
    label = static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(values)));
  }
  return labels;
}

TEST(Polygonise, OutlinesACell) {
  const Labels labels = labels_of({"...", ".1.", "..."});
  const auto regions = polygonise(labels, grid_of(labels));
  ASSERT_EQ(regions.size(), 1U);
  EXPECT_EQ(regions[0].value, 1);
  ASSERT_EQ(regions[0].outline.size(), 1U);
  EXPECT_EQ(regions[0].outline[0].outer.size(), 5U);
  const std::set<std::pair<double, double>> corners{
      {500010, 4699990}, {500020, 4699990}, {500010, 4699980}, {500020, 4699980}};
  for (const Point& p : regions[0].outline[0].outer) EXPECT_TRUE(corners.count({p.x, p.y}));
  EXPECT_GT(signed_area(regions[0].outline[0].outer), 0);
}

TEST(Polygonise, KeepsHoles) {
  const Labels labels = labels_of({"11111", "1...1", "1.2.1", "1...1", "11111"});
  const auto regions = polygonise(labels, grid_of(labels));
  ASSERT_EQ(regions.size(), 2U);
  ASSERT_EQ(regions[0].outline[0].holes.size(), 1U);
  EXPECT_DOUBLE_EQ(area(regions[0].outline), 1600);
  EXPECT_LT(signed_area(regions[0].outline[0].holes[0]), 0);
  EXPECT_EQ(regions[1].value, 2);
  EXPECT_DOUBLE_EQ(area(regions[1].outline), 100);
}

TEST(Polygonise, ConnectsByEdgesOrCorners) {
  const Labels labels = labels_of({"1..", ".1.", "..1"});
  EXPECT_EQ(polygonise(labels, grid_of(labels)).size(), 3U);
  PolygoniseOptions options;
  options.connection = Connection::corners;
  const auto regions = polygonise(labels, grid_of(labels), options);
  ASSERT_EQ(regions.size(), 1U);
  EXPECT_EQ(regions[0].outline.size(), 3U);
  EXPECT_TRUE(valid(regions[0].outline));
}

TEST(Polygonise, ClosesRingsThatTouchThemselves) {
  const Labels labels = labels_of({"111.", "1.11", "11.1", ".111"});
  for (const bool eight : {false, true}) {
    PolygoniseOptions options;
    options.connection = eight ? Connection::corners : Connection::edges;
    const auto regions = polygonise(labels, grid_of(labels), options);
    ASSERT_EQ(regions.size(), 1U);
    EXPECT_TRUE(valid(regions[0].outline));
    EXPECT_DOUBLE_EQ(area(regions[0].outline), 1200);
    EXPECT_EQ(regions[0].outline[0].holes.size(), 2U);
  }
}

TEST(Polygonise, OrdersByLabel) {
  const Labels labels = labels_of({"3.1", "...", "1.2"});
  std::vector<std::int32_t> values;
  for (const Region& region : polygonise(labels, grid_of(labels))) values.push_back(region.value);
  EXPECT_EQ(values, (std::vector<std::int32_t>{1, 1, 2, 3}));
}

TEST(Polygonise, LeavesOutSmallRegions) {
  const Labels labels = labels_of({"11.2", "11..", "...3", "..33"});
  PolygoniseOptions options;
  options.min_area_m2 = 300;
  const auto regions = polygonise(labels, grid_of(labels), options);
  ASSERT_EQ(regions.size(), 2U);
  EXPECT_EQ(regions[0].value, 1);
  EXPECT_EQ(regions[1].value, 3);
}

TEST(Polygonise, MeasuresDegreesInSquareMetres) {
  const Labels labels = labels_of({"1", ".", "2"});
  const Grid grid({10, 0.001, 0, 60, 0, -20}, labels.size(), wgs84());
  // The upper cell lies at 50° N, the lower one at 10° N: it is half as large again.
  PolygoniseOptions options;
  options.min_area_m2 = (grid.cell_area_m2(0) + grid.cell_area_m2(2)) / 2;
  const auto regions = polygonise(labels, grid, options);
  ASSERT_EQ(regions.size(), 1U);
  EXPECT_EQ(regions[0].value, 2);
}

TEST(Polygonise, TurnsTheSameWayOnFlippedGrids) {
  const Labels labels = labels_of({"111", "1.1", "111"});
  const Grid grid({0, 1, 0, 0, 0, 1}, labels.size(), parse_crs("EPSG:32654"));
  const auto regions = polygonise(labels, grid);
  EXPECT_GT(signed_area(regions[0].outline[0].outer), 0);
  EXPECT_LT(signed_area(regions[0].outline[0].holes[0]), 0);
}

TEST(Polygonise, OfNothingIsNothing) {
  const Labels labels({5, 5});
  EXPECT_TRUE(polygonise(labels, grid_of(labels)).empty());
}

RC_GTEST_PROP(PolygoniseProperty, OutlinesAreValidAndRasteriseBack, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const Size size{*rc::gen::inRange(1, 25), *rc::gen::inRange(1, 25)};
  const Labels labels = random_labels(size, *rc::gen::inRange(2, 5), seed);
  const Grid grid = grid_of(labels);
  PolygoniseOptions options;
  options.connection = *rc::gen::element(Connection::edges, Connection::corners);
  Labels back(size);
  for (const Region& region : polygonise(labels, grid, options)) {
    RC_ASSERT(valid(region.outline));
    const VectorLayer layer{"", grid.crs(), {}, {{region.outline, {}}}};
    const Image<std::uint8_t> mask = rasterise(layer, grid);
    double cells = 0;
    for (std::size_t i = 0; i < mask.values().size(); ++i) {
      if (mask.values()[i] == 0) continue;
      RC_ASSERT(back.values()[i] == 0);
      back.values()[i] = region.value;
      ++cells;
    }
    RC_ASSERT(std::abs(area(region.outline) - 100 * cells) < 1e-6);
  }
  RC_ASSERT(back.values() == labels.values());
}

RC_GTEST_PROP(PolygoniseProperty, SimplifiedOutlinesAreValidAndKeepHoles, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const Labels labels = random_labels({20, 20}, *rc::gen::inRange(2, 4), seed);
  const Grid grid = grid_of(labels);
  PolygoniseOptions options;
  options.connection = *rc::gen::element(Connection::edges, Connection::corners);
  const auto plain = polygonise(labels, grid, options);
  options.simplify_cells = *rc::gen::element(0.5, 0.8, 1.5, 4.0);
  const auto simple = polygonise(labels, grid, options);
  RC_ASSERT(plain.size() == simple.size());
  for (std::size_t i = 0; i < simple.size(); ++i) {
    RC_ASSERT(valid(simple[i].outline));
    RC_ASSERT(simple[i].outline.size() == plain[i].outline.size());
    for (std::size_t p = 0; p < simple[i].outline.size(); ++p) {
      RC_ASSERT(simple[i].outline[p].holes.size() == plain[i].outline[p].holes.size());
    }
  }
}

TEST(Polygonise, SimplifiesStaircases) {
  Labels labels({60, 60});
  for (int row = 0; row < 60; ++row) {
    for (int col = 0; col <= row; ++col) labels(row, col) = 1;
  }
  PolygoniseOptions options;
  options.simplify_cells = 1;
  const auto regions = polygonise(labels, grid_of(labels), options);
  EXPECT_LE(regions[0].outline[0].outer.size(), 6U);
  EXPECT_NEAR(area(regions[0].outline), 60 * 61 * 100 / 2.0, 60 * 100);
}

TEST(Polygonise, HandlesAHundredThousandRegions) {
  Labels labels({1300, 1300});
  std::int32_t next = 1;
  for (int row = 0; row + 3 < 1300; row += 4) {
    for (int col = 0; col + 3 < 1300; col += 4) {
      for (const auto& [r, c] : {std::pair{0, 0}, {0, 1}, {1, 1}, {1, 2}, {2, 2}}) {
        labels(row + r, col + c) = next;
      }
      ++next;
    }
  }
  PolygoniseOptions options;
  options.simplify_cells = 0.8;
  const auto start = std::chrono::steady_clock::now();
  const auto regions = polygonise(labels, grid_of(labels), options);
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(regions.size(), static_cast<std::size_t>(next - 1));
  EXPECT_LT(time.count(), 60);  // generous: sanitizers, busy machines
  RecordProperty("seconds", std::to_string(time.count()));
}

}  // namespace
}  // namespace scarp::geo
