#include "eval/batch_metrics.h"

#include <gtest/gtest.h>

#include "sample.h"

namespace scarp::eval {
namespace {

TEST(BatchMeans, AreMeansOfBatchesNotOfCells) {
  // A large patch mapped well and two small ones mapped badly.
  const std::vector<Confusion> patches{{90, 10, 0, 0}, {1, 0, 9, 90}, {0, 5, 5, 90}};
  const BatchOptions exact{2, 0};
  const BatchMeans means = defined(batch_means(patches, exact));
  EXPECT_EQ(means.batch, 2);
  EXPECT_EQ(means.batches, 2);
  // Batches {91, 10, 9} and, not full but of equal weight, {0, 5, 5}.
  EXPECT_DOUBLE_EQ(means.precision, (91.0 / 101 + 0) / 2);
  EXPECT_DOUBLE_EQ(means.recall, (91.0 / 100 + 0) / 2);
  EXPECT_DOUBLE_EQ(means.f1, (182.0 / 201 + 0) / 2);
  EXPECT_DOUBLE_EQ(means.iou, (91.0 / 110 + 0) / 2);
  // One matrix says something else: 91 / (91 + 15).
  EXPECT_DOUBLE_EQ(defined(precision(sum(patches))), 91.0 / 106);
}

TEST(BatchMeans, OfOneBatchAreTheMetricsOfAll) {
  const std::vector<Confusion> patches{{90, 10, 0, 0}, {1, 0, 9, 90}, {0, 5, 5, 90}};
  const BatchMeans means = defined(batch_means(patches, {32, 0}));
  const Confusion all = sum(patches);
  EXPECT_EQ(means.batches, 1);
  EXPECT_DOUBLE_EQ(means.precision, defined(precision(all)));
  EXPECT_DOUBLE_EQ(means.recall, defined(recall(all)));
  EXPECT_DOUBLE_EQ(means.f1, defined(f1(all)));
  EXPECT_DOUBLE_EQ(means.iou, defined(iou(all)));
}

TEST(BatchMeans, SmoothsAnEmptyBatchToOne) {
  const std::vector<Confusion> patches{{0, 0, 0, 100}, {1, 1, 0, 98}};
  EXPECT_NEAR(defined(batch_means(patches, {1, 1e-5})).iou, (1 + 0.5) / 2, 1e-5);
  EXPECT_DOUBLE_EQ(defined(batch_means(patches, {1, 0})).iou, (0 + 0.5) / 2);
  // (1 + s) / (2 + s) with s = 0.5
  EXPECT_DOUBLE_EQ(defined(batch_means({{1, 1, 0, 98}}, {1, 0.5})).precision, 1.5 / 2.5);
}

TEST(BatchMeans, LeaveOutBatchesInWhichNoPixelCounts) {
  const Confusion nothing;
  const std::vector<Confusion> patches{nothing, nothing, {1, 1, 0, 98}, nothing, nothing};
  const BatchMeans means = defined(batch_means(patches, {2, 1e-5}));
  EXPECT_EQ(means.batches, 1);
  EXPECT_EQ(means.left_out, 2);
  EXPECT_NEAR(means.precision, 0.5, 1e-5);
  EXPECT_FALSE(batch_means({nothing, nothing}, {}));
}

TEST(BatchMeans, OfNoPatchesAreNothing) { EXPECT_FALSE(batch_means({}, {})); }

}  // namespace
}  // namespace scarp::eval
