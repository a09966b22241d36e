#include "product/stac_item.h"

#include <gtest/gtest.h>

#include "geo/crs.h"

namespace scarp::product {
namespace {

using Json = nlohmann::ordered_json;

// Degrees keep the numbers round.
Json item_of(double west, double east) {
  ItemFacts facts;
  facts.grid = Grid({west, (east - west) / 10, 0, -16, 0, -0.1}, {10, 10}, geo::wgs84());
  return stac_item(facts);
}

TEST(StacItem, IsABoxWherePossible) {
  const Json item = item_of(141, 142);
  EXPECT_EQ(item["geometry"]["type"], "Polygon");
  EXPECT_EQ(item["geometry"]["coordinates"][0].size(), 5U);
  EXPECT_NEAR(item["bbox"][0].get<double>(), 141, 1e-9);
  EXPECT_NEAR(item["bbox"][2].get<double>(), 142, 1e-9);
}

// RFC 7946, sections 3.1.9 and 5.2.
TEST(StacItem, IsCutAtTheAntimeridian) {
  const Json item = item_of(179.5, 180.5);
  EXPECT_NEAR(item["bbox"][0].get<double>(), 179.5, 1e-9);
  EXPECT_NEAR(item["bbox"][2].get<double>(), -179.5, 1e-9);
  ASSERT_EQ(item["geometry"]["type"], "MultiPolygon");
  const Json& parts = item["geometry"]["coordinates"];
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0][0][1][0], 180);
  EXPECT_EQ(parts[1][0][0][0], -180);
  EXPECT_NEAR(parts[1][0][1][0].get<double>(), -179.5, 1e-9);
}

}  // namespace
}  // namespace scarp::product
