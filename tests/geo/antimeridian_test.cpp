#include "geo/antimeridian.h"

#include <gtest/gtest.h>

#include "geo/crs.h"

namespace scarp::geo {
namespace {

Ring box_ring(double west, double south, double east, double north) {
  return {{west, south}, {east, south}, {east, north}, {west, north}, {west, south}};
}

VectorLayer layer_of(const std::vector<MultiPolygon>& outlines) {
  VectorLayer layer;
  layer.crs = wgs84();
  for (const MultiPolygon& one : outlines) layer.features.push_back({one, {}});
  return layer;
}

TEST(Antimeridian, BoxesAcrossItAreCountedOn) {
  const Bounds box = across_antimeridian({179.9, -17, -179.8, -16});
  EXPECT_DOUBLE_EQ(box.min_x, 179.9);
  EXPECT_DOUBLE_EQ(box.max_x, 180.2);
  // West and east confused.
  EXPECT_DOUBLE_EQ(across_antimeridian({142, 42, 141, 43}).max_x, 141);
}

TEST(Antimeridian, WhatWasCutThereIsJoined) {
  const VectorLayer cut =
      layer_of({{{box_ring(179.9, -17, 180, -16), {}}, {box_ring(-180, -17, -179.9, -16), {}}},
                {{box_ring(-179.5, -17, -179.4, -16), {}}}});
  const VectorLayer joined = joined_at_antimeridian(cut);
  ASSERT_EQ(joined.features[0].geometry.size(), 1U);
  EXPECT_NEAR(area(joined.features[0].geometry), 0.2, 1e-9);
  const Bounds box = bounds_of(joined);
  EXPECT_DOUBLE_EQ(box.min_x, 179.9);
  EXPECT_DOUBLE_EQ(box.max_x, 180.6);
}

TEST(Antimeridian, DrawnAcrossItIsCountedOn) {
  const Ring drawn{{179.9, -17}, {-179.9, -17}, {-179.9, -16}, {179.9, -16}, {179.9, -17}};
  EXPECT_NEAR(area(joined_at_antimeridian(layer_of({{{drawn, {}}}})).features[0].geometry), 0.2,
              1e-9);
}

TEST(Antimeridian, OtherLayersStay) {
  const VectorLayer wide = layer_of({{{box_ring(-180, -80, 180, 80), {}}}});
  EXPECT_DOUBLE_EQ(bounds_of(joined_at_antimeridian(wide)).min_x, -180);
  const VectorLayer apart = layer_of({{{box_ring(1, 1, 2, 2), {}}, {box_ring(2, 1, 3, 2), {}}}});
  EXPECT_EQ(joined_at_antimeridian(apart).features[0].geometry.size(), 2U);
  EXPECT_TRUE(joined_at_antimeridian(layer_of({})).features.empty());
}

}  // namespace
}  // namespace scarp::geo
