// The models that come with scarp: what their cards say is what everything made with them tells.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "core/sha256.h"
#include "model/card.h"

namespace scarp::model {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = SCARP_MODELS_FOLDER;

const std::map<std::string, std::vector<std::string>> kBands{
    {"default-ba-s.safetensors", {"VV_premean", "VH_premean", "VV_post1", "VH_post1", "slope"}},
    {"default-baa-s.safetensors",
     {"VV_premean", "VH_premean", "VV_post1", "VH_post1", "VV_post2", "VH_post2", "slope"}}};

TEST(DefaultModels, AreThoseThatWereScored) {
  std::ifstream sums(kFolder / "SHA256SUMS");
  std::map<std::string, std::string> expected;
  for (std::string sum, name; sums >> sum >> name;) expected[name] = sum;
  ASSERT_EQ(expected.size(), kBands.size());
  for (const auto& [name, sum] : expected) {
    EXPECT_EQ(sha256_of_file((kFolder / name).string()), sum) << name;
  }
}

TEST(DefaultModels, CardsNameBandsThatScarpMakes) {
  for (const auto& [name, bands] : kBands) {
    const Card card = read_model(kFolder / name).card;
    ASSERT_EQ(card.bands.size(), bands.size()) << name;
    for (std::size_t i = 0; i < bands.size(); ++i) {
      EXPECT_EQ(card.bands[i].name, bands[i]);
      const bool slope = bands[i] == "slope";
      EXPECT_EQ(card.bands[i].unit, slope ? "degree" : "dB");
      EXPECT_EQ(card.bands[i].polarisation, slope ? "" : bands[i].substr(0, 2));
      EXPECT_EQ(card.bands[i].if_missing.has_value(), slope);
    }
    EXPECT_FALSE(card.cell_size_m) << "they learned from cells of 10 to 30 m";
  }
}

TEST(DefaultModels, CardsWarnAndSayHowTheyDid) {
  for (const auto& [name, bands] : kBands) {
    const Card card = read_model(kFolder / name).card;
    EXPECT_NE(card.warning.find("SIMULATED"), std::string::npos) << name;
    EXPECT_FALSE(card.temperature) << "simulated events calibrate no probabilities";
    EXPECT_EQ(card.training.at("recipe"), "models/recipe.py");
    EXPECT_FALSE(card.metrics.at("simulated").empty());
    EXPECT_FALSE(card.metrics.at("real").at("png2024").empty());
  }
}

TEST(DefaultModels, AreSmall) {
  std::uintmax_t bytes = 0;
  for (const auto& [name, bands] : kBands) bytes += fs::file_size(kFolder / name);
  EXPECT_LT(bytes, 8'000'000U);
}

}  // namespace
}  // namespace scarp::model
