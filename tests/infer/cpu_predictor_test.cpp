#include "infer/cpu_predictor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "infer/parity_cases.h"
#include "infer/random_model.h"

namespace scarp::infer {
namespace {

constexpr int kEdge = 32;
constexpr std::size_t kPixels = std::size_t{kEdge} * kEdge;

std::vector<float> predict(const model::Model& model, std::size_t count, int threads,
                           Precision precision = Precision::fp32) {
  ThreadPool pool(threads);
  const auto x = noise(count * kPixels * static_cast<std::size_t>(model.card.network.bands), 5);
  std::vector<float> out(count * kPixels);
  cpu_predictor(model, pool, {precision})
      ->predict(x.data(), static_cast<std::int64_t>(count), kEdge, kEdge, out.data());
  return out;
}

model::Model calibrated(const model::NetworkDescription& description) {
  model::Model model = random_model(description);
  const auto x = noise(5 * kPixels * static_cast<std::size_t>(description.bands), 5);
  model.card.int8 = model::IntegerPrecision{calibrate(model, {x.data(), 5, kEdge, kEdge})};
  return model;
}

TEST(CpuPredictor, ThreadsDoNotChangeABit) {
  for (const Precision precision : {Precision::fp32, Precision::int8}) {
    const model::Model model = calibrated({});
    const std::vector<float> one = predict(model, 5, 1, precision);
    for (const int threads : {2, 3, 8}) EXPECT_EQ(one, predict(model, 5, threads, precision));
  }
}

TEST(CpuPredictor, PatchesDoNotSeeEachOther) {
  const model::Model model = random_model({});
  const std::vector<float> five = predict(model, 5, 2);
  const std::vector<float> two = predict(model, 2, 2);
  EXPECT_TRUE(std::equal(two.begin(), two.end(), five.begin()));
}

TEST(CpuPredictor, TakesAnySizeInAnyOrder) {
  const model::Model model = random_model({});
  ThreadPool threads(2);
  const auto predictor = cpu_predictor(model, threads);
  const auto x = noise(std::size_t{4} * 64 * 80, 1);
  std::vector<float> first(std::size_t{64} * 80);
  std::vector<float> again(std::size_t{64} * 80);
  std::vector<float> small(std::size_t{16} * 16);
  predictor->predict(x.data(), 1, 64, 80, first.data());
  predictor->predict(x.data(), 1, 16, 16, small.data());
  predictor->predict(x.data(), 1, 64, 80, again.data());
  predictor->predict(x.data(), 0, 64, 80, nullptr);
  EXPECT_EQ(first, again);
}

TEST(CpuPredictor, RefusesWeightsThatDoNotFit) {
  model::Model model = random_model({});
  model.weights.erase("final.bias");
  ThreadPool threads(1);
  EXPECT_THROW(cpu_predictor(model, threads), Error);
}

class Integers : public testing::TestWithParam<NetworkCase> {};

TEST_P(Integers, AreNearFloats) {
  const model::Model model = calibrated(GetParam().description);
  const std::vector<float> floats = predict(model, 5, 2);
  const std::vector<float> integers = predict(model, 5, 2, Precision::int8);
  double squares = 0;
  double mean = 0;
  double spread = 0;
  for (const float value : floats) mean += value / static_cast<double>(floats.size());
  for (std::size_t i = 0; i < floats.size(); ++i) {
    squares += std::pow(floats[i] - integers[i], 2);
    spread += std::pow(floats[i] - mean, 2);
  }
  const bool tiny = model.card.network.filters < 4;  // errors of few channels do not level out
  EXPECT_LT(squares, (tiny ? 0.05 : 0.02) * spread);
}

INSTANTIATE_TEST_SUITE_P(Networks, Integers, testing::ValuesIn(network_cases()),
                         [](const auto& each) { return each.param.name; });

TEST(Precision, IsAutomaticallyThatWhichPassed) {
  model::Card card;
  EXPECT_EQ(resolve(Precision::automatic, card, "m"), Precision::fp32);
  try {
    resolve(Precision::int8, card, "m.safetensors");
    FAIL() << "no ranges";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("m.safetensors")) << "of several models";
  }
  card.int8 = model::IntegerPrecision{};
  EXPECT_EQ(resolve(Precision::automatic, card, "m"), Precision::fp32) << "did not pass";
  EXPECT_EQ(resolve(Precision::int8, card, "m"), Precision::int8);
  for (const char* name : {"fp32", "int8", "auto"}) EXPECT_EQ(name_of(precision_named(name)), name);
  EXPECT_THROW(precision_named("fp16"), Error);
}

TEST(Precision, RangesOfAnotherNetworkAreRefused) {
  model::Model model = random_model({});
  model.card.int8 = model::IntegerPrecision{};
  ThreadPool threads(1);
  EXPECT_THROW(cpu_predictor(model, threads, {Precision::int8}), Error);
}

TEST(Precision, IsAssessedByF1) {
  const model::Model model = random_model({});
  const auto x = noise(3 * kPixels * 4, 5);
  const std::vector<float> score = predict(model, 3, 1);
  std::vector<float> truth;
  for (const float value : score) {
    truth.push_back(value >= model.card.delineation_threshold ? 1.0F : 0.0F);
  }
  ThreadPool threads(1);
  const PatchesView patches{x.data(), 3, kEdge, kEdge};
  const auto result = assess_integers(model, patches, {patches, truth.data()}, threads);
  EXPECT_EQ(result.f1_fp32, 1);
  EXPECT_LT(result.f1_int8, 1);
  EXPECT_GT(result.f1_int8, 0.8);
  EXPECT_FALSE(result.passed);
}

TEST(Precision, IsNotGoodEnoughWhereNothingWasFound) {
  model::Model model = random_model({});
  const auto x = noise(2 * kPixels * 4, 5);
  const std::vector<float> truth(2 * kPixels, 1);
  model.card.delineation_threshold = 1.1;
  ThreadPool threads(1);
  const PatchesView patches{x.data(), 2, kEdge, kEdge};
  const auto result = assess_integers(model, patches, {patches, truth.data()}, threads);
  EXPECT_EQ(result.f1_fp32, 0);
  EXPECT_EQ(result.f1_int8, 0);
  EXPECT_FALSE(result.passed);
}

TEST(Calibrate, RangesHoldTheInputAndLeaveOutTheFarthest) {
  const model::Model model = random_model({});
  auto x = noise(2 * kPixels * 4, 5);
  x[17] = 1000;
  const auto ranges = calibrate(model, {x.data(), 2, kEdge, kEdge}, 1e-3);
  EXPECT_NEAR(ranges[0].high, 1, 0.04);
  EXPECT_EQ(ranges[0].low, -ranges[0].high);
  const auto all = calibrate(model, {x.data(), 2, kEdge, kEdge}, 0);
  EXPECT_GE(all[0].high, 1000);
}

}  // namespace
}  // namespace scarp::infer
