#include "pipeline/stack_prediction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "geo/cog.h"
#include "geo/crs.h"
#include "geo/raster_file.h"
#include "geo/vector_file.h"
#include "stack/stack_file.h"
#include "support/temp_folder.h"

namespace scarp::pipeline {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr int kEdge = 64;

// Says of each pixel what one of its bands holds, the first of two, times `factor`.
class Echo final : public model::Predictor {
 public:
  explicit Echo(float factor = 1, int band = 0, int bands = 2)
      : factor_(factor), band_(band), bands_(bands) {}

  void predict(const float* x, std::int64_t count, int rows, int cols, float* out) override {
    for (std::int64_t i = 0; i < count * rows * cols; ++i) out[i] = factor_ * x[bands_ * i + band_];
  }

 private:
  float factor_;
  int band_;
  int bands_;
};

// The score is to be 0.1; 0.8 in 8 × 12 cells on a slope of 30°, 0.5 in 6 × 10 cells; one cell has
// no data.
float score_at(int row, int col) {
  if (row == 50 && col == 50) return kNaN;
  if (row >= 8 && row < 16 && col >= 8 && col < 20) return 0.8F;
  if (row >= 30 && row < 36 && col >= 30 && col < 40) return 0.5F;
  return 0.1F;
}

class StackPrediction : public testing::Test {
 protected:
  StackPrediction() {
    write_stack(score_at);
    options_.stack = folder_ / "stack.tif";
    options_.overlap = 0;
    options_.smooth_outlines = false;
  }

  // In place of the one there is; `score` of a row and column.
  template <typename Score>
  void write_stack(const Score& score_of) {
    const Grid grid({500000, 10, 0, 4700000, 0, -10}, {kEdge, kEdge}, geo::parse_crs("EPSG:32654"));
    Image<float> score(grid.size());
    Image<float> slope(grid.size());
    for (int row = 0; row < kEdge; ++row) {
      for (int col = 0; col < kEdge; ++col) {
        score(row, col) = score_of(row, col);
        slope(row, col) = row < 20 ? 30.0F : 5.0F;
      }
    }
    geo::CogSpec spec = stack::stack_spec(grid, bands_);
    spec.metadata = metadata_;  // without a mask
    geo::CogWriter writer(folder_ / "stack.tif", spec);
    writer.write(1, 0, 0, score);
    writer.write(2, 0, 0, slope);
    writer.finish();
  }

  ModelInUse& add_model(double delineation, std::optional<double> screening, float factor = 1) {
    const std::string path = folder_ / ("model" + std::to_string(models_.size()));
    test::write_file(path, "a model");
    model::Card card;
    card.network.bands = 2;
    card.bands = bands_;
    card.patch_rows = card.patch_cols = 16;
    card.delineation_threshold = delineation;
    card.screening_threshold = screening;
    echoes_.push_back(std::make_unique<Echo>(factor));
    return models_.emplace_back(ModelInUse{path, card, echoes_.back().get()});
  }

  // The folder with the results.
  std::filesystem::path run() {
    OutputFolder out(folder_ / "map", /*overwrite=*/true);
    RunRecord record("predict", HashDepth::small_files);
    run_stack_prediction(options_, models_, out, record, threads_, reporter_);
    record.write(out.file(kRunRecordName), out.written(), reporter_);
    out.commit();
    return out.path();
  }

  nlohmann::json summary() {
    return nlohmann::json::parse(test::read_file(run() / "summary.json"));
  }

  Image<float> raster(const std::string& name) {
    return geo::read_band(geo::RasterFile((run() / name).string())).values;
  }

