#include "report/outlines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "geo/crs.h"
#include "support/temp_folder.h"

namespace scarp::report {
namespace {

geo::MultiPolygon square(double x, double y, double edge) {
  return {{{{x, y}, {x + edge, y}, {x + edge, y + edge}, {x, y + edge}, {x, y}}, {}}};
}

void write_package(const std::string& path, const std::string& layer) {
  geo::VectorWriter writer(path);
  writer.begin_layer(layer, geo::parse_crs("EPSG:32654"),
                     {{"area_m2"}, {"mean_score"}, {"remark", geo::FieldType::text}});
  writer.add({square(577000, 4735000, 20), {400.0, 0.6, std::string("small")}});
  writer.add({square(578000, 4735000, 100), {10000.0, 0.9, std::string("<b>large</b>")}});
  writer.add({square(579000, 4735000, 50), {2500.0, std::monostate(), std::string()}});
  writer.finish();
}

TEST(ReadEventLayers, SortsByArea) {
  const test::TempFolder folder;
  write_package(folder / "a.gpkg", "observed_event");
  const auto layers = read_event_layers(folder / "a.gpkg");
  ASSERT_EQ(layers.size(), 1U);
  EXPECT_EQ(numbers_in(layers[0], "area_m2"), (std::vector<double>{10000, 2500, 400}));
  EXPECT_EQ(numbers_in(layers[0], "mean_score").size(), 2U);
  EXPECT_TRUE(numbers_in(layers[0], "none").empty());
}

TEST(ReadEventLayers, NeedsTheLandslides) {
  const test::TempFolder folder;
  write_package(folder / "a.gpkg", "other");
  try {
    read_event_layers(folder / "a.gpkg");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.problem().what, "has no layer \"observed_event\"");
  }
}

TEST(OutlineLayer, SaysWhatTheAttributesSay) {
  const test::TempFolder folder;
  write_package(folder / "a.gpkg", "observed_event");
  const OutlineLayer layer = outline_layer(read_event_layers(folder / "a.gpkg")[0], 142, 2);
  EXPECT_EQ(layer.columns, (std::vector<std::string>{"Area", "Mean score", "Remark"}));
  EXPECT_EQ(layer.outlines[0].values,
            (std::vector<std::string>{"1.00 ha", "0.90", "<b>large</b>"}));
  EXPECT_EQ(layer.outlines[1].values[1], "–");
  EXPECT_NEAR(layer.outlines[0].shape[0].outer[0].x, 141.95, 0.01);
  EXPECT_NEAR(layer.outlines[0].shape[0].outer[0].y, 42.76, 0.01);
}

TEST(FitOutlines, LeavesOutTheSmallestOfTheLastLayerFirst) {
  OutlineLayer landslides{"Landslides", "", "", OutlineStyle::landslide, true, {}, {}, 0};
  landslides.outlines.assign(50, {square(0, 0, 1), {"x"}});
  OutlineLayer blind = landslides;
  blind.name = "Not assessable";
  std::vector<OutlineLayer> layers{landslides, blind};
  std::vector<std::string> notes;
  fit_outlines(layers, 100'000, notes);
  EXPECT_TRUE(notes.empty());
  fit_outlines(layers, 5'000, notes);
  EXPECT_EQ(layers[0].outlines.size(), 50U);
  EXPECT_LT(layers[1].outlines.size(), 50U);
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_THAT(notes[0], testing::StartsWith("Not assessable: the "));
}

TEST(ColumnTitle, IsReadable) {
  EXPECT_EQ(column_title("area_m2"), "Area");
  EXPECT_EQ(column_title("mean_change_vv_db"), "Mean change VV");
  EXPECT_EQ(column_title("mean_slope_deg"), "Mean slope");
  EXPECT_EQ(column_title(""), "");
}

TEST(ValueText, HasTheUnitOfItsField) {
  EXPECT_EQ(value_text("area_m2", 12345.0), "1.23 ha");
  EXPECT_EQ(value_text("mean_change_vv_db", -2.06), "−2.1 dB");
  EXPECT_EQ(value_text("mean_slope_deg", 17.46), "17.5°");
  EXPECT_EQ(value_text("max_probability", 0.987), "0.99");
  EXPECT_EQ(value_text("cause", std::string("no_data, water")), "no data, water");
  EXPECT_EQ(value_text("count", std::int64_t{7}), "7");
  EXPECT_EQ(value_text("what", std::monostate()), "–");
}

}  // namespace
}  // namespace scarp::report
