#include "model/network.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "core/error.h"

namespace scarp::model {
namespace {

using Family = NetworkDescription::Family;

std::vector<NetworkDescription> various() {
  std::vector<NetworkDescription> all(4);
  all[0].third_gate = NetworkDescription::ThirdGate::up2;
  all[0].deep_supervision = true;
  all[1].family = Family::unet;
  all[1].depth = 3;
  all[2].family = Family::unet_dropout;
  all[2].dropout = 0.25;
  all[3].family = Family::siamese_resunet;
  all[3].bands = 5;
  all[3].dates = {{0, 1}, {2, 3}};
  return all;
}

TEST(NetworkTest, DescriptionsSurviveJson) {
  for (const NetworkDescription& description : various()) {
    const auto json = to_json(description);
    EXPECT_EQ(to_json(network_from_json(json, "here")), json) << json;
  }
}

TEST(NetworkTest, BrokenJsonIsRefused) {
  for (const NetworkDescription& description : various()) {
    const auto good = to_json(description);
    for (const auto& [key, value] : good.items()) {
      auto missing = good;
      missing.erase(key);
      EXPECT_THROW(network_from_json(missing, "here"), Error) << key;
      auto wrong = good;
      wrong[key] = -1;
      EXPECT_THROW(network_from_json(wrong, "here"), Error) << key;
      wrong[key] = nullptr;
      EXPECT_THROW(network_from_json(wrong, "here"), Error) << key;
    }
    auto more = good;
    more["colour"] = "red";
    EXPECT_THROW(network_from_json(more, "here"), Error);
  }
  EXPECT_THROW(network_from_json(nlohmann::ordered_json::array(), "here"), Error);
}

TEST(NetworkTest, WhatNoNetworkCanBeBuiltOf) {
  NetworkDescription description;
  description.filters = 0;
  EXPECT_THROW(require_valid(description), Error);
  description = {};
  description.family = Family::unet;
  description.input_pyramid = true;
  EXPECT_THROW(require_valid(description), Error);
  for (const std::vector<std::vector<int>>& dates :
       std::vector<std::vector<std::vector<int>>>{{{0}}, {{0}, {0}}, {{0}, {9}}, {{0}, {1, 2}}}) {
    description = {};
    description.family = Family::siamese_resunet;
    description.dates = dates;
    EXPECT_THROW(require_valid(description), Error);
  }
}

TEST(NetworkTest, UnknownNamesListTheKnown) {
  try {
    network_family("resnet");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::usage);
    EXPECT_NE(std::string(error.what()).find("siamese-resunet"), std::string::npos);
  }
}

}  // namespace
}  // namespace scarp::model
