#include "eval/report.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "core/error.h"
#include "sample.h"

namespace scarp::eval {
namespace {

const Table& table_named(const Report& report, const std::string& name) {
  for (const Table& table : report.tables) {
    if (table.name == name) return table;
  }
  throw std::runtime_error("no table " + name);
}

Sample two_patches() {
  // Two patches of 2 × 3 cells; the last cell is not known, the one before has no score.
  return {{2, 3},
          {0.9F, 0.8F, 0.1F, 0.2F, 0.7F, 0.1F, 0.9F, 0.4F, 0.1F, 0.1F, NAN, 0.9F},
          {1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1, NAN},
          {}};
}

TEST(Tally, CountsEverything) {
  const Sample sample = two_patches();
  const Tally counted = tally(sample.patches(), {}, {});
  EXPECT_EQ(counted.units, (std::vector<Confusion>{{2, 1, 1, 2}, {1, 0, 1, 2}}));
  EXPECT_EQ(counted.left_out.unknown, 1);
  EXPECT_EQ(counted.left_out.unscored, 1);
  EXPECT_EQ(counted.left_out.unscored_landslide, 1);
  EXPECT_EQ(counted.relaxed.size(), 4U);
  EXPECT_EQ(counted.relaxed[0].counts.predicted, 4);
  // Landslides: {0, 1} joined to 5 over the corner; {0, 1, 4} of the second patch, 1 of 3 mapped.
  EXPECT_EQ(counted.objects.all.slides, 2);
  EXPECT_EQ(counted.objects.all.hit, 2);
  EXPECT_EQ(counted.objects.mapped.objects, 2);
  EXPECT_FALSE(counted.visibility_known);
}

TEST(Tally, TakesTheLandslidesOfTheInventory) {
  const Sample sample = two_patches();
  const std::vector<std::int32_t> slide{7, 7, 0, 0, 0, 9, 7, 7, 0, 0, 7, 0};
  const std::vector<std::uint8_t> visible{1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1};
  const Tally counted = tally(sample.patches(), {slide.data(), visible.data(), 100}, {});
  EXPECT_EQ(counted.objects.all.slides, 2);
  EXPECT_EQ(counted.objects.all.hit, 1) << "7 over both patches: 3 of 5";
  EXPECT_EQ(counted.objects.visible.slides, 1);
  EXPECT_TRUE(counted.visibility_known);
}

TEST(Tally, RefusesLabelsThatAreNone) {
  EXPECT_THROW(tally(row_of({0.5F}, {2}).patches(), {}, {}), Error);
}

TEST(Report, HasTheNumbersOfItsParts) {
  const Sample sample = two_patches();
  ThreadPool threads(1);
  ReportOptions options;
  options.fewest_units = 2;
  const Report made = report(tally(sample.patches(), {}, {}), options, threads);
  const Table& metrics = table_named(made, "metrics");
  ASSERT_EQ(metrics.rows.size(), 10U);
  EXPECT_EQ(std::get<Decimal>(metrics.rows[0][1]).value, 0.75);
  EXPECT_EQ(std::get<Decimal>(metrics.rows[1][1]).value, 0.6);
  // One draw in four is the first patch twice (precision 2/3), one the second twice (1).
  EXPECT_NEAR(defined(std::get<Decimal>(metrics.rows[0][2]).value), 2.0 / 3, 1e-12);
  EXPECT_NEAR(defined(std::get<Decimal>(metrics.rows[0][3]).value), 1, 1e-12);
  const auto& batch = table_named(made, "batch_metrics").rows[0];
  EXPECT_EQ(std::get<std::int64_t>(batch[0]), 32);
  EXPECT_NEAR(defined(std::get<Decimal>(batch[3]).value), 0.75, 1e-5) << "all in one batch";
  EXPECT_EQ(std::get<std::int64_t>(table_named(made, "counts").rows[0][1]), 3);
  EXPECT_EQ(made.plots.size(), 3U);
}

TEST(Report, OfAMapDrawsBlocksAndHasNoBatches) {
  Random random(8);
  const Sample sample = random_sample({1, {40, 30}, 0, 0.2, 0.05}, random);
  TallyOptions options;
  options.block_cells = 10;
  ThreadPool threads(2);
  const Tally counted = tally(sample.patches(), {}, options);
  EXPECT_EQ(counted.units.size(), 12U);
  const Report made = report(counted, {}, threads);
  EXPECT_THROW(table_named(made, "batch_metrics"), std::runtime_error);
  EXPECT_NE(table_named(made, "metrics").title.find("12 blocks of 10 × 10 cells"),
            std::string::npos);
}

TEST(Report, OfScoresThatAreNoProbabilitiesHasNoCalibration) {
  const Sample sample = row_of({-3, 7}, {0, 1});
  ThreadPool threads(1);
  const Tally counted = tally(sample.patches(), {}, {});
  EXPECT_THROW(report(counted, {}, threads), Error);
  ReportOptions options;
  options.kind = ScoreKind::score;
  const Report made = report(counted, options, threads);
  EXPECT_EQ(table_named(made, "metrics").rows.size(), 8U);
  EXPECT_EQ(made.plots.size(), 2U);
}

TEST(Report, OfClassesHasNoThresholds) {
  const Sample sample = row_of({0, 1, 1}, {0, 0, 1});
  ThreadPool threads(1);
  ReportOptions options;
  options.kind = ScoreKind::classes;
  const Report made = report(tally(sample.patches(), {}, {}), options, threads);
  EXPECT_EQ(table_named(made, "metrics").rows.size(), 6U);
  EXPECT_THROW(table_named(made, "roc"), std::runtime_error);
  EXPECT_TRUE(made.plots.empty());
}

TEST(Report, HasNoIntervalsFromAFewPatches) {
  const Sample sample = two_patches();
  ThreadPool threads(1);
  const Report made = report(tally(sample.patches(), {}, {}), {}, threads);
  const Table& metrics = table_named(made, "metrics");
  EXPECT_FALSE(std::get<Decimal>(metrics.rows[0][2]).value);
  EXPECT_NE(metrics.title.find("too few for intervals: 2 patches"), std::string::npos);
}

TEST(Report, TellsTheCalibrationOfTemperedScores) {
  // sigmoid(logit(0.9) / 2) = 1 / (1 + 9^-½) = 0.75; three of four are landslide.
  const Sample sample = row_of({0.9F, 0.9F, 0.9F, 0.9F}, {1, 1, 1, 0});
  ThreadPool threads(1);
  ReportOptions options;
  options.temperature = 2;
  const Report made = report(tally(sample.patches(), {}, {}), options, threads);
  const auto& ece = table_named(made, "metrics").rows[9];
  EXPECT_EQ(std::get<std::string>(ece[0]), "ece");
  EXPECT_NEAR(defined(std::get<Decimal>(ece[1]).value), 0, 1e-6);
}

TEST(Report, OfNothingIsUndefinedEverywhere) {
  Sample sample = row_of({0.2F, 0.3F}, {NAN, NAN});
  ThreadPool threads(1);
  const Report made = report(tally(sample.patches(), {}, {}), {}, threads);
  for (const auto& row : table_named(made, "metrics").rows) {
    EXPECT_FALSE(std::get<Decimal>(row[1]).value) << std::get<std::string>(row[0]);
  }
  for (const Table& table : made.tables) EXPECT_FALSE(to_markdown(table).empty());
  for (const Plot& plot : made.plots) EXPECT_FALSE(to_svg(plot).empty());
}

TEST(SlidesTable, HasColumnsForWhatTheRadarSaw) {
  const Sample sample = row_of({0.9F, 0.1F, 0.1F}, {1, 0, 1});
  const std::vector<std::uint8_t> visible{1, 1, 0};
  TallyOptions options;
  options.objects.size_edges_m2 = {};
  const Table seen = slides_table(tally(sample.patches(), {nullptr, visible.data(), 50}, options));
  EXPECT_EQ(seen.title,
            "Landslides one by one: hit with at least 30 % of their area mapped; visible with at "
            "least 50 % of it seen by the radar");
  EXPECT_EQ(to_csv(seen),
            "size,landslides,hit,recall,area_ha,area_recall,"
            "visible,visible_hit,visible_recall,visible_area_ha,visible_area_recall\n"
            "from 0 m²,2,1,0.5000,0.01,0.5000,1,1,1.0000,0.01,1.0000\n"
            "all,2,1,0.5000,0.01,0.5000,1,1,1.0000,0.01,1.0000\n");
  EXPECT_EQ(slides_table(tally(sample.patches(), {}, options)).columns.size(), 6U);
}

TEST(SeedsTable, SpreadsOverRuns) {
  // Precisions 0.5 and 1: mean 0.75, deviation √(2 · 0.25²).
  const std::vector<ModelRun> runs{
      run_of("a", tally(row_of({1, 1, 0}, {1, 0, 0}).patches(), {}, {}), {}),
      run_of("b", tally(row_of({1, 0, 0}, {1, 0, 0}).patches(), {}, {}), {})};
  EXPECT_EQ(to_csv(seeds_table(runs)).substr(0, 60),
            "metric,defined,mean,deviation\nprecision,2,0.7500,0.3536\nreca");
  const Table each = runs_table(runs);
  EXPECT_EQ(each.columns.size(), each.rows[0].size());
  EXPECT_EQ(to_csv(each).substr(0, 32), "model,threshold,precision,recall");
  EXPECT_EQ(std::get<Decimal>(each.rows[1][2]).value, 1.0);
}

TEST(SeedsTable, OfNothingIsEmpty) { EXPECT_TRUE(seeds_table({}).rows.empty()); }

}  // namespace
}  // namespace scarp::eval
