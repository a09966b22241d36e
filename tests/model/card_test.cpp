#include "model/card.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/error.h"
#include "support/temp_folder.h"
#include "tiny_model.h"

namespace scarp::model {
namespace {

TEST(CardTest, ModelsSurviveAFile) {
  const test::TempFolder temp;
  Model model = tiny_model();
  model.card.screening_threshold = 0.2;
  model.card.temperature = 1.5;
  model.card.warning = "of simulated events";
  model.card.metrics["test"] = {{"f1", 0.6}};
  model.card.bands.back().if_missing = 12.5;
  write_model(temp / "m.safetensors", model);
  const Model read = read_model(temp / "m.safetensors");
  EXPECT_EQ(to_json(read.card), to_json(model.card));
  EXPECT_EQ(read.card.bands.back().if_missing, 12.5);
  EXPECT_EQ(read.weights.size(), model.weights.size());
}

TEST(CardTest, IntegerPrecisionIsKeptAndChecked) {
  Card card = tiny_model().card;
  card.int8 = IntegerPrecision{{{0, 1}, {-2, 2}}, 0.7, 0.699, true};
  const auto good = to_json(card);
  EXPECT_EQ(to_json(card_from_json(good, "here")), good);
  const nlohmann::ordered_json no_ranges[] = {{1}, {2, 1}, {0, 1e300}, {"a", 1}, {0, 1, 2}, 3};
  for (const auto& range : no_ranges) {
    auto json = good;
    json["int8"]["ranges"][0] = range;
    EXPECT_THROW(card_from_json(json, "here"), Error) << range;
  }
  for (const char* key : {"ranges", "f1_fp32", "f1_int8", "passed"}) {
    auto json = good;
    json["int8"].erase(key);
    EXPECT_THROW(card_from_json(json, "here"), Error) << key;
  }
}

TEST(CardTest, MembersOfLaterVersionsAreLeftAlone) {
  auto json = to_json(tiny_model().card);
  json["colour"] = "red";
  EXPECT_NO_THROW(card_from_json(json, "here"));
}

TEST(CardTest, WhatStandsForABandIsANumberThatItCanHave) {
  auto json = to_json(tiny_model().card);
  for (const nlohmann::ordered_json& none : {nlohmann::ordered_json("12"), {1e31}, {1e300}}) {
    json["bands"][0]["if_missing"] = none.is_array() ? none[0] : none;
    EXPECT_THROW(card_from_json(json, "here"), Error) << none;
  }
}

TEST(CardTest, BrokenCardsAreRefused) {
  const auto good = to_json(tiny_model().card);
  for (const char* key : {"network", "bands", "scaling", "patch", "delineation_threshold"}) {
    auto json = good;
    json.erase(key);
    EXPECT_THROW(card_from_json(json, "here"), Error) << key;
    json[key] = "x";
    EXPECT_THROW(card_from_json(json, "here"), Error) << key;
  }
  auto json = good;
  json["bands"].erase(0);
  EXPECT_THROW(card_from_json(json, "here"), Error) << "too few bands";
  json = good;
  json["scaling"]["range"] = {0.1, 0};
  EXPECT_THROW(card_from_json(json, "here"), Error) << "range";
  json = good;
  json["scaling"] = {{"kind", "standard"}};
  EXPECT_THROW(card_from_json(json, "here"), Error) << "scaling without numbers";
  json = good;
  json["patch"]["rows"] = 63;
  EXPECT_THROW(card_from_json(json, "here"), Error) << "odd patch";
  json = good;
  json["temperature"] = 0;
  EXPECT_THROW(card_from_json(json, "here"), Error) << "temperature";
}

TEST(CardTest, VariancesBelowZeroAreRefused) {
  const test::TempFolder temp;
  Model model = tiny_model();
  bool found = false;
  for (auto& [name, tensor] : model.weights) {
    if (name.find(".running_var") == std::string::npos) continue;
    tensor.values.front() = -0.1F;
    found = true;
  }
  ASSERT_TRUE(found);
  EXPECT_THROW(write_model(temp / "m.safetensors", model), Error);
}

TEST(CardTest, CardsThatCannotBeReadAgainAreNotWritten) {
  const test::TempFolder temp;
  Model model = tiny_model();
  model.card.cell_size_m = 0;
  EXPECT_THROW(require_valid(model.card, "here"), Error);
  EXPECT_THROW(write_model(temp / "m.safetensors", model), Error);
  EXPECT_FALSE(std::filesystem::exists(temp / "m.safetensors"));
  model = tiny_model();
  model.card.patch_rows = 4112;
  EXPECT_THROW(write_model(temp / "m.safetensors", model), Error);
}

TEST(CardTest, DeeplyNestedCardsAreRefused) {
  const test::TempFolder temp;
  const Model model = tiny_model();
  std::string card = to_json(model.card).dump();
  const std::string nested = std::string(400000, '[') + std::string(400000, ']');
  card.insert(1, "\"details\":" + nested + ",");
  write_weights(temp / "m.safetensors", {{{"scarp", card}}, model.weights});
  EXPECT_THROW(read_model(temp / "m.safetensors"), Error);
}

TEST(CardTest, WeightsHaveToFit) {
  const test::TempFolder temp;
  const auto refused = [&](const Model& model) {
    EXPECT_THROW(write_model(temp / "m.safetensors", model), Error);
    const std::string card = to_json(model.card).dump();
    write_weights(temp / "m.safetensors", {{{"scarp", card}}, model.weights});
    EXPECT_THROW(read_model(temp / "m.safetensors"), Error);
  };
  Model model = tiny_model();
  model.weights.erase("final.bias");
  refused(model);
  model = tiny_model();
  model.weights["more"] = {{1}, {0}};
  refused(model);
  model = tiny_model();
  model.weights["final.bias"] = {{2}, {0, 0}};
  refused(model);
  model = tiny_model();
  model.weights["final.bias"].values[0] = std::numeric_limits<float>::quiet_NaN();
  refused(model);
}

TEST(CardTest, WeightsWithoutCardAreNoModel) {
  const test::TempFolder temp;
  write_weights(temp / "m.safetensors", {{}, tiny_model().weights});
  try {
    read_model(temp / "m.safetensors");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("no model card"), std::string::npos);
  }
}

}  // namespace
}  // namespace scarp::model