  test::TempFolder folder_;
  std::vector<dataset::Band> bands_{{"VV_post", "power", "VV", "", {}},
                                    {"slope", "degree", "", "", {}}};
  std::vector<std::pair<std::string, std::string>> metadata_;  // of the stack
  StackPredictionOptions options_;
  std::vector<std::unique_ptr<Echo>> echoes_;
  std::vector<ModelInUse> models_;
  ThreadPool threads_{2};
  Reporter reporter_{Reporter::Level::quiet};
};

TEST_F(StackPrediction, HasAClassForEachThreshold) {
  add_model(0.7, 0.4);
  const Image<float> classes = raster("class.tif");
  for (int row = 0; row < kEdge; ++row) {
    for (int col = 0; col < kEdge; ++col) {
      const float score = score_at(row, col);
      if (std::isnan(score)) {
        ASSERT_TRUE(std::isnan(classes(row, col)));
      } else {
        ASSERT_EQ(classes(row, col), score > 0.7F ? 2 : score > 0.4F ? 1 : 0) << row << " " << col;
      }
    }
  }
  EXPECT_EQ(raster("mask.tif")(50, 50), static_cast<float>(MaskBit::no_data));
}

TEST_F(StackPrediction, HasNoPossibleLandslidesWithoutAScreeningThreshold) {
  add_model(0.7, std::nullopt);
  EXPECT_EQ(raster("class.tif")(32, 32), 0);
}

TEST_F(StackPrediction, WritesScoresAsTheyAre) {
  add_model(0.7, 0.4);
  const Image<float> score = raster("score.tif");
  EXPECT_EQ(score(10, 10), 0.8F);
  EXPECT_EQ(score(0, 0), 0.1F);
  EXPECT_TRUE(std::isnan(score(50, 50)));
}

TEST_F(StackPrediction, WritesScoresInBytes) {
  add_model(0.7, 0.4);
  options_.type = ScoreType::u8;
  const geo::RasterFile file((run() / "score.tif").string());
  EXPECT_EQ(file.band(1).type, "Byte");
  const Image<float> score = geo::read_band(file).values;
  EXPECT_NEAR(score(10, 10), 0.8, 1e-6) << "200 steps";
  EXPECT_NEAR(score(0, 0), 0.1, 1e-6) << "25 steps";
  EXPECT_TRUE(std::isnan(score(50, 50)));
}

TEST_F(StackPrediction, OutlinesLandslidesWithTheirAttributes) {
  add_model(0.7, 0.4);
  const geo::VectorLayer layer =
      geo::read_polygons((run() / "landslides.gpkg").string(), "observed_event");
  ASSERT_EQ(layer.features.size(), 1U);
  const auto value = [&](const std::string& name) {
    for (std::size_t i = 0; i < layer.fields.size(); ++i) {
      if (layer.fields[i].name == name) return std::get<double>(layer.features[0].values[i]);
    }
    return std::nan("");
  };
  EXPECT_NEAR(value("area_m2"), 8 * 12 * 100, 1e-6);
  EXPECT_NEAR(value("mean_score"), 0.8, 1e-6);
  EXPECT_NEAR(value("max_score"), 0.8, 1e-6);
  EXPECT_NEAR(value("mean_slope_deg"), 30, 1e-6);
}

TEST_F(StackPrediction, CountsAreasAtBothThresholds) {
  add_model(0.7, 0.4);
  const nlohmann::json result = summary();
  EXPECT_EQ(result["landslides"], 1);
  EXPECT_NEAR(result["area_above_delineation_threshold_m2"], 96 * 100, 1e-6);
  EXPECT_NEAR(result["area_above_screening_threshold_m2"], (96 + 60) * 100, 1e-6);
  EXPECT_NEAR(result["assessable_area_m2"], (kEdge * kEdge - 1) * 100, 1e-6);
  EXPECT_NEAR(result["not_assessable_area_m2"], 100, 1e-6);
  EXPECT_EQ(result["calibrated_on_real_events"], false);
}

TEST_F(StackPrediction, AveragesModelsAndTheirThresholds) {
  add_model(0.7, 0.4);
  add_model(0.5, 0.2, 0.5F);
  const nlohmann::json result = summary();
  EXPECT_NEAR(result["delineation_threshold"], 0.6, 1e-9);
  EXPECT_NEAR(result["screening_threshold"], 0.3, 1e-9);
  const std::string map = (run() / "score.tif").string();
  EXPECT_NEAR(geo::read_band(geo::RasterFile(map), 1).values(10, 10), 0.6, 1e-6);
  EXPECT_NEAR(geo::read_band(geo::RasterFile(map), 2).values(10, 10), 0.2, 1e-6)
      << "standard deviation of 0.8 and 0.4";
}

TEST_F(StackPrediction, TakesTheUsersThresholds) {
  add_model(0.7, 0.4);
  options_.delineation_threshold = 0.45;
  options_.screening_threshold = 0.05;
  EXPECT_EQ(summary()["landslides"], 2);
  EXPECT_EQ(raster("class.tif")(0, 0), 1);
}

TEST_F(StackPrediction, DropsAScreeningThresholdAboveTheUsersOther) {
  add_model(0.7, 0.6);
  options_.delineation_threshold = 0.45;
  EXPECT_FALSE(summary().contains("screening_threshold"));
  EXPECT_THAT(reporter_.warnings(), Contains(HasSubstr("screening threshold")));
  options_.screening_threshold = 0.5;
  EXPECT_THROW(run(), Error);
}

TEST_F(StackPrediction, CallsItProbabilityOnlyIfAllModelsAreCalibrated) {
  add_model(0.7, 0.4).card.temperature = 1.0;
  EXPECT_TRUE(std::filesystem::exists(run() / "probability.tif"));
  EXPECT_EQ(summary()["calibrated_on_real_events"], true);
  add_model(0.7, 0.4);
  EXPECT_TRUE(std::filesystem::exists(run() / "score.tif"));
}

TEST_F(StackPrediction, MapsTheSameWhereATemperatureMovesScoresAndThresholds) {
  // 0.8 at temperature 2 is 2/3, 0.7 is 0.604, 0.5 stays.
  add_model(0.7, 0.45).card.temperature = 2.0;
  const Image<float> probability = raster("probability.tif");
  EXPECT_NEAR(probability(10, 10), 2.0 / 3, 1e-6);
  const Image<float> classes = raster("class.tif");
  EXPECT_EQ(classes(10, 10), 2);
  EXPECT_EQ(classes(32, 32), 1);
}

TEST_F(StackPrediction, WarnsOfOtherCellSizes) {
  add_model(0.7, 0.4).card.cell_size_m = 20;
  run();
  EXPECT_THAT(reporter_.warnings(), Contains(HasSubstr("20 m")));
}

TEST_F(StackPrediction, TakesValuesThatCannotBeForNoData) {
  add_model(0.7, 0.4);
  const Image<float> clean = raster("score.tif");
  write_stack([](int row, int col) {
    if (row == 20 && (col == 40 || col == 41)) return -3.4e38F;
    return row == 21 && col == 40 ? 2e30F : score_at(row, col);
  });
  const Image<float> score = raster("score.tif");
  EXPECT_TRUE(std::isnan(score(20, 40)));
  EXPECT_TRUE(std::isnan(score(21, 40)));
  EXPECT_EQ(score(20, 42), clean(20, 42));
  EXPECT_EQ(raster("mask.tif")(20, 41), 1);
  EXPECT_THAT(reporter_.warnings(), Contains(HasSubstr("3 of the values of ")));
}

TEST_F(StackPrediction, SaysThatTheStackWasSimulated) {
  add_model(0.7, 0.4);
  EXPECT_EQ(summary()["simulated"], false);
  EXPECT_THAT(reporter_.warnings(), IsEmpty());
  metadata_ = {{"SCARP_SIMULATED", "yes: a test"}};
  write_stack(score_at);
  EXPECT_EQ(summary()["simulated"], true);
  EXPECT_THAT(reporter_.warnings(), Contains(HasSubstr("SIMULATED")));
  const std::filesystem::path map = folder_ / "map";
  for (const char* name : {"score.tif", "class.tif", "mask.tif"}) {
    const geo::RasterFile file((map / name).string());
    EXPECT_EQ(file.metadata().at("SCARP_SIMULATED"), "yes: a test") << name;
  }
  const auto record = nlohmann::json::parse(test::read_file(map / kRunRecordName));
  EXPECT_EQ(record["facts"]["simulated"], true);
}

TEST_F(StackPrediction, RefusesAModelOfOtherBands) {
  add_model(0.7, 0.4).card.bands.back().unit = "radian";
  EXPECT_THROW(run(), Error);
}

class WithoutABand : public StackPrediction {
 protected:
  // Of three bands, the first of which the stack does not have; says what `band` holds.
  ModelInUse& add_model_of_three(int band, double constant) {
    ModelInUse& model = add_model(0.7, 0.4);
    model.card.network.bands = 3;
    model.card.bands.insert(model.card.bands.begin(), {"wetness", "1", "", "", {}, constant});
    predictors_.push_back(std::make_unique<Echo>(1.0F, band, 3));
    model.predictor = predictors_.back().get();
    return model;
  }

