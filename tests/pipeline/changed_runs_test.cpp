#include "pipeline/changed_runs.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace scarp::pipeline {
namespace {

// A detection of made-up values and the cells of it that count as changed.
struct Found {
  change::Detection detection;
  Image<std::uint8_t> marked;
};

Found made_up(const Window& window) {
  Found found{{window,
               MaskImage(window.size()),
               Image<float>(window.size()),
               Image<float>(window.size()),
               Image<float>(window.size()),
               {Image<float>(window.size())}},
              Image<std::uint8_t>(window.size())};
  for (int row = 0; row < window.rows; ++row) {
    for (int col = 0; col < window.cols; ++col) {
      const int cell = (window.row + row) * 1000 + window.col + col;
      Random random(7, static_cast<std::uint64_t>(cell));
      found.detection.score(row, col) = static_cast<float>(random.uniform());
      found.detection.standardised(row, col) = static_cast<float>(random.normal());
      found.detection.change_db[0](row, col) = static_cast<float>(random.normal());
      found.marked(row, col) = random.uniform() < 0.6 ? 1 : 0;
    }
  }
  return found;
}

ChangedRuns runs_in(const Window& window) {
  const Found found = made_up(window);
  return changed_runs(found.detection, found.marked);
}

TEST(ChangedRuns, OfTilesSideBySideAreThoseOfTheStrip) {
  ChangedRuns whole;
  std::vector<ChangedRuns> one{runs_in({20, 0, 30, 50})};
  append(one, whole);
  ChangedRuns joined;
  std::vector<ChangedRuns> tiles{runs_in({20, 0, 30, 16}), runs_in({20, 16, 30, 1}),
                                 runs_in({20, 17, 30, 33})};
  append(tiles, joined);

  ASSERT_EQ(joined.runs.size(), whole.runs.size());
  ASSERT_GT(whole.runs.size(), 100U);
  for (std::size_t i = 0; i < whole.runs.size(); ++i) {
    EXPECT_EQ(joined.runs[i].row, whole.runs[i].row);
    EXPECT_EQ(joined.runs[i].first, whole.runs[i].first);
    EXPECT_EQ(joined.runs[i].end, whole.runs[i].end);
    const ChangeSummary& a = joined.summaries[i];
    const ChangeSummary& b = whole.summaries[i];
    EXPECT_EQ(a.score.count, whole.runs[i].end - whole.runs[i].first);
    EXPECT_EQ(a.score.highest, b.score.highest);
    EXPECT_NEAR(a.standardised.total, b.standardised.total, 1e-9);
    EXPECT_NEAR(a.change_db[0].mean(), b.change_db[0].mean(), 1e-9);
  }
}

}  // namespace
}  // namespace scarp::pipeline
