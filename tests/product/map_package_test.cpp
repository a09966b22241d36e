#include "product/map_package.h"

#include <gtest/gtest.h>

namespace scarp::product {
namespace {

geo::VectorLayer layer_of(const std::vector<geo::FieldValue>& ids) {
  geo::VectorLayer layer;
  layer.fields.push_back({"ID", geo::FieldType::real});
  for (const geo::FieldValue& id : ids) layer.features.push_back({{}, {id}});
  return layer;
}

// As GeoPandas writes a column of which one value is missing.
TEST(LandslidesIn, WholeNumbersAmongRealsAreIds) {
  const LandslideLayer read = landslides_in(layer_of({29.0, {}, std::int64_t{7}}), "score", {});
  ASSERT_EQ(read.landslides.size(), 3U);
  EXPECT_EQ(read.landslides[0].id, 29);
  EXPECT_EQ(read.landslides[1].id, 0);
  EXPECT_EQ(read.landslides[2].id, 7);
  EXPECT_EQ(read.not_numbers, 0U);
}

TEST(LandslidesIn, CountsIdsThatAreNoWholeNumbers) {
  const LandslideLayer read = landslides_in(layer_of({1.5, 1e300, std::string("29")}), "score", {});
  for (const MapLandslide& one : read.landslides) EXPECT_EQ(one.id, 0);
  EXPECT_EQ(read.not_numbers, 3U);
}

}  // namespace
}  // namespace scarp::product
