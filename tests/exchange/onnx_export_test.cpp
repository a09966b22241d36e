#include "exchange/onnx_export.h"

#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "exchange/model_description.h"
#include "model/layers.h"

namespace scarp::exchange {
namespace {

using Family = model::NetworkDescription::Family;

// A model whose weights are all zero.
model::Model model_of(Family family) {
  model::Model model;
  model::Card& card = model.card;
  card.network.family = family;
  card.network.bands = 4;
  card.network.filters = 2;
  card.network.depth = 2;
  if (family == Family::siamese_resunet) card.network.dates = {{0, 1}, {2, 3}};
  for (const char* name : {"VV_pre", "VH_pre", "VV_post", "VH_post"}) {
    card.bands.push_back({name, "power", std::string(name).substr(0, 2), "", {}});
  }
  card.made_by = "a test";
  for (const model::Layer& layer : model::layers(card.network)) {
    for (const model::LayerTensor& tensor : layer.tensors) {
      const auto count = static_cast<std::size_t>(tensor.count());
      model.weights[tensor.name] = {tensor.shape, std::vector<float>(count, 0)};
    }
  }
  return model;
}

TEST(OnnxFile, PassesTheCheckerForEveryNetwork) {
  for (const Family family :
       {Family::attention_unet, Family::unet, Family::unet_dropout, Family::siamese_resunet}) {
    const std::string file = onnx_file(model_of(family), 64);
    EXPECT_NE(file.find("scarp_model_card"), std::string::npos);
    EXPECT_EQ(file, onnx_file(model_of(family), 64));
  }
}

TEST(OnnxFile, TellsDeepnessWhatItWantsToKnow) {
  model::Model model = model_of(Family::unet);
  model.card.cell_size_m = 20;
  model.card.patch_rows = 48;
  model.card.delineation_threshold = 0.625;
  onnx::ModelProto file;
  ASSERT_TRUE(file.ParseFromString(onnx_file(model, 96)));
  std::map<std::string, nlohmann::json> values;
  for (const auto& entry : file.metadata_props()) {
    values[entry.key()] = nlohmann::json::parse(entry.value());
  }
  EXPECT_EQ(values["model_type"], "Segmentor");
  EXPECT_EQ(values["class_names"], (nlohmann::json{{"0", "no landslide"}, {"1", "landslide"}}));
  EXPECT_EQ(values["resolution"], 2000) << "cm";
  EXPECT_EQ(values["tile_size"], 96) << "as its code reads it";
  EXPECT_EQ(values["tiles_size"], 96) << "as its manual says";
  EXPECT_EQ(values["standardization_mean"], (std::vector<double>(4, 0)));
  EXPECT_EQ(values["standardization_std"], (std::vector<double>(4, 1 / 255.0)));
  EXPECT_EQ(values["tiles_overlap"], 50) << "%";
  EXPECT_EQ(values["seg_thresh"], 0.625);
  EXPECT_EQ(values["seg_small_segment"], 3);
  EXPECT_EQ(values["scarp_model_card"]["delineation_threshold"], 0.625);
}

// Sizes of the input's or output's dimensions, "" where any is taken.
std::vector<std::string> sizes(const onnx::ValueInfoProto& value) {
  std::vector<std::string> found;
  for (const auto& dim : value.type().tensor_type().shape().dim()) {
    found.push_back(dim.has_dim_value() ? std::to_string(dim.dim_value()) : "");
  }
  return found;
}

TEST(OnnxFile, TakesAnyNumberOfSquares) {
  model::Model model = model_of(Family::unet);
  model.card.patch_rows = 48;
  model.card.patch_cols = 32;
  EXPECT_EQ(usual_tile(model.card), 32) << "a square";
  onnx::ModelProto file;
  ASSERT_TRUE(file.ParseFromString(onnx_file(model, 32)));
  EXPECT_GE(file.opset_import(0).version(), 13);
  EXPECT_EQ(sizes(file.graph().input(0)), (std::vector<std::string>{"", "4", "32", "32"}));
  EXPECT_EQ(sizes(file.graph().output(0)), (std::vector<std::string>{"", "1", "32", "32"}));
}

TEST(OnnxFile, TakesPatchesOfAnySizeIfAsked) {
  onnx::ModelProto file;
  ASSERT_TRUE(file.ParseFromString(onnx_file(model_of(Family::unet), std::nullopt)));
  EXPECT_EQ(sizes(file.graph().input(0)), (std::vector<std::string>{"", "4", "", ""}));
}

TEST(OnnxFile, NamesItsResultByWhatItIs) {
  model::Model model = model_of(Family::unet);
  EXPECT_NE(onnx_file(model, 64).find("score"), std::string::npos);
  EXPECT_EQ(onnx_file(model, 64).find("probability"), std::string::npos);
  model.card.temperature = 1.5;
  EXPECT_NE(onnx_file(model, 64).find("probability"), std::string::npos);
}

TEST(StacItem, DescribesInputOutputAndFile) {
  const nlohmann::ordered_json item =
      stac_item(model_of(Family::attention_unet), {"m.onnx", "00ff"}, 64);
  const auto& properties = item["properties"];
  EXPECT_EQ(properties["mlm:architecture"], "attention-unet");
  EXPECT_EQ(properties["mlm:input"][0]["bands"],
            (nlohmann::ordered_json{"VV_pre", "VH_pre", "VV_post", "VH_post"}));
  EXPECT_EQ(properties["mlm:input"][0]["input"]["shape"], (nlohmann::ordered_json{-1, 4, 64, 64}));
  EXPECT_EQ(stac_item(model_of(Family::unet), {"m.onnx", "00ff"},
                      {})["properties"]["mlm:output"][0]["result"]["shape"],
            (nlohmann::ordered_json{-1, 1, -1, -1}));
  EXPECT_EQ(properties["mlm:output"][0]["name"], "score");
  ASSERT_EQ(properties["bands"].size(), 5) << "of input and output";
  EXPECT_EQ(properties["bands"][1]["name"], "VH_pre");
  EXPECT_EQ(properties["bands"][4]["name"], "score");
  EXPECT_EQ(item["assets"]["model"]["bands"], properties["bands"]);
  EXPECT_EQ(item["assets"]["model"]["href"], "./m.onnx");
  EXPECT_EQ(item["assets"]["model"]["file:checksum"], "122000ff");
}

TEST(StacItem, HasANameThatTheExtensionTakes) {
  const std::regex fit(R"(^[a-zA-Z][a-zA-Z0-9_.\-\s]+[a-zA-Z0-9]$)");
  for (const char* file : {"2018.onnx", "hokkaido (v2).onnx", "м.onnx"}) {
    const std::string hash(64, 'f');
    const auto item = stac_item(model_of(Family::unet_dropout), {file, hash}, 64);
    const auto name = item["properties"]["mlm:name"].get<std::string>();
    EXPECT_TRUE(std::regex_match(name, fit)) << name;
  }
}

TEST(MarkdownCard, SaysWhetherItsResultsAreProbabilities) {
  model::Model model = model_of(Family::unet);
  model.card.cell_size_m = 10;
  EXPECT_NE(markdown_card(model, {"m.safetensors", "00ff"}).find("scores, not probabilities"),
            std::string::npos);
  EXPECT_NE(markdown_card(model, {"m.safetensors", "00ff"}).find("Floats;"), std::string::npos);
  EXPECT_NE(markdown_card(model, {"m.safetensors", "00ff"}).find("Delineation 0.5 (the default"),
            std::string::npos);
  model.card.int8 = model::IntegerPrecision{{}, 0.7512, 0.7504, true};
  model.card.temperature = 1.5;
  model.card.warning = "Of simulated events.";
  model.card.metrics["validation"] = {{"patches", 7}, {"at_threshold", {{"f1", 0.5}}}};
  const std::string card = markdown_card(model, {"m.safetensors", "00ff"});
  EXPECT_EQ(card.find("not probabilities"), std::string::npos);
  EXPECT_NE(card.find("F1 0.7504 on validation, 0.7512 in floats"), std::string::npos);
  EXPECT_NE(card.find("Delineation 0.5 (best F1 on validation)"), std::string::npos);
  EXPECT_NE(card.find("SHA-256 `00ff`"), std::string::npos);
  EXPECT_NE(card.find("**Of simulated events.**"), std::string::npos);
  EXPECT_NE(card.find("| VH_post | power | VH |"), std::string::npos);
  EXPECT_NE(card.find("| at_threshold f1 | 0.5 |"), std::string::npos);
  EXPECT_NE(card.find("64 × 64 cells of 10 m"), std::string::npos);
}

}  // namespace
}  // namespace scarp::exchange
