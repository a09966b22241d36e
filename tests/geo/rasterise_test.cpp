#include "geo/rasterise.h"

#include <gtest/gtest.h>

#include "geo/crs.h"
#include "make_raster.h"
#include "support/error_of.h"

namespace scarp::geo {
namespace {

using testing::HasSubstr;

VectorLayer layer_of(MultiPolygon polygons, CrsPtr crs) {
  return {"inventory", std::move(crs), {}, {{std::move(polygons), {}}}};
}

Polygon box(double x0, double y0, double x1, double y1) {
  return {{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}}, {}};
}

int count(const Image<std::uint8_t>& mask) {
  int cells = 0;
  for (const std::uint8_t value : mask.values()) cells += value;
  return cells;
}

const CrsPtr& utm() {
  static const CrsPtr crs = parse_crs("EPSG:32654");
  return crs;
}

Grid grid() { return {{500000, 10, 0, 4700000, 0, -10}, {10, 10}, utm()}; }

TEST(Rasterise, MarksCellsByTheirCentres) {
  // 4 mm short of the centres on the left, 4 mm past those on the right.
  const auto mask =
      rasterise(layer_of({box(500015.004, 4699944.996, 500045.004, 4699984.996)}, utm()), grid());
  EXPECT_EQ(count(mask), 3 * 4);
  EXPECT_EQ(mask(2, 2), 1);
  EXPECT_EQ(mask(5, 4), 1);
  EXPECT_EQ(mask(2, 1), 0);
  EXPECT_EQ(mask(1, 2), 0);
}

TEST(Rasterise, LeavesHolesOpen) {
  Polygon polygon = box(500000, 4699900, 500100, 4700000);
  polygon.holes.push_back(box(500020, 4699920, 500080, 4699980).outer);
  EXPECT_EQ(count(rasterise(layer_of({polygon}, utm()), grid())), 100 - 36);
}

TEST(Rasterise, OverlapsStaySet) {
  const auto mask = rasterise(
      layer_of({box(500000, 4699900, 500060, 4700000), box(500040, 4699900, 500100, 4700000)},
               utm()),
      grid());
  EXPECT_EQ(count(mask), 100);
}

TEST(Rasterise, BringsTheLayerIntoTheGridsSystem) {
  const VectorLayer layer = layer_of({box(500020, 4699920, 500080, 4699980)}, utm());
  EXPECT_EQ(rasterise(transform(layer, wgs84()), grid()).values(),
            rasterise(layer, grid()).values());
}

TEST(Rasterise, ServesRotatedGrids) {
  const Grid rotated({500000, 8, 6, 4700000, 6, -8}, {10, 10}, utm());
  const Point centre = rotated.centre(4, 7);
  const auto mask = rasterise(
      layer_of({box(centre.x - 1, centre.y - 1, centre.x + 1, centre.y + 1)}, utm()), rotated);
  EXPECT_EQ(count(mask), 1);
  EXPECT_EQ(mask(4, 7), 1);
}

TEST(Rasterise, PassesOverPolygonsElsewhere) {
  EXPECT_EQ(count(rasterise(layer_of({box(0, 0, 10, 10)}, utm()), grid())), 0);
  EXPECT_EQ(count(rasterise(layer_of({box(-40, -80, -39, -79)}, wgs84()), grid())), 0);
  EXPECT_EQ(count(rasterise(layer_of({}, utm()), grid())), 0);
  EXPECT_EQ(count(rasterise({"empty", nullptr, {}, {}}, grid())), 0);
}

TEST(Rasterise, NeedsTheReferenceSystems) {
  EXPECT_THAT(test::error_of([] { rasterise(layer_of({box(0, 0, 1, 1)}, nullptr), grid()); }),
              HasSubstr("without a reference system"));
}

}  // namespace
}  // namespace scarp::geo
