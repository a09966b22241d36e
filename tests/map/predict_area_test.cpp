#include "map/predict_area.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "core/error.h"
#include "core/random.h"

namespace scarp::map {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// Two bands of noise between 0 and 1 that hangs on the ground: a part has the values of the whole.
class Noise final : public RasterSource {
 public:
  explicit Noise(const Window& window)
      : window_(window),
        grid_(Grid({500000, 10, 0, 4000000, 0, -10}, {1000, 1000}, nullptr).crop(window)) {}

  const Grid& grid() const override { return grid_; }
  int band_count() const override { return 2; }
  Image<float> read(int band, const Window& window) const override {
    Image<float> image(window.size());
    for (int row = 0; row < window.rows; ++row) {
      for (int col = 0; col < window.cols; ++col) {
        image(row, col) = value(band, window.row + row, window.col + col);
      }
    }
    return image;
  }

  float value(int band, int row, int col) const {
    if (row == hole_row && col == hole_col) return kNaN;
    const int cell = (window_.row + row) * 1000 + window_.col + col;
    return static_cast<float>(Random(band, static_cast<std::uint64_t>(cell)).uniform());
  }

  int hole_row = -1;
  int hole_col = -1;

 private:
  Window window_;
  Grid grid_;
};

// Sees each pixel alone: its first band.
class Local final : public model::Predictor {
 public:
  void predict(const float* x, std::int64_t count, int rows, int cols, float* out) override {
    for (std::int64_t i = 0; i < count * rows * cols; ++i) out[i] = x[2 * i];
    patches += count;
  }
  std::int64_t patches = 0;
};

// Sees where in its patch a pixel lies, and its right neighbour: what makes seams.
class Lopsided final : public model::Predictor {
 public:
  void predict(const float* x, std::int64_t count, int rows, int cols, float* out) override {
    const std::int64_t pixels = std::int64_t{rows} * cols;
    for (std::int64_t i = 0; i < count * pixels; ++i) {
      const std::int64_t place = i % pixels;
      const bool last = place % cols == cols - 1;
      out[i] = 0.3F * x[2 * i] + (last ? 0 : 0.3F * x[2 * i + 3]) +
               0.4F * static_cast<float>(place) / static_cast<float>(pixels);
    }
  }
};

// The cell that is seen `cell` cells from the first of `length`, where mirrors stand on the first
// and the last one: to and fro between them.
int seen(int cell, int length) {
  if (length == 1) return 0;
  int at = 0;
  int forward = 1;
  for (int left = std::abs(cell); left > 0; --left) {
    if (at + forward < 0 || at + forward >= length) forward = -forward;
    at += forward;
  }
  return at;
}

// An area with what mirrors on its edges show around it.
class Surrounded final : public RasterSource {
 public:
  Surrounded(const Window& window, int margin)
      : inner_(window),
        margin_(margin),
        grid_(Noise({window.row - margin, window.col - margin, window.rows + 2 * margin,
                     window.cols + 2 * margin})
                  .grid()) {}

  const Grid& grid() const override { return grid_; }
  int band_count() const override { return 2; }
  Image<float> read(int band, const Window& window) const override {
    const Size size = inner_.grid().size();
    Image<float> image(window.size());
    for (int row = 0; row < window.rows; ++row) {
      for (int col = 0; col < window.cols; ++col) {
        image(row, col) = inner_.value(band, seen(window.row + row - margin_, size.rows),
                                       seen(window.col + col - margin_, size.cols));
      }
    }
    return image;
  }

