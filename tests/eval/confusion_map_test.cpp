#include "eval/confusion_map.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "eval/confusion.h"
#include "sample.h"

namespace scarp::eval {
namespace {

TEST(ConfusionMap, SaysWhatBecameOfEachCell) {
  Sample sample = row_of({0.1F, 0.9F, 0.1F, 0.9F, 0.9F, NAN, 0.9F}, {0, 1, 1, 0, NAN, 1, 1});
  sample.valid = {1, 1, 1, 1, 1, 1, 0};
  EXPECT_EQ(confusion_map(sample.patches(), 0, 0.5).values(),
            (std::vector<std::uint8_t>{1, 2, 3, 4, 0, 0, 0}));
}

TEST(ConfusionMap, HasAsManyCellsOfEachClassAsTheMatrix) {
  Random random(6);
  const Sample sample = random_sample({3, {10, 12}, 0, 0.3, 0.1}, random);
  const std::vector<Confusion> expected = count_patches(sample.patches(), 0.5);
  for (std::int64_t patch = 0; patch < 3; ++patch) {
    Confusion counted;
    const Image<std::uint8_t> map = confusion_map(sample.patches(), patch, 0.5);
    for (const std::uint8_t value : map.values()) {
      counted.tn += value == 1 ? 1 : 0;
      counted.tp += value == 2 ? 1 : 0;
      counted.fn += value == 3 ? 1 : 0;
      counted.fp += value == 4 ? 1 : 0;
    }
    EXPECT_EQ(counted, expected[static_cast<std::size_t>(patch)]);
  }
}

TEST(ConfusionMap, HasAColourForEachClass) {
  std::set<int> colours;
  for (std::size_t i = 0; i < kOutcomes.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(kOutcomes[i].outcome), i);
    const Rgb colour = kOutcomes[i].colour;
    colours.insert(colour.red << 16 | colour.green << 8 | colour.blue);
  }
  EXPECT_EQ(colours.size(), kOutcomes.size());
}

}  // namespace
}  // namespace scarp::eval
