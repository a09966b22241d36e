#include "pipeline/map_evaluation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "geo/cog.h"
#include "geo/crs.h"
#include "geo/raster_file.h"
#include "support/shared_data.h"
#include "support/temp_folder.h"

namespace scarp::pipeline {
namespace {

using testing::Contains;
using testing::HasSubstr;
using Json = nlohmann::ordered_json;

constexpr double kLeft = 500000;
constexpr double kTop = 4700000;
constexpr double kCell_m = 10;

// Cells [row, row_end) × [col, col_end) as a square on the ground.
struct Block {
  int row, col, row_end, col_end;
};

geo::Polygon square(const Block& block) {
  const double west = kLeft + block.col * kCell_m;
  const double east = kLeft + block.col_end * kCell_m;
  const double north = kTop - block.row * kCell_m;
  const double south = kTop - block.row_end * kCell_m;
  return {{{west, north}, {east, north}, {east, south}, {west, south}, {west, north}}, {}};
}

// A map of 20 × 20 cells of 10 m: slide 1 of 4 × 4 cells is mapped to the half, slide 2 of 2 × 2 is
// missed, slide 3 is smaller than a cell; a mapped block of 3 × 3 is false.
class MapEvaluation : public testing::Test {
 protected:
  MapEvaluation() : crs_(geo::parse_crs("EPSG:32654")), score_(Size{20, 20}, 0.1F) {
    fill({2, 2, 4, 6}, 0.9F);
    fill({12, 12, 15, 15}, 0.8F);
    write_polygons("inventory.gpkg", {{2, 2, 6, 6}, {10, 4, 12, 6}});
    options_.map = (folder_ / "probability.tif").string();
    options_.inventory = (folder_ / "inventory.gpkg").string();
    options_.block_cells = 5;
  }

  void fill(const Block& block, float value) {
    for (int row = block.row; row < block.row_end; ++row) {
      for (int col = block.col; col < block.col_end; ++col) score_(row, col) = value;
    }
  }

  std::string write_polygons(const std::string& name, const std::vector<Block>& blocks) const {
    geo::VectorWriter writer(folder_ / name);
    writer.begin_layer("polygons", crs_, {});
    for (const Block& block : blocks) writer.add({{square(block)}, {}});
    writer.finish();
    return (folder_ / name).string();
  }

  std::string write_map(const std::string& name, const Image<float>& values,
                        const std::vector<std::pair<std::string, std::string>>& metadata = {}) {
    const Grid grid({kLeft, kCell_m, 0, kTop, 0, -kCell_m}, values.size(), crs_);
    geo::write_cog(folder_ / name, {.grid = grid, .bands = {{"", ""}}, .metadata = metadata},
                   values);
    return (folder_ / name).string();
  }

  // metrics.json
  Json run() {
    if (!std::filesystem::exists(folder_ / "probability.tif")) write_map("probability.tif", score_);
    OutputFolder out(folder_ / "out", true);
    RunRecord record("evaluate", HashDepth::full);
    ThreadPool threads(1);
    evaluate_map(options_, out, record, threads, reporter_);
    std::vector<std::string> outputs = out.written();
    outputs.emplace_back(kRunRecordName);
    record.write(out.file(kRunRecordName), outputs, reporter_);
    out.commit();
    return Json::parse(test::read_file(folder_ / "out/metrics.json"));
  }

