#include "nn/loss.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"

namespace scarp::nn {
namespace {

using Kind = LossOptions::Kind;

torch::Tensor values(const std::vector<double>& list) {
  return torch::tensor(list, torch::kDouble).reshape({1, 1, 2, 2});
}

const torch::Tensor& truth() {
  static const torch::Tensor tensor = values({1, 1, 0, 0});
  return tensor;
}
const torch::Tensor& probability() {
  static const torch::Tensor tensor = values({0.5, 1, 0.25, 0});
  return tensor;
}
torch::Tensor everywhere() { return torch::ones({1, 1, 2, 2}, torch::kDouble); }

double of(Kind kind, const torch::Tensor& valid = everywhere()) {
  LossOptions options;
  options.kind = kind;
  return loss(options, probability(), truth(), valid).item<double>();
}

TEST(LossTest, Dice) { EXPECT_DOUBLE_EQ(of(Kind::dice), 1 - (2 * 1.5 + 1) / (1.75 + 2 + 1)); }

TEST(LossTest, DicePerClassHasNoFactorTwo) {
  const double landslide = 1 - (1.5 + 1) / (1.75 + 2 + 1);
  const double background = 1 - (1.75 + 1) / (2.25 + 2 + 1);
  EXPECT_DOUBLE_EQ(of(Kind::dice_per_class), landslide + background);
}

TEST(LossTest, FocalTversky) {
  const double index = (1.5 + 1) / (1.5 + 0.7 * 0.5 + 0.3 * 0.25 + 1);
  EXPECT_DOUBLE_EQ(of(Kind::focal_tversky), std::pow(1 - index, 0.75));
}

TEST(LossTest, CrossEntropy) {
  const double sum = -(std::log(0.5) + std::log(0.75) + 2 * std::log(1 - 1e-7));
  EXPECT_NEAR(of(Kind::bce), sum / 4, 1e-12);
  EXPECT_DOUBLE_EQ(of(Kind::bce_dice), of(Kind::bce) + of(Kind::dice));
}

TEST(LossTest, InvalidPixelsDoNotCount) {
  const torch::Tensor valid = values({0, 1, 1, 1});
  for (const Kind kind :
       {Kind::dice, Kind::dice_per_class, Kind::focal_tversky, Kind::bce, Kind::bce_dice}) {
    LossOptions options;
    options.kind = kind;
    const torch::Tensor other = values({0.9, 1, 0.25, 0});
    EXPECT_DOUBLE_EQ(of(kind, valid), loss(options, other, truth(), valid).item<double>());
    EXPECT_NE(of(kind), of(kind, valid));
  }
}

TEST(LossTest, NothingValidIsNoTrouble) {
  const torch::Tensor nowhere = torch::zeros_like(everywhere());
  for (const Kind kind : {Kind::dice, Kind::focal_tversky, Kind::bce, Kind::bce_dice}) {
    EXPECT_TRUE(std::isfinite(of(kind, nowhere))) << name_of(kind);
  }
}

TEST(LossTest, DeepSupervisionThinsTheTruth) {
  const torch::Tensor low = torch::full({1, 1, 1, 1}, 0.5, torch::kDouble);
  const double expected = of(Kind::dice) + (1 - (2 * 0.5 + 1) / (0.5 + 1 + 1));
  EXPECT_DOUBLE_EQ(total_loss({}, {probability(), low}, truth(), everywhere()).item<double>(),
                   expected);
}

TEST(LossTest, NamesGoBothWays) {
  EXPECT_EQ(loss_names().size(), 5U);
  for (const std::string& name : loss_names()) EXPECT_EQ(name_of(loss_kind(name)), name);
  EXPECT_THROW(loss_kind("mse"), Error);
}

}  // namespace
}  // namespace scarp::nn
