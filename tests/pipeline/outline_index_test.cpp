#include "pipeline/outline_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/random.h"
#include "geo/antimeridian.h"
#include "geo/crs.h"

namespace scarp::pipeline {
namespace {

using product::MapLandslide;

const Grid kGrid({500000, 10, 0, 4737000, 0, -10}, {1000, 1000}, geo::parse_crs("EPSG:32654"));

// An oval of 40 corners.
geo::MultiPolygon oval(Point middle, double radius_m) {
  constexpr int kCorners = 40;
  geo::Ring ring;
  for (int i = 0; i <= kCorners; ++i) {
    const double angle = 2 * std::numbers::pi * (i % kCorners) / kCorners;
    ring.push_back(
        {middle.x + 2 * radius_m * std::cos(angle), middle.y + radius_m * std::sin(angle)});
  }
  return {{ring, {}}};
}

MapLandslide landslide_of(geo::MultiPolygon outline) {
  MapLandslide landslide;
  landslide.outline = std::move(outline);
  return landslide;
}

// Many with the same box, as on a grid of cells.
std::vector<MapLandslide> some_landslides() {
  std::vector<MapLandslide> landslides;
  for (int i = 0; i < 50; ++i) {
    landslides.push_back(landslide_of(oval({501000.0 + 100 * (i % 5), 4730000.0 + 50 * i}, 20)));
  }
  return landslides;
}

TEST(OutlineIndex, FindsOutlinesThatWereWrittenElsewhere) {
  const std::vector<MapLandslide> landslides = some_landslides();
  const OutlineIndex index(landslides, kGrid);
  Random random(3);
  for (std::size_t i = 0; i < landslides.size(); ++i) {
    geo::MultiPolygon other = landslides[i].outline;
    geo::Ring& ring = other[0].outer;
    std::rotate(ring.begin(), ring.begin() + static_cast<int>(i % 39), ring.end() - 1);
    ring.back() = ring.front();
    if (i % 2 == 0) std::reverse(ring.begin(), ring.end());
    for (Point& p : ring) {
      p = {p.x + random.uniform(-0.01, 0.01), p.y + random.uniform(-0.01, 0.01)};
    }
    ring.back() = ring.front();
    EXPECT_EQ(index.find(other), i);
  }
  EXPECT_FALSE(index.find(oval({505000, 4735000}, 20)));
  EXPECT_FALSE(index.find({}));
}

// The box, the number of corners and, nearly, the area stay.
TEST(OutlineIndex, ACornerThatMovedMakesItAnother) {
  const std::vector<MapLandslide> landslides = some_landslides();
  const OutlineIndex index(landslides, kGrid);
  for (const double moved_m : {0.25, 1.0}) {
    geo::MultiPolygon other = landslides[7].outline;
    other[0].outer[3].x += moved_m;
    EXPECT_FALSE(index.find(other)) << moved_m;
  }
  geo::MultiPolygon other = landslides[7].outline;
  other[0].outer[3].x += 0.03;
  EXPECT_EQ(index.find(other), 7U);
}

// GDAL writes 142.0000007 as 142.0 in GeoJSON of seven decimals.
TEST(OutlineIndex, ACornerMayLoseItsLastDecimal) {
  const Point corner = geo::transform({{142.0000007, 42.75}}, geo::wgs84(), kGrid.crs()).front();
  const Point written = geo::transform({{142.0, 42.75}}, geo::wgs84(), kGrid.crs()).front();
  const Point east{corner.x + 100, corner.y};
  const Point north{corner.x, corner.y + 100};
  const std::vector<MapLandslide> landslides{landslide_of({{{corner, east, north, corner}, {}}})};
  const OutlineIndex index(landslides, kGrid);
  EXPECT_GT(std::hypot(written.x - corner.x, written.y - corner.y), 0.05);
  EXPECT_EQ(index.find({{{written, east, north, written}, {}}}), 0U);
}

TEST(OutlineIndex, CornersAndHolesThatCameOrWentMakeItAnother) {
  const std::vector<MapLandslide> landslides = some_landslides();
  const OutlineIndex index(landslides, kGrid);
  geo::MultiPolygon other = landslides[7].outline;
  other[0].outer.erase(other[0].outer.begin() + 3);
  EXPECT_FALSE(index.find(other));
  other = landslides[7].outline;
  const Point first = other[0].outer[3];
  const Point second = other[0].outer[4];
  other[0].outer.insert(other[0].outer.begin() + 4,
                        Point{(first.x + second.x) / 2, (first.y + second.y) / 2});
  EXPECT_FALSE(index.find(other));
  other = landslides[7].outline;
  other[0].holes.push_back(oval({501200, 4730350}, 3)[0].outer);
  EXPECT_FALSE(index.find(other));
}

TEST(OutlineIndex, ACutAtTheAntimeridianIsOfNoMatter) {
  const CrsPtr crs = geo::utm_crs(180.01, -17);
  const Point middle = geo::transform({{180, -17}}, geo::wgs84(), crs).front();
  const Grid grid({middle.x - 5000, 10, 0, middle.y + 5000, 0, -10}, {1000, 1000}, crs);
  const std::vector<MapLandslide> landslides{landslide_of(oval(middle, 100))};
  geo::MultiPolygon cut = landslides[0].outline;
  geo::Ring& ring = cut[0].outer;  // north and south of the middle
  const Point north = geo::transform({{180, -17 + 99 / 110660.0}}, geo::wgs84(), crs).front();
  ring.insert(ring.begin() + 11, north);
  const OutlineIndex index(landslides, grid);
  EXPECT_EQ(index.find(cut), 0U);
  ring[12].y -= 1;
  EXPECT_FALSE(index.find(cut));
}

TEST(SameOutlines, InWhateverOrder) {
  const std::vector<MapLandslide> landslides = some_landslides();
  std::vector<MapLandslide> others = landslides;
  std::reverse(others.begin(), others.end());
  EXPECT_TRUE(same_outlines(landslides, others, kGrid));
  others.pop_back();
  EXPECT_FALSE(same_outlines(landslides, others, kGrid));
}

}  // namespace
}  // namespace scarp::pipeline
