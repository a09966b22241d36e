#include "scoring/model_evaluation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/sha256.h"
#include "dataset/npy.h"
#include "fake_predictor.h"
#include "model/layers.h"
#include "support/temp_folder.h"

namespace scarp::scoring {
namespace {

using testing::HasSubstr;
using Json = nlohmann::ordered_json;

const dataset::Band kBand{"VV_post", "power", "VV", "", {}};

model::Weights ones(const model::NetworkDescription& network) {
  model::Weights weights;
  for (const model::Layer& layer : model::layers(network)) {
    for (const model::LayerTensor& tensor : layer.tensors) {
      weights[tensor.name] = {tensor.shape,
                              std::vector<float>(static_cast<std::size_t>(tensor.count()), 1)};
    }
  }
  return weights;
}

// Any weights do: FirstBand takes their place.
model::Model tiny_model(double threshold) {
  model::Model model;
  model.card.network.family = model::NetworkDescription::Family::unet;
  model.card.network.bands = 1;
  model.card.network.filters = 1;
  model.card.network.depth = 1;
  model.card.bands = {kBand};
  model.card.delineation_threshold = threshold;
  model.weights = ones(model.card.network);
  return model;
}

class ModelEvaluation : public testing::Test {
 protected:
  ModelEvaluation() {
    // Scores 0.6 and 0.8 on landslides, 0.2 and 0.7 elsewhere; on validation a threshold of 0.3
    // is best.
    data_.patches = arrays("test", {0.6F, 0.2F, 0.7F, 0.8F}, {1, 0, 0, 1});
    data_.part = dataset::Part::test;
    data_.validation = arrays("validation", {0.3F, 0.2F, 0.9F, 0.1F}, {1, 0, 1, 0});
    data_.bands = {kBand};
    options_.models = {model("a", 0.65)};
  }

  LabelledPatches arrays(const std::string& name, const std::vector<float>& x,
                         const std::vector<float>& y) const {
    dataset::write_npy(folder_ / (name + "_x.npy"), {1, 2, 2, 1}, x.data());
    dataset::write_npy(folder_ / (name + "_y.npy"), {1, 2, 2}, y.data());
    return open_arrays({{folder_ / (name + "_x.npy")}, folder_ / (name + "_y.npy"), {}});
  }

  std::filesystem::path model(const std::string& name, double threshold) const {
    model::write_model(folder_ / name, tiny_model(threshold));
    return folder_ / name;
  }

  // Facts of the run record.
  Json run() {
    OutputFolder out(folder_ / "out", true);
    RunRecord record("evaluate", HashDepth::full);
    ThreadPool threads(1);
    shown_ = evaluate_models(
        options_, data_,
        [](const auto&, const model::Model& model, const auto&) {
          return std::make_unique<FirstBand>(model.card.network.bands);
        },
        out, record, threads, reporter_);
    std::vector<std::string> outputs = out.written();
    outputs.emplace_back(kRunRecordName);
    record.write(out.file(kRunRecordName), outputs, reporter_);
    out.commit();
    return Json::parse(test::read_file(folder_ / "out/run.json"))["facts"];
  }

  Json metrics(const std::string& name = "metrics.json") const {
    return Json::parse(test::read_file(folder_ / "out" / name));
  }