  std::vector<std::unique_ptr<Echo>> predictors_;
};

TEST_F(WithoutABand, AConstantStandsForIt) {
  add_model_of_three(0, 0.25);
  const Image<float> score = raster("score.tif");
  EXPECT_EQ(score(0, 0), 0.25F);
  EXPECT_EQ(score(20, 30), 0.25F);
  EXPECT_TRUE(std::isnan(score(50, 50))) << "another band is missing there";
  EXPECT_THAT(reporter_.warnings(), Contains(HasSubstr("has no band wetness")));
  const auto record = nlohmann::json::parse(test::read_file(folder_ / "map/run.json"));
  EXPECT_EQ(record["facts"]["bands_left_out"], nlohmann::json::array({"wetness"}));
}

TEST_F(WithoutABand, TheOthersAreWhereTheModelHasThem) {
  add_model(0.7, 0.4);
  const std::string outlines = test::read_file(run() / "landslides.gpkg");
  models_.clear();
  add_model_of_three(1, 0.25);
  EXPECT_EQ(test::read_file(run() / "landslides.gpkg"), outlines) << "mean slopes, too";
}

TEST_F(WithoutABand, ModelsHaveToAgreeOnIt) {
  add_model_of_three(1, 0.25);
  add_model_of_three(1, 0.25);
  run();
  models_.back().card.bands[0].if_missing = 0.5;
  EXPECT_THROW(run(), Error);
  models_.pop_back();
  add_model(0.7, 0.4);
  EXPECT_THROW(run(), Error);
  std::reverse(models_.begin(), models_.end());
  EXPECT_THROW(run(), Error) << "the first takes what there is";
}

TEST_F(WithoutABand, ItHasToBeOptional) {
  add_model_of_three(1, 0.25).card.bands[0].if_missing.reset();
  EXPECT_THROW(run(), Error);
}

TEST_F(StackPrediction, RefusesAModelThatGivesNoNumbers) {
  add_model(0.7, 0.4, kNaN);
  try {
    run();
    FAIL() << "an empty map";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr(models_.back().path));
  }
  EXPECT_FALSE(std::filesystem::exists(folder_ / "map")) << "half-written";
}