  std::string refusal() {
    try {
      run();
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

  test::TempFolder folder_;
  CrsPtr crs_;
  Image<float> score_;
  MapEvaluationOptions options_;
  Reporter reporter_{Reporter::Level::quiet};
};

double value_of(const Json& metrics, const std::string& name) {
  for (const Json& row : metrics["metrics"]) {
    if (row["metric"] == name) return row["value"].get<double>();
  }
  return NAN;
}

TEST_F(MapEvaluation, CountsCellsAndLandslides) {
  const Json metrics = run();
  EXPECT_EQ(metrics["scores_are"], "probability");
  EXPECT_NEAR(value_of(metrics, "precision"), 8.0 / 17, 1e-4);
  EXPECT_NEAR(value_of(metrics, "recall"), 8.0 / 20, 1e-4);
  EXPECT_EQ(metrics["landslides"].back()["landslides"], 2);
  EXPECT_EQ(metrics["landslides"].back()["hit"], 1);
  EXPECT_EQ(metrics["landslides"].back()["area_recall"], 0.8);
  EXPECT_EQ(metrics["mapped_objects"][0]["objects"], 2);
  EXPECT_EQ(metrics["mapped_objects"][0]["false"], 1);
  EXPECT_FALSE(metrics.contains("batch_metrics"));
  EXPECT_THAT(reporter_.warnings(), Contains(HasSubstr("--interpreted-area")));
}

TEST_F(MapEvaluation, WritesWhatBecameOfEachCell) {
  run();
  const Raster<float> map =
      geo::read_band(geo::RasterFile((folder_ / "out/confusion.tif").string()));
  EXPECT_EQ(map.values(0, 0), 1) << "nothing there, nothing mapped";
  EXPECT_EQ(map.values(2, 2), 2) << "found";
  EXPECT_EQ(map.values(5, 5), 3) << "missed";
  EXPECT_EQ(map.values(13, 13), 4) << "false";
  EXPECT_GT(std::filesystem::file_size(folder_ / "out/confusion.png"), 0U);
  const Json facts = Json::parse(test::read_file(folder_ / "out/run.json"))["facts"];
  EXPECT_EQ(facts["scorings"][0]["cells"], 400);
}

TEST_F(MapEvaluation, StaysInsideTheInterpretedArea) {
  options_.interpreted_area = write_polygons("area.gpkg", {{0, 0, 11, 20}});
  const Json metrics = run();
  EXPECT_EQ(metrics["rows"], 11);
  EXPECT_EQ(value_of(metrics, "precision"), 1) << "the false block lies outside";
  EXPECT_NEAR(value_of(metrics, "recall"), 8.0 / 18, 1e-4);
  EXPECT_TRUE(reporter_.warnings().empty());
  options_.interpreted_area = write_polygons("elsewhere.gpkg", {{100, 100, 110, 110}});
  EXPECT_THAT(refusal(), HasSubstr("no cell of the map lies in the interpreted area"));
}

TEST_F(MapEvaluation, TellsOfPolygonsThatTakeNoPart) {
  write_polygons("inventory.gpkg", {{2, 2, 6, 6}, {50, 50, 60, 60}});
  const Json metrics = run();
  EXPECT_EQ(metrics["inventory"][1]["polygons"], 1);
  EXPECT_EQ(metrics["inventory"][2]["polygons"], 1);
  EXPECT_THAT(reporter_.warnings(), Contains(HasSubstr("1 of 2 polygons")));
}

TEST_F(MapEvaluation, CountsWhatTheRadarSawByItself) {
  Image<float> mask(Size{20, 20}, 0);
  for (int row = 9; row < 13; ++row) {
    for (int col = 0; col < 20; ++col) mask(row, col) = 4;  // shadow over slide 2
  }
  options_.visibility = write_map("mask.tif", mask);
  const Json all = run()["landslides"].back();
  EXPECT_EQ(all["landslides"], 2);
  EXPECT_EQ(all["visible"], 1);
  EXPECT_EQ(all["visible_recall"], 1.0);
}

TEST_F(MapEvaluation, TakesOutlinesForAMap) {
  options_.map = write_polygons("landslides.gpkg", {{2, 2, 4, 6}, {12, 12, 15, 15}});
  options_.interpreted_area = write_polygons("area.gpkg", {{0, 0, 20, 20}});
  const Json metrics = run();
  EXPECT_EQ(metrics["scores_are"], "class");
  EXPECT_EQ(metrics["rows"], 20);
  EXPECT_NEAR(value_of(metrics, "precision"), 8.0 / 17, 1e-4);
  EXPECT_TRUE(std::isnan(value_of(metrics, "auroc")));
  options_.interpreted_area.clear();
  EXPECT_EQ(run()["rows"], 13) << "over outlines and inventory: rows 2 to 15";
}

TEST_F(MapEvaluation, OfAnEmptyMapFindsNothing) {
  options_.map = write_polygons("landslides.gpkg", {});
  const Json metrics = run();
  EXPECT_EQ(value_of(metrics, "recall"), 0);
  EXPECT_EQ(metrics["mapped_objects"][0]["objects"], 0);
}

TEST_F(MapEvaluation, TellsProbabilitiesScoresAndClassesApart) {
  options_.map = write_map("score.tif", score_, {{"SCARP_THRESHOLD", "0.85"}});
  Json metrics = run();
  EXPECT_EQ(metrics["scores_are"], "score");
  EXPECT_EQ(metrics["threshold"], 0.85);
  EXPECT_EQ(value_of(metrics, "precision"), 1);
  EXPECT_TRUE(std::isnan(value_of(metrics, "ece")));

  options_.map = write_map("unnamed.tif", score_);
  EXPECT_EQ(run()["scores_are"], "score");
  EXPECT_THAT(reporter_.warnings(), Contains(HasSubstr("--scores-are")));

  for (float& value : score_.values()) value = value > 0.5F ? 255 : 0;
  options_.map = write_map("mapped.tif", score_);
  metrics = run();
  EXPECT_EQ(metrics["scores_are"], "class");
  EXPECT_NEAR(value_of(metrics, "precision"), 8.0 / 17, 1e-4);
}

TEST_F(MapEvaluation, NeedsAThresholdThatMakesSense) {
  for (float& value : score_.values()) value *= 100;
  options_.map = write_map("score.tif", score_);
  EXPECT_THAT(refusal(), HasSubstr("--threshold"));
  options_.reading.threshold = 50;
  EXPECT_NEAR(value_of(run(), "precision"), 8.0 / 17, 1e-4);
  options_.reading.kind = eval::ScoreKind::probability;
  EXPECT_THAT(refusal(), HasSubstr("are no probabilities"));
}

TEST(RealMapEvaluation, OfAnInventoryAgainstItselfIsPerfect) {
  SCARP_SHARED_DATA(data, "hokkaido-inventory");
  const test::TempFolder folder;
  MapEvaluationOptions options;
  options.map = options.inventory = (data / "iburitoubu_sanpuku.geojson").string();
  options.interpreted_area = (data / "handoku_Area.geojson").string();
  options.cell_size_m = 20;
  OutputFolder out(folder / "out", false);
  RunRecord record("evaluate", HashDepth::small_files);
  ThreadPool threads(2);
  Reporter reporter(Reporter::Level::quiet);
  evaluate_map(options, out, record, threads, reporter);
  const Json metrics = Json::parse(test::read_file(out.file("metrics.json")));
  EXPECT_EQ(value_of(metrics, "f1"), 1);
  // 6,116 polygons, 43.8 km²; some have no cell of 20 m to themselves.
  EXPECT_EQ(metrics["inventory"][0]["polygons"], 6116);
  EXPECT_GT(metrics["landslides"].back()["landslides"].get<int>(), 5900);
  EXPECT_NEAR(metrics["landslides"].back()["area_ha"].get<double>(), 4380, 44);
}

}  // namespace
}  // namespace scarp::pipeline