  test::TempFolder folder_;
  EvaluationOptions options_;
  EvaluationData data_;
  Reporter reporter_{Reporter::Level::quiet};
  eval::Table shown_;
};

TEST_F(ModelEvaluation, MapsFromTheThresholdOfTheCard) {
  run();
  EXPECT_EQ(metrics()["threshold"], 0.65);
  EXPECT_EQ(metrics()["threshold_from"], "the model's card");
  EXPECT_EQ(metrics()["metrics"][0]["metric"], "precision");
  EXPECT_EQ(metrics()["metrics"][0]["value"], 0.5);
  EXPECT_EQ(shown_.name, "metrics");
}

TEST_F(ModelEvaluation, ChoosesTheBestThresholdOnValidationAlone) {
  options_.threshold_from = ThresholdFrom::validation;
  const Json scorings = run()["scorings"];
  EXPECT_FLOAT_EQ(metrics()["threshold"].get<float>(), 0.3F);
  EXPECT_EQ(metrics()["metrics"][1]["value"], 1.0) << "recall";
  ASSERT_EQ(scorings.size(), 2U);
  EXPECT_EQ(scorings[0]["part"], "validation");
  EXPECT_EQ(scorings[0]["purpose"], "threshold");
  EXPECT_EQ(scorings[1]["part"], "test");
  EXPECT_TRUE(reporter_.warnings().empty());
}

TEST_F(ModelEvaluation, DoesNotChooseAThresholdOnHeldBackArrays) {
  options_.threshold_from = ThresholdFrom::validation;
  data_.validation.reset();
  EXPECT_THROW(run(), Error);
}

TEST_F(ModelEvaluation, WarnsOfAThresholdChosenOnWhatIsReported) {
  options_.threshold_from = ThresholdFrom::validation;
  if (data_.validation) data_.patches = *data_.validation;
  data_.part = dataset::Part::validation;
  run();
  EXPECT_THAT(reporter_.warnings(), testing::ElementsAre(HasSubstr("too good")));
}

TEST_F(ModelEvaluation, LogsWhatWasScored) {
  options_.threshold_from = ThresholdFrom::user;
  options_.threshold = 0.75;
  const Json scorings = run()["scorings"];
  ASSERT_EQ(scorings.size(), 1U);
  EXPECT_EQ(scorings[0]["part"], "test");
  EXPECT_EQ(scorings[0]["patches"], 1);
  EXPECT_EQ(scorings[0]["threshold"], 0.75);
  const std::string labels = (folder_ / "test_y.npy").string();
  EXPECT_EQ(scorings[0]["data_sha256"][labels], sha256_of_file(labels));
  EXPECT_EQ(scorings[0]["model_sha256"], sha256_of_file((folder_ / "a").string()));
}

TEST_F(ModelEvaluation, TellsMeansOverModels) {
  options_.models.push_back(model("b", 0.75));
  const Json scorings = run()["scorings"];
  EXPECT_EQ(scorings.size(), 2U);
  // Precisions 1/2 and 1.
  EXPECT_EQ(metrics()["seeds"][0]["mean"], 0.75);
  EXPECT_EQ(metrics()["seeds"][0]["deviation"], 0.3536);
  EXPECT_EQ(metrics()["models"][1]["threshold"], 0.75);
  EXPECT_EQ(metrics("model-2/metrics.json")["metrics"][0]["value"], 1.0);
  EXPECT_EQ(shown_.name, "seeds");
}

TEST_F(ModelEvaluation, CountsAModelOnce) {
  options_.models.push_back(folder_ / "." / "a");
  EXPECT_THROW(run(), Error);
  options_.models.back() = model("copy", 0.65);
  EXPECT_THROW(run(), Error);
}

TEST_F(ModelEvaluation, WarnsOfNetworksThatDiffer) {
  model::Model deep = tiny_model(0.65);
  deep.card.network.filters = 2;
  deep.weights = ones(deep.card.network);
  model::write_model(folder_ / "deep", deep);
  options_.models.push_back(folder_ / "deep");
  run();
  EXPECT_THAT(reporter_.warnings(), testing::ElementsAre(HasSubstr("networks differ")));
}

TEST_F(ModelEvaluation, WarnsOfPatchesThatTheModelWasChosenBy) {
  model::Model own = tiny_model(0.65);
  own.card.training["data"]["sha256"] = {
      {"train", "another"}, {"validation", sha256_of_file((folder_ / "test_x.npy").string())}};
  model::write_model(folder_ / "own", own);
  options_.models = {folder_ / "own"};
  run();
  EXPECT_THAT(reporter_.warnings(), testing::ElementsAre(HasSubstr("chosen on these patches")));
}

TEST_F(ModelEvaluation, WarnsOfTheCardsThresholdOnValidation) {
  if (data_.validation) data_.patches = *data_.validation;
  data_.part = dataset::Part::validation;
  run();
  EXPECT_THAT(reporter_.warnings(), testing::ElementsAre(HasSubstr("may have been chosen")));
}

TEST_F(ModelEvaluation, RefusesOtherBandsAndTakesUnknownUnitsOnTrust) {
  data_.bands[0].name = "VH_post";
  EXPECT_THROW(run(), Error);
  data_.bands = {kBand};
  data_.bands[0].unit = "dB";
  EXPECT_THROW(run(), Error);
  data_.bands[0].unit = "1";
  run();
  EXPECT_THAT(reporter_.warnings(), testing::ElementsAre(HasSubstr("units")));
}

// The first band is 0.7 wherever it is not given: as if it were so in all patches.
TEST_F(ModelEvaluation, DoesWithoutOptionalBands) {
  model::Model of_two = tiny_model(0.65);
  of_two.card.network.bands = 2;
  of_two.card.bands = {{"slope", "degree", "", "", {}, 0.7}, kBand};
  of_two.weights = ones(of_two.card.network);
  model::write_model(folder_ / "two", of_two);
  options_.models = {folder_ / "two"};
  run();
  EXPECT_EQ(metrics()["bands_left_out"], Json::array({"slope"}));
  EXPECT_EQ(metrics()["threshold"], 0.65);
  EXPECT_THAT(reporter_.warnings(), testing::ElementsAre(HasSubstr("has no band slope")));
  data_.bands.clear();
  EXPECT_THROW(run(), Error) << "whose bands are not known cannot be completed";
}

TEST_F(ModelEvaluation, WritesTheModelWithATemperature) {
  const std::vector<float> x{0.9F, 0.8F, 0.9F, 0.2F};
  data_.patches = arrays("validation", x, {1, 0, 1, 0});
  data_.part = dataset::Part::validation;
  options_.calibrate = true;
  const Json facts = run();
  const model::Model calibrated = model::read_model(folder_ / "out" / kCalibratedFile);
  ASSERT_TRUE(calibrated.card.temperature);
  EXPECT_EQ(facts["calibration"]["temperature"], calibrated.card.temperature.value_or(0));
  EXPECT_EQ(calibrated.card.metrics["calibration"]["patches"], 1);
  EXPECT_EQ(calibrated.card.metrics["calibration"]["sha256"].size(), 2U);
  EXPECT_EQ(calibrated.card.delineation_threshold, 0.65) << "of scores without it";
}

TEST_F(ModelEvaluation, CalibratesNothingOnTestPatchesOrSimulatedOnes) {
  options_.calibrate = true;
  EXPECT_THROW(run(), Error) << "test";
  data_.part = dataset::Part::validation;
  data_.details = {{"sources", {{{"simulated", true}}}}};
  EXPECT_THROW(run(), Error) << "simulated";
  data_.details = {};
  options_.scaling.emplace();
  EXPECT_THROW(run(), Error) << "another scaling";
  options_.scaling.reset();
  options_.models.push_back(model("b", 0.4));
  EXPECT_THROW(run(), Error) << "two models";
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out" / kCalibratedFile));
}

}  // namespace
}  // namespace scarp::scoring