TEST_F(StackPrediction, OfAStackWithoutDataIsEmptyAndWarns) {
  write_stack([](int, int) { return kNaN; });
  add_model(0.7, 0.4);
  const nlohmann::json result = summary();
  EXPECT_EQ(result["landslides"], 0);
  EXPECT_EQ(result["assessable_area_m2"], 0);
  EXPECT_EQ(result["succeeded_empty"], false) << "nothing was looked at";
  EXPECT_THAT(reporter_.warnings(), Contains(HasSubstr("no cell of the stack can be assessed")));
}

TEST_F(StackPrediction, OfAStackSmallerThanAPatchIsWhole) {
  add_model(0.7, 0.4).card.patch_rows = 256;
  models_.back().card.patch_cols = 256;
  options_.overlap = 0.5;
  const Image<float> score = raster("score.tif");
  EXPECT_EQ(score.size(), (Size{kEdge, kEdge}));
  EXPECT_NEAR(score(10, 10), 0.8, 1e-6);
  EXPECT_TRUE(std::isnan(score(50, 50)));
}

TEST_F(StackPrediction, DoesNotDependOnThreadsOrWarn) {
  add_model(0.7, 0.4);
  const std::string two = test::read_file(run() / "score.tif");
  OutputFolder out(folder_ / "one", false);
  RunRecord record("predict", HashDepth::small_files);
  ThreadPool one(1);
  run_stack_prediction(options_, models_, out, record, one, reporter_);
  EXPECT_EQ(test::read_file(out.file("score.tif")), two);
  EXPECT_THAT(reporter_.warnings(), IsEmpty());
}

}  // namespace
}  // namespace scarp::pipeline
