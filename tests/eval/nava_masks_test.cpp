// The masks of the paper's 189 test patches.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>

#include "core/random.h"
#include "eval/batch_metrics.h"
#include "eval/curves.h"
#include "eval/tally.h"
#include "sample.h"
#include "support/shared_data.h"

namespace scarp::eval {
namespace {

constexpr std::size_t kPatches = 189;
constexpr int kEdge = 64;
constexpr std::size_t kCells = 4096;  // of a patch

// Just this one file: version 1, little-endian floats in C order.
Sample read_masks(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  char start[10];
  file.read(start, sizeof start);
  const std::size_t header_bytes = static_cast<unsigned char>(start[8]) +
                                   256 * std::size_t{static_cast<unsigned char>(start[9])};
  std::string header(header_bytes, ' ');
  file.read(header.data(), static_cast<std::streamsize>(header_bytes));
  EXPECT_NE(header.find("'<f4'"), std::string::npos);
  EXPECT_NE(header.find("(189, 64, 64, 1)"), std::string::npos);
  Sample sample{{kEdge, kEdge}, {}, std::vector<float>(kPatches * kCells), {}};
  file.read(reinterpret_cast<char*>(sample.truth.data()),
            static_cast<std::streamsize>(sample.truth.size() * sizeof(float)));
  EXPECT_TRUE(file.good());
  return sample;
}

// A map that finds landslides the better the larger their share of the patch, with false alarms
// everywhere: what makes batches differ from each other.
void map_with_errors(Sample& sample) {
  Random random(11);
  for (std::size_t first = 0; first < sample.truth.size(); first += kCells) {
    double share = 0;
    for (std::size_t i = 0; i < kCells; ++i) share += sample.truth[first + i];
    share /= double{kEdge} * kEdge;
    for (std::size_t i = 0; i < kCells; ++i) {
      const bool landslide = sample.truth[first + i] > 0;
      const double middle = landslide ? 0.45 + share : 0.25;
      const double score = middle + 0.2 * random.normal();
      sample.score.push_back(static_cast<float>(std::min(1.0, std::max(0.0, score))));
    }
  }
}

TEST(NavaMasks, MappedAsTheyAreArePerfect) {
  SCARP_SHARED_DATA(path, "hokkaido-nava/testY.npy");
  Sample sample = read_masks(path);
  sample.score = sample.truth;
  const Tally counted = tally(sample.patches(), {}, {});
  // 15.6295 % of 189 · 64 · 64 cells, counted with NumPy
  EXPECT_EQ(sum(counted.units), (Confusion{120995, 0, 0, 653149}));
  EXPECT_DOUBLE_EQ(defined(mcc(sum(counted.units))), 1);
  EXPECT_DOUBLE_EQ(defined(average_precision(counted.scores)), 1);
  EXPECT_DOUBLE_EQ(defined(object_recall(counted.objects.all)), 1);
  EXPECT_DOUBLE_EQ(defined(object_precision(counted.objects.mapped)), 1);
}

TEST(NavaMasks, MappedEverywhereHaveThePrecisionOfTheirShare) {
  SCARP_SHARED_DATA(path, "hokkaido-nava/testY.npy");
  Sample sample = read_masks(path);
  sample.score.assign(sample.truth.size(), 1);
  const std::vector<Confusion> patches = count_patches(sample.patches(), 0.5);
  const double share = 120995.0 / 774144;
  EXPECT_DOUBLE_EQ(defined(precision(sum(patches))), share);
  EXPECT_DOUBLE_EQ(defined(iou(sum(patches))), share);
  EXPECT_DOUBLE_EQ(defined(f1(sum(patches))), 2 * share / (1 + share));
  // The last batch has 29 patches, not 32, and weighs too much: only with full batches are means of
  // precision the global one. Batch 27 divides 189, and every patch has as many mapped cells.
  EXPECT_NEAR(defined(batch_means(patches, {27, 0})).precision, share, 1e-12);
  EXPECT_GT(std::abs(defined(batch_means(patches, {32, 0})).precision - share), 1e-5);
  EXPECT_LT(defined(batch_means(patches, {27, 0})).f1, defined(f1(sum(patches))))
      << "F1 is concave in the share";
}

TEST(NavaMasks, BatchMeansAreNotTheGlobalMetrics) {
  SCARP_SHARED_DATA(path, "hokkaido-nava/testY.npy");
  Sample sample = read_masks(path);
  map_with_errors(sample);
  const std::vector<Confusion> patches = count_patches(sample.patches(), 0.5);
  const Confusion all = sum(patches);
  const BatchMeans by_four = defined(batch_means(patches, {4, 1e-5}));
  const BatchMeans by_32 = defined(batch_means(patches, {32, 1e-5}));
  EXPECT_EQ(by_32.batches, 6);
  EXPECT_EQ(by_four.batches, 48);
  // Small batches with few landslide cells pull the means down, the smaller the more.
  EXPECT_LT(by_32.f1, defined(f1(all)));
  EXPECT_LT(by_four.f1, by_32.f1);
  EXPECT_LT(by_four.iou, defined(iou(all)) - 0.01);
  // One matrix ties IoU to F1; means over batches do not.
  EXPECT_NEAR(defined(iou(all)), defined(f1(all)) / (2 - defined(f1(all))), 1e-12);
  EXPECT_GT(std::abs(by_four.iou - by_four.f1 / (2 - by_four.f1)), 0.005);
}

}  // namespace
}  // namespace scarp::eval