 private:
  Noise inner_;
  int margin_;
  Grid grid_;
};

// Sees the eight cells around each, from each side another share.
class Neighbours final : public model::Predictor {
 public:
  void predict(const float* x, std::int64_t count, int rows, int cols, float* out) override {
    for (std::int64_t i = 0; i < count * rows * cols; ++i) {
      const auto row = static_cast<int>(i / cols % rows);
      const auto col = static_cast<int>(i % cols);
      out[i] = 0;
      for (int k = 0; k < 9; ++k) {
        const int y = k / 3 - 1;
        const int z = k % 3 - 1;
        if (row + y < 0 || row + y >= rows || col + z < 0 || col + z >= cols) continue;
        out[i] += static_cast<float>(k + 1) / 45 * x[2 * (i + std::int64_t{y} * cols + z)];
      }
    }
  }
};

MaskImage no_mask(const Window& window) { return MaskImage(window.size()); }

// Score, deviation and mask of a whole area.
PredictedRows predict(const RasterSource& stack, model::Predictor& predictor,
                      const PredictOptions& options, int thread_count = 2,
                      const ReadMask& mask = no_mask) {
  ThreadPool threads(thread_count);
  Reporter reporter(Reporter::Level::quiet);
  const Size size = stack.grid().size();
  PredictedRows all{0, Image<float>(size, -1), Image<float>(size, -1), MaskImage(size)};
  predict_area(stack, mask, {{"a model", &predictor, {}, {}}}, options, threads, reporter,
               [&](const PredictedRows& rows) {
                 paste(rows.score, all.score, rows.first_row, 0);
                 if (options.deviation) paste(rows.deviation, all.deviation, rows.first_row, 0);
                 paste(rows.mask, all.mask, rows.first_row, 0);
               });
  return all;
}

PredictOptions with(PatchLattice lattice, TestAugmentation augmentation = TestAugmentation::none) {
  PredictOptions options;
  options.lattice = lattice;
  options.augmentation = augmentation;
  return options;
}

struct Case {
  Window window;
  PatchLattice lattice;
  TestAugmentation augmentation;
};

class AnyLattice : public testing::TestWithParam<Case> {};

TEST_P(AnyLattice, GivesEachCellItsOwnValueAndNeighboursNothing) {
  const Case& given = GetParam();
  const Noise stack(given.window);
  Local local;
  const PredictedRows result = predict(stack, local, with(given.lattice, given.augmentation));
  for (int row = 0; row < given.window.rows; ++row) {
    for (int col = 0; col < given.window.cols; ++col) {
      ASSERT_NEAR(result.score(row, col), stack.value(1, row, col), 1e-5) << row << " " << col;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    PredictArea, AnyLattice,
    testing::Values(Case{{3, 7, 150, 90}, {32, 32, 0.5}, TestAugmentation::d4},
                    Case{{3, 7, 150, 90}, {32, 16, 0}, TestAugmentation::flips},
                    Case{{3, 7, 64, 96}, {32, 32, 0}, TestAugmentation::none},
                    Case{{0, 0, 5, 3}, {32, 32, 0.5}, TestAugmentation::none},
                    Case{{9, 9, 1, 1}, {16, 16, 0.75}, TestAugmentation::d4},
                    Case{{1, 1, 1100, 20}, {64, 64, 0.5}, TestAugmentation::none}));

// Gives no number for what is above 0.9, nor for what is left out.
class Overflowing final : public model::Predictor {
 public:
  void predict(const float* x, std::int64_t count, int rows, int cols, float* out) override {
    for (std::int64_t i = 0; i < count * rows * cols; ++i) {
      out[i] = x[2 * i] > 0.9F || x[2 * i] == 0 ? kNaN : 0.5F;
    }
  }
};

TEST(PredictArea, RefusesAModelThatGivesNoNumbers) {
  const Noise stack({3, 7, 50, 60});
  Overflowing overflowing;
  try {
    predict(stack, overflowing, with({32, 32, 0.5}, TestAugmentation::flips));
    FAIL() << "cells without a number";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("a model: its network gives no numbers"));
  }
  const auto where_there_is_none = [&](const Window& window) {
    MaskImage mask(window.size());
    for (int row = 0; row < window.rows; ++row) {
      for (int col = 0; col < window.cols; ++col) {
        if (stack.value(1, window.row + row, window.col + col) > 0.9F) mask(row, col) = 1;
      }
    }
    return mask;
  };
  EXPECT_EQ(predict(stack, overflowing, with({32, 32, 0}), 2, where_there_is_none).mask.size(),
            (Size{50, 60}));
}

TEST(PredictArea, DoesNotDependOnThreads) {
  const Noise stack({11, 5, 200, 170});
  Lopsided lopsided;
  const PredictOptions options = with({32, 32, 0.5}, TestAugmentation::flips);
  EXPECT_EQ(predict(stack, lopsided, options, 1).score.values(),
            predict(stack, lopsided, options, 3).score.values());
}

TEST(PredictArea, DoesNotDependOnWhatIsInMemoryAtATime) {
  const Noise stack({11, 5, 400, 170});
  Lopsided lopsided;
  PredictOptions options = with({32, 32, 0.5}, TestAugmentation::flips);
  const auto whole = predict(stack, lopsided, options).score.values();
  for (const PredictTile tile : {PredictTile{64, 1}, PredictTile{96, 5000}, PredictTile{33, 1}}) {
    options.tile = tile;
    const auto tiled = predict(stack, lopsided, options).score.values();
    for (std::size_t i = 0; i < whole.size(); ++i) ASSERT_NEAR(tiled[i], whole[i], 1e-6) << i;
  }
}

// The paper's way: patches side by side, each scaled by its own extremes.
TEST(PredictArea, WithoutOverlapIsEachPatchAlone) {
  const Noise stack({3, 7, 64, 96});
  Local local;
  ThreadPool threads(2);
  Reporter reporter(Reporter::Level::quiet);
  dataset::Scaling scaling;
  scaling.kind = dataset::Scaling::Kind::patch_minmax;
  Image<float> score(Size{64, 96});
  predict_area(stack, no_mask, {{"a model", &local, scaling, {}}}, with({32, 32, 0}), threads,
               reporter,
               [&](const PredictedRows& rows) { paste(rows.score, score, rows.first_row, 0); });
  for (int patch = 0; patch < 6; ++patch) {
    const Window window{patch / 3 * 32, patch % 3 * 32, 32, 32};
    const Image<float> values = stack.read(1, window);
    const auto [low, high] = std::minmax_element(values.values().begin(), values.values().end());
    for (int i = 0; i < 32 * 32; ++i) {
      const float scaled = (values(i / 32, i % 32) - *low) / (*high - *low);
      ASSERT_NEAR(score(window.row + i / 32, window.col + i % 32), scaled, 1e-6) << patch;
    }
  }
}

TEST(PredictArea, OfAPartIsThatOfTheWholeAwayFromItsEdges) {
  const Window window{40, 60, 200, 180};
  const Noise whole(window);
  Lopsided lopsided;
  const PredictedRows all = predict(whole, lopsided, with({32, 32, 0.5}));
  for (const int shift : {1, 7, 16, 29}) {
    const Noise part({window.row + shift, window.col + 2 * shift, 120, 110});
    const PredictedRows one = predict(part, lopsided, with({32, 32, 0.5}));
    for (int row = 32; row < 120 - 32; ++row) {
      for (int col = 32; col < 110 - 32; ++col) {
        ASSERT_NEAR(one.score(row, col), all.score(row + shift, col + 2 * shift), 1e-5) << shift;
      }
    }
  }
}

class AnyEdges : public testing::TestWithParam<Case> {};

// As if the ground went on beyond all four sides and corners as in mirrors.
TEST_P(AnyEdges, SeeTheAreaInTheMirror) {
  const auto& [window, lattice, augmentation] = GetParam();
  constexpr int kMargin = 64;  // a whole number of patches
  Neighbours neighbours;
  const PredictOptions options = with(lattice, augmentation);
  const auto alone = predict(Noise(window), neighbours, options);
  const auto within = predict(Surrounded(window, kMargin), neighbours, options);
  for (int row = 0; row < window.rows; ++row) {
    for (int col = 0; col < window.cols; ++col) {
      ASSERT_NEAR(alone.score(row, col), within.score(row + kMargin, col + kMargin), 1e-5)
          << row << " " << col;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    PredictArea, AnyEdges,
    testing::Values(Case{{103, 107, 150, 90}, {32, 32, 0.5}, TestAugmentation::none},
                    Case{{100, 110, 75, 101}, {32, 16, 0}, TestAugmentation::none},
                    Case{{111, 105, 60, 80}, {32, 32, 0.75}, TestAugmentation::d4},
                    Case{{103, 107, 17, 90}, {32, 32, 0.5}, TestAugmentation::none},
                    Case{{103, 107, 90, 20}, {32, 32, 0.5}, TestAugmentation::none},
                    Case{{101, 109, 5, 3}, {32, 32, 0.5}, TestAugmentation::none},
                    Case{{101, 109, 1, 2}, {32, 32, 0}, TestAugmentation::none}));

TEST(PredictArea, LeavesOutCellsWithoutDataAndOnlyThose) {
  Noise stack({0, 0, 70, 70});
  stack.hole_row = 20;
  stack.hole_col = 33;
  Local local;
  const PredictedRows result = predict(stack, local, with({32, 32, 0.5}));
  for (int row = 0; row < 70; ++row) {
    for (int col = 0; col < 70; ++col) {
      const bool hole = row == 20 && col == 33;
      ASSERT_EQ(std::isnan(result.score(row, col)), hole);
      ASSERT_EQ(has(result.mask(row, col), MaskBit::no_data), hole);
    }
  }
}

TEST(PredictArea, PassesOverPatchesWithoutAnyData) {
  const Noise stack({0, 0, 96, 96});
  const auto left_alone = [](const Window& window) {
    MaskImage mask(window.size());
    for (int row = 0; row < window.rows; ++row) {
      for (int col = 0; col < window.cols; ++col) {
        if (col < 64) set(mask(row, col), MaskBit::layover);
      }
    }
    return mask;
  };
  Local local;
  const PredictedRows result = predict(stack, local, with({32, 32, 0}), 2, left_alone);
  EXPECT_EQ(local.patches, 3);
  EXPECT_TRUE(std::isnan(result.score(10, 63)));
  EXPECT_FALSE(std::isnan(result.score(10, 64)));
  EXPECT_TRUE(has(result.mask(10, 63), MaskBit::layover));
}

TEST(PredictArea, SaysHowFarPredictionsAreApart) {
  const Noise stack({0, 0, 64, 64});
  Lopsided lopsided;
  Local local;
  PredictOptions options = with({32, 32, 0}, TestAugmentation::flips);
  options.deviation = true;
  // The place in a patch, from 0 to 0.4, is what flips move.
  const PredictedRows apart = predict(stack, lopsided, options);
  EXPECT_GT(apart.deviation(0, 0), 0.15);
  const PredictedRows together = predict(stack, local, options);
  EXPECT_LT(
      *std::max_element(together.deviation.values().begin(), together.deviation.values().end()),
      1e-6);
}

TEST(PredictArea, DividesLogitsByTheTemperature) {
  const Noise stack({0, 0, 32, 32});
  Local local;
  ThreadPool threads(1);
  Reporter reporter(Reporter::Level::quiet);
  Image<float> score;
  predict_area(stack, no_mask, {{"a model", &local, {}, 2.0}}, with({32, 32, 0}), threads, reporter,
               [&](const PredictedRows& rows) { score = rows.score; });
  const double p = stack.value(1, 4, 5);
  EXPECT_NEAR(score(4, 5), 1 / (1 + std::sqrt((1 - p) / p)), 1e-5);
}

}  // namespace
}  // namespace scarp::map
