#include "change/detector.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "change/memory_series.h"

namespace scarp::change {
namespace {

using test::MemorySeries;
using test::SeriesOptions;

Calibration calibrate(const Series& series, const Options& options = {}, int threads = 2) {
  ThreadPool pool(threads);
  Reporter reporter(Reporter::Level::quiet);
  return change::calibrate(series, options, pool, reporter);
}

Detection detect_whole(const Series& series, const Calibration& calibration) {
  const Window all = whole(series.grid.size());
  return detect(series, calibration, {all, all});
}

Detection detect_whole(const Series& series, const Options& options = {}) {
  return detect_whole(series, calibrate(series, options));
}

bool same_bits(const Image<float>& a, const Image<float>& b) {
  return a.size() == b.size() &&
         std::memcmp(a.values().data(), b.values().data(), a.values().size() * sizeof(float)) == 0;
}

bool in_square(int row, int col) { return row >= 40 && row < 56 && col >= 30 && col < 46; }

// Smoothing spreads a change over three cells around it.
bool near_square(int row, int col) { return row >= 37 && row < 59 && col >= 27 && col < 49; }

double share_above(const Image<float>& score, bool inside) {
  double above = 0;
  double count = 0;
  for (int row = 0; row < score.rows(); ++row) {
    for (int col = 0; col < score.cols(); ++col) {
      if (inside ? !in_square(row, col) : near_square(row, col)) continue;
      above += score(row, col) > kScoreThreshold ? 1 : 0;
      ++count;
    }
  }
  return above / count;
}

struct Case {
  const char* name;
  double vv_db;
  double vh_db;
};

class FindsASquare : public testing::TestWithParam<Case> {};

TEST_P(FindsASquare, OfItsSign) {
  const Case& change = GetParam();
  const MemorySeries memory = test::make_series({.change_db = [&](std::size_t p, int row, int col) {
    return in_square(row, col) ? (p == 0 ? change.vv_db : change.vh_db) : 0.0;
  }});
  const Detection found = detect_whole(memory.series);
  EXPECT_GT(share_above(found.score, true), 0.9);
  EXPECT_LT(share_above(found.score, false), 0.01);
  EXPECT_GT(found.standardised(48, 38) * (change.vv_db + change.vh_db), 0);
  EXPECT_NEAR(found.change_db[0](48, 38), change.vv_db, 4);
}

INSTANTIATE_TEST_SUITE_P(Change, FindsASquare,
                         testing::Values(Case{"VvBrighter", 4, 0}, Case{"VhDarker", 0, -4},
                                         Case{"BothDarker", -3, -3}, Case{"Opposite", 2, -4}),
                         [](const auto& one) { return one.param.name; });

TEST(Detector, FlagsAsManyUnchangedCellsAsAskedFor) {
  for (const double rate : {0.001, 0.01}) {
    const MemorySeries memory = test::make_series({.size = {256, 256}, .before = 6, .after = 1});
    const Detection found = detect_whole(memory.series, {.false_alarm_rate = rate});
    double above = 0;
    for (const float score : found.score.values()) above += score > kScoreThreshold ? 1 : 0;
    const double measured = above / found.score.values().size();
    EXPECT_LT(measured, 2 * rate);
    EXPECT_GT(measured, rate / 4) << "speckle without any other variability has lighter tails";
  }
}

TEST(Detector, GivesTheSameBitsForAnyTilesAndThreads) {
  const MemorySeries memory =
      test::make_series({.size = {150, 211}, .change_db = [](std::size_t, int row, int col) {
                           return in_square(row, col) ? 3.0 : 0.0;
                         }});
  const Calibration one = calibrate(memory.series, {}, 1);
  const Calibration three = calibrate(memory.series, {}, 3);
  const Detection full = detect_whole(memory.series, one);
  for (const int edge : {17, 64, 150}) {
    for (const Tile& tile : tiles(memory.series.grid.size(), edge, kHalo)) {
      const Detection part = detect(memory.series, three, tile);
      ASSERT_TRUE(same_bits(part.score, crop(full.score, tile.inner))) << "tiles of " << edge;
      ASSERT_TRUE(same_bits(part.standardised, crop(full.standardised, tile.inner)));
      ASSERT_TRUE(same_bits(part.change_db[1], crop(full.change_db[1], tile.inner)));
    }
  }
}

TEST(Detector, ForgetsWhatTheWholeSceneDid) {
  // Rain: every cell 2 dB brighter. It must neither be seen as change nor hide one.
  const MemorySeries memory = test::make_series({.change_db = [](std::size_t, int row, int col) {
    return in_square(row, col) ? -3.0 : 2.0;
  }});
  const Detection found = detect_whole(memory.series);
  EXPECT_LT(share_above(found.score, false), 0.01);
  EXPECT_GT(share_above(found.score, true), 0.9);
  EXPECT_NEAR(found.change_db[0](90, 90), 0, 3);
}

TEST(Detector, DoesNotJudgeWaterOrNoData) {
  MemorySeries memory = test::make_series({});
  for (auto& source : memory.sources) {
    std::vector<Image<float>> bands;
    for (int band = 1; band <= source->band_count(); ++band) {
      Image<float> image = source->read(band, whole(source->grid().size()));
      for (int row = 0; row < 30; ++row) {
        for (int col = 0; col < image.cols(); ++col) {
          image(row, col) = col < 40 ? std::nanf("") : 0.0005F;  // −33 dB
        }
      }
      bands.push_back(image);
    }
    *source = test::MemorySource(source->grid(), bands);
  }
  const Detection found = detect_whole(memory.series);
  EXPECT_TRUE(has(found.mask(10, 10), MaskBit::no_data));
  EXPECT_TRUE(has(found.mask(10, 80), MaskBit::water));
  EXPECT_EQ(found.mask(60, 60), 0);
  EXPECT_TRUE(std::isnan(found.score(10, 10)));
  EXPECT_TRUE(std::isnan(found.score(10, 80)));
  EXPECT_FALSE(std::isnan(found.score(60, 60)));
}

TEST(Detector, SaysNothingWhereThereIsNothing) {
  const Grid grid(Affine{}, {20, 20}, nullptr);
  const test::MemorySource empty(
      grid, {Image<float>(grid.size(), std::nanf("")), Image<float>(grid.size(), std::nanf(""))});
  const Series series{grid, Units::power, {{"VV", {{&empty, 1}}, {{&empty, 2}}}}};
  const Detection found = detect_whole(series);
  for (const std::uint8_t cell : found.mask.values()) EXPECT_TRUE(has(cell, MaskBit::no_data));
  for (const float score : found.score.values()) EXPECT_TRUE(std::isnan(score));
}

TEST(Detector, AgreesInAllUnits) {
  const MemorySeries memory = test::make_series({.size = {64, 64}});
  const Detection power = detect_whole(memory.series);
  MemorySeries other = test::make_series({.size = {64, 64}});
  for (auto& source : other.sources) {
    std::vector<Image<float>> bands;
    for (int band = 1; band <= source->band_count(); ++band) {
      Image<float> image = source->read(band, whole(source->grid().size()));
      for (float& value : image.values()) value = 10 * std::log10(value);
      bands.push_back(image);
    }
    *source = test::MemorySource(source->grid(), bands);
  }
  other.series.units = Units::decibel;
  const Detection decibel = detect_whole(other.series);
  for (std::size_t i = 0; i < power.score.values().size(); ++i) {
    ASSERT_NEAR(power.score.values()[i], decibel.score.values()[i], 1e-3);
  }
}

TEST(Detector, WorksOnUnchangingInput) {
  // The same image twice: no variance at all, and no division by it.
  const MemorySeries memory = test::make_series({.size = {40, 40}, .before = 1, .after = 1});
  const Series& series = memory.series;
  Series same = series;
  for (Polarisation& polarisation : same.polarisations) polarisation.after = polarisation.before;
  const Detection found = detect_whole(same);
  for (const float score : found.score.values()) ASSERT_FALSE(score > kScoreThreshold);
}

}  // namespace
}  // namespace scarp::change
