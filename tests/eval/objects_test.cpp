#include "eval/objects.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "sample.h"

namespace scarp::eval {
namespace {

ObjectScores scores_of(const ObjectLayers& layers, double cell_area_m2 = 100,
                       const ObjectOptions& options = {}) {
  ObjectCounter counter;
  counter.add(layers);
  return counter.scores(cell_area_m2, options);
}

TEST(Objects, AreHitFromThirtyPercentAndFalseBelowTen) {
  const ObjectScores scores =
      scores_of({ids_of({
                     "1111111111",  // 10 cells, 3 mapped: hit
                     "..........",
                     "2222222222",  // 10 cells, 2 mapped: missed
                     "..........",
                     "3.........",  // 1 cell, mapped: hit
                 }),
                 ids_of({
                     ".......111",
                     "...2222222",  // 1 of 10 cells on a landslide: not false
                     "...2.....4",  // object 4 on the slide, and
                     "...2...444",  // 3 cells off it
                     "2..3333333",  // none on a landslide: false
                 }),
                 {},
                 {}});
  EXPECT_EQ(scores.all.slides, 3);
  EXPECT_EQ(scores.all.hit, 2);
  EXPECT_EQ(scores.all.cells, 21);
  EXPECT_EQ(scores.all.hit_cells, 11);
  EXPECT_DOUBLE_EQ(defined(object_recall(scores.all)), 2.0 / 3);
  EXPECT_DOUBLE_EQ(defined(area_recall(scores.all)), 11.0 / 21);
  // 1: 3 of 3; 2: 2 of 10; 3: 0 of 7; 4: 1 of 4.
  EXPECT_EQ(scores.mapped.objects, 4);
  EXPECT_EQ(scores.mapped.false_objects, 1);
  EXPECT_DOUBLE_EQ(defined(object_precision(scores.mapped)), 3.0 / 4);
  EXPECT_DOUBLE_EQ(defined(area_precision(scores.mapped)), 17.0 / 24);
}

// One landslide of ten cells, `mapped` of which one object covers, and `beside` more cells of it.
ObjectScores strip(int mapped, int beside, const ObjectOptions& options) {
  ObjectLayers layers;
  layers.truth = Image<std::int32_t>({1, 200});
  layers.predicted = Image<std::int32_t>({1, 200});
  for (int i = 0; i < 10; ++i) layers.truth(0, 100 + i) = 7;
  for (int i = 0; i < mapped; ++i) layers.predicted(0, 100 + i) = 5;
  for (int i = 0; i < beside; ++i) layers.predicted(0, 99 - i) = 5;
  return scores_of(layers, 100, options);
}

TEST(Objects, HaveThoseLimitsToTheCell) {
  EXPECT_EQ(strip(3, 0, {}).all.hit, 1);
  EXPECT_EQ(strip(2, 0, {}).all.hit, 0);
  EXPECT_EQ(strip(3, 27, {}).mapped.false_objects, 0) << "3 of 30 is a tenth";
  EXPECT_EQ(strip(3, 28, {}).mapped.false_objects, 1);
  ObjectOptions strict;
  strict.hit_share = 0.5;
  strict.false_share = 0.5;
  EXPECT_EQ(strip(4, 4, strict).all.hit, 0);
  EXPECT_EQ(strip(5, 5, strict).all.hit, 1);
  EXPECT_EQ(strip(5, 5, strict).mapped.false_objects, 0);
  EXPECT_EQ(strip(5, 6, strict).mapped.false_objects, 1);
}

TEST(Objects, AreSortedByTheirArea) {
  ObjectOptions options;
  options.size_edges_m2 = {200, 400};
  const ObjectScores scores =
      scores_of({ids_of({"1.22.333.4444"}), ids_of({"1....2..33..."}), {}, {}}, 100, options);
  ASSERT_EQ(scores.sizes.size(), 3U);
  EXPECT_EQ(scores.sizes[0].all.slides, 1) << "100 m²";
  EXPECT_EQ(scores.sizes[0].all.hit, 1);
  EXPECT_EQ(scores.sizes[1].all.slides, 2) << "200 m² and 300 m²";
  EXPECT_EQ(scores.sizes[1].all.hit, 1) << "1 of 3 cells";
  EXPECT_EQ(scores.sizes[2].all.slides, 1) << "400 m²";
  EXPECT_EQ(scores.sizes[2].all.hit, 0) << "1 of 4 cells";
  EXPECT_FALSE(scores.sizes[2].high_m2);
}

TEST(Objects, AreToldApartByWhatTheRadarSees) {
  const ObjectScores scores = scores_of({ids_of({"1111.2222.3333"}),
                                         ids_of({"1111.........."}),
                                         mask_of({"####.##.....#."}),  // all, half, a quarter
                                         {}});
  EXPECT_EQ(scores.all.slides, 3);
  EXPECT_EQ(scores.visible.slides, 2);
  EXPECT_EQ(scores.visible.hit, 1);
  EXPECT_DOUBLE_EQ(defined(object_recall(scores.all)), 1.0 / 3);
  EXPECT_DOUBLE_EQ(defined(object_recall(scores.visible)), 0.5);
}

TEST(Objects, EndWhereTheTruthIsNotKnown) {
  const ObjectScores scores = scores_of(
      {ids_of({"1111111111.2"}), ids_of({"....11111..."}), {}, mask_of({"#####......."})});
  EXPECT_EQ(scores.all.slides, 1) << "the other one lies outside";
  EXPECT_EQ(scores.all.cells, 5);
  EXPECT_EQ(scores.all.hit, 0) << "1 of 5 cells";
  EXPECT_EQ(scores.mapped.cells, 1);
  EXPECT_EQ(scores.mapped.false_objects, 0);
}

TEST(Objects, GatheredByTilesAreThoseOfTheWhole) {
  const Image<std::int32_t> truth = ids_of({"11.22222", "11...222", ".....2.."});
  const Image<std::int32_t> predicted = ids_of({"1..2....", "1..3333.", "1...3..."});
  ObjectCounter counter;
  for (const Tile& tile : tiles(truth.size(), 2, 0)) {
    counter.add({crop(truth, tile.inner), crop(predicted, tile.inner), {}, {}});
  }
  const ObjectScores tiled = counter.scores(100, {});
  const ObjectScores whole = scores_of({truth, predicted, {}, {}});
  EXPECT_EQ(tiled.all.hit, whole.all.hit);
  EXPECT_EQ(tiled.all.hit_cells, whole.all.hit_cells);
  EXPECT_EQ(tiled.mapped.false_objects, whole.mapped.false_objects);
  EXPECT_EQ(tiled.mapped.cells, 9);
}

TEST(Objects, AreUndefinedWithoutAny) {
  const ObjectScores scores = scores_of({ids_of({"..."}), ids_of({"..."}), {}, {}});
  EXPECT_FALSE(object_recall(scores.all));
  EXPECT_FALSE(area_recall(scores.all));
  EXPECT_FALSE(object_precision(scores.mapped));
  EXPECT_FALSE(area_precision(scores.mapped));
}

TEST(Objects, RefuseWhatDoesNotFit) {
  ObjectCounter counter;
  EXPECT_THROW(counter.add({ids_of({"1"}), ids_of({"11"}), {}, {}}), Error);
  EXPECT_THROW(counter.add({ids_of({"1"}), ids_of({"1"}), mask_of({"##"}), {}}), Error);
  EXPECT_THROW(counter.add({ids_of({"1"}), ids_of({"1"}), {}, mask_of({"##"})}), Error);
  Image<std::int32_t> negative({1, 1}, -2);
  EXPECT_THROW(counter.add({negative, ids_of({"1"}), {}, {}}), Error);
  ObjectOptions falling;
  falling.size_edges_m2 = {500, 400};
  EXPECT_THROW(counter.scores(100, falling), Error);
  falling.size_edges_m2 = {0};
  EXPECT_THROW(counter.scores(100, falling), Error);
}

TEST(Objects, MayHaveAnyId) {
  Image<std::int32_t> ids({1, 2}, std::numeric_limits<std::int32_t>::max());
  EXPECT_EQ(scores_of({ids, ids, {}, {}}).all.hit, 1);
}

}  // namespace
}  // namespace scarp::eval
