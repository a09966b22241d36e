#include "dataset/cut.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "core/random.h"
#include "support/error_of.h"

namespace scarp::dataset {
namespace {

using test::error_of;
using testing::ElementsAre;
using testing::HasSubstr;

// A landslide pixel at each of `places`, everything valid.
Labels labels_of(Size size, const std::vector<std::pair<int, int>>& places) {
  Labels labels{Image<std::uint8_t>(size), Image<std::uint8_t>(size, 1)};
  for (const auto& [row, col] : places) labels.landslide(row, col) = 1;
  return labels;
}

std::vector<std::pair<int, int>> corners(const std::vector<Place>& places) {
  std::vector<std::pair<int, int>> result;
  for (const Place& place : places) result.emplace_back(place.row, place.col);
  return result;
}

/// Values tell band, row and column.
class NumberedSource : public RasterSource {
 public:
  explicit NumberedSource(Size size) : grid_({}, size, nullptr) {}
  const Grid& grid() const override { return grid_; }
  int band_count() const override { return 2; }
  Image<float> read(int band, const Window& window) const override {
    Image<float> image(window.size());
    for (int row = 0; row < window.rows; ++row) {
      for (int col = 0; col < window.cols; ++col) {
        image(row, col) =
            static_cast<float>(1000 * band + 10 * (window.row + row) + window.col + col);
      }
    }
    return image;
  }

 private:
  Grid grid_;
};

TEST(ChoosePlaces, KeepsPatchesWithALandslidePixel) {
  const Labels labels = labels_of({10, 9}, {{0, 3}, {3, 3}, {4, 0}, {9, 8}});
  const auto places = choose_places(labels, {.patch = 4, .stride = 4});
  EXPECT_THAT(corners(places), ElementsAre(std::pair(0, 0), std::pair(4, 0)));
  EXPECT_DOUBLE_EQ(places[0].landslide_share, 2.0 / 16);
  EXPECT_DOUBLE_EQ(places[0].valid_share, 1);
}

TEST(ChoosePlaces, StridesThroughTheRaster) {
  const Labels labels = labels_of({8, 8}, {{4, 4}});
  EXPECT_EQ(choose_places(labels, {.patch = 4, .stride = 1}).size(), 16U);
  EXPECT_EQ(choose_places(labels, {.patch = 4, .stride = 2}).size(), 4U);
  EXPECT_EQ(choose_places(labels, {.patch = 4, .stride = 1, .keep = Keep::all}).size(), 25U);
  EXPECT_EQ(choose_places(labels, {.patch = 2, .stride = 6, .keep = Keep::all}).size(), 4U);
}

TEST(ChoosePlaces, CountsValidPixelsAlone) {
  Labels labels = labels_of({4, 12}, {{0, 0}, {0, 4}, {0, 5}});
  labels.valid(0, 0) = 0;
  labels.valid(0, 5) = 0;
  for (int col = 8; col < 12; ++col) labels.valid(0, col) = labels.valid(1, col) = 0;
  EXPECT_THAT(corners(choose_places(labels, {.patch = 4, .stride = 4})),
              ElementsAre(std::pair(0, 4)));
  const CutOptions all{.patch = 4, .stride = 4, .keep = Keep::all};
  EXPECT_EQ(choose_places(labels, all).size(), 3U) << "half of the last one is valid";
  labels.valid(2, 11) = 0;
  EXPECT_EQ(choose_places(labels, all).size(), 2U);
}

TEST(ChoosePlaces, DrawsThoseWithoutLandslides) {
  const Labels labels = labels_of({40, 40}, {{0, 0}, {20, 20}});
  CutOptions options{.patch = 4, .stride = 4, .keep = Keep::ratio, .ratio = 3, .seed = 5};
  const auto places = choose_places(labels, options);
  EXPECT_EQ(places.size(), 8U);
  EXPECT_EQ(std::count_if(places.begin(), places.end(),
                          [](const Place& place) { return place.landslide_share > 0; }),
            2);
  EXPECT_EQ(corners(choose_places(labels, options)), corners(places));
  options.seed = 6;
  EXPECT_NE(corners(choose_places(labels, options)), corners(places));
  options.ratio = 1e300;
  EXPECT_EQ(choose_places(labels, options).size(), 100U);
  options.ratio = 0;
  EXPECT_EQ(choose_places(labels, options).size(), 2U);
}

TEST(ChoosePlaces, RefusesWhatLeavesNothing) {
  const auto refusal = [](const Labels& labels, const CutOptions& options) {
    return error_of([&] { choose_places(labels, options); });
  };
  EXPECT_THAT(refusal(labels_of({63, 70}, {}), {}), HasSubstr("63 × 70 cells are too small"));
  EXPECT_THAT(refusal(labels_of({64, 64}, {}), {}), HasSubstr("no patch has a landslide pixel"));
  Labels invalid = labels_of({64, 64}, {{1, 1}});
  invalid.valid = Image<std::uint8_t>({64, 64});
  EXPECT_THAT(refusal(invalid, {}), HasSubstr("no patch has a landslide pixel"));
  EXPECT_THAT(refusal(invalid, {.keep = Keep::all}), HasSubstr("enough valid pixels"));
  EXPECT_THAT(refusal(labels_of({64, 64}, {}), {.stride = 0}), HasSubstr("at least 1"));
}

TEST(CutPatch, InterleavesBandsAndHidesWhatIsNotValid) {
  Labels labels = labels_of({4, 6}, {{2, 3}, {2, 4}});
  labels.valid(2, 4) = 0;
  const Patches patch = cut(NumberedSource({4, 6}), labels, {2, 3, 0, 0}, 2);
  EXPECT_EQ(patch.count, 1);
  EXPECT_EQ(patch.bands, 2);
  EXPECT_THAT(patch.x, ElementsAre(1023, 2023, 1024, 2024, 1033, 2033, 1034, 2034));
  EXPECT_THAT(patch.y, ElementsAre(1, 0, 0, 0));
  EXPECT_THAT(patch.valid, ElementsAre(1, 0, 1, 1));
}

RC_GTEST_PROP(ChoosePlacesProperty, KeepsExactlyThePositiveSquares, (std::uint64_t seed)) {
  const Size size{*rc::gen::inRange(5, 40), *rc::gen::inRange(5, 40)};
  const int patch = *rc::gen::inRange(1, 6);
  const int stride = *rc::gen::inRange(1, 9);
  Labels labels = labels_of(size, {{0, 0}});
  Random random(seed);
  for (std::size_t i = 0; i < labels.valid.values().size(); ++i) {
    labels.landslide.values()[i] = random.below(20) == 0 ? 1 : 0;
    labels.valid.values()[i] = random.below(5) == 0 ? 0 : 1;
  }
  labels.landslide(0, 0) = labels.valid(0, 0) = 1;
  const auto kept = corners(choose_places(labels, {.patch = patch, .stride = stride}));
  const std::set<std::pair<int, int>> known(kept.begin(), kept.end());
  RC_ASSERT(known.size() == kept.size());
  for (int row = 0; row + patch <= size.rows; row += stride) {
    for (int col = 0; col + patch <= size.cols; col += stride) {
      const Patches one = cut(NumberedSource(size), labels, {row, col, 0, 0}, patch);
      const bool positive = std::count(one.y.begin(), one.y.end(), 1.0F) > 0;
      RC_ASSERT(positive == (known.count({row, col}) == 1));
    }
  }
}

}  // namespace
}  // namespace scarp::dataset
