// An area predicted by a network as it runs on processors.

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "infer/cpu_predictor.h"
#include "infer/random_model.h"
#include "map/predict_area.h"

namespace scarp::map {
namespace {

// Four bands of noise that hangs on the ground.
class Ground final : public RasterSource {
 public:
  explicit Ground(const Window& window)
      : window_(window),
        grid_(Grid({500000, 10, 0, 4000000, 0, -10}, {1000, 1000}, nullptr).crop(window)) {}

  const Grid& grid() const override { return grid_; }
  int band_count() const override { return 4; }
  Image<float> read(int band, const Window& window) const override {
    Image<float> image(window.size());
    for (int row = 0; row < window.rows; ++row) {
      for (int col = 0; col < window.cols; ++col) {
        const int cell = (window_.row + window.row + row) * 1000 + window_.col + window.col + col;
        image(row, col) =
            static_cast<float>(Random(band, static_cast<std::uint64_t>(cell)).uniform());
      }
    }
    return image;
  }

 private:
  Window window_;
  Grid grid_;
};

// Scaled by what the whole data set has.
dataset::Scaling scaling() {
  dataset::Scaling result;
  result.kind = dataset::Scaling::Kind::standard;
  result.offset.assign(4, 0.5);
  result.range.assign(4, 0.29);
  return result;
}

model::Model small_model() {
  model::NetworkDescription network;
  network.filters = 8;
  network.depth = 3;
  return infer::random_model(network);
}

Image<float> predict(const Window& window, int thread_count = 2, const PredictTile& tile = {}) {
  ThreadPool threads(thread_count);
  Reporter reporter(Reporter::Level::quiet);
  const auto predictor = infer::cpu_predictor(small_model(), threads);
  const Ground stack(window);
  PredictOptions options;
  options.tile = tile;
  options.lattice = {32, 32, 0.5};
  Image<float> score(window.size());
  predict_area(
      stack, [](const Window& part) { return MaskImage(part.size()); },
      {{"a model", predictor.get(), scaling(), {}}}, options, threads, reporter,
      [&](const PredictedRows& rows) { paste(rows.score, score, rows.first_row, 0); });
  return score;
}

TEST(NetworkArea, OfAPartIsThatOfTheWholeAwayFromItsEdges) {
  const Image<float> whole = predict({40, 60, 150, 140});
  float low = 1;
  float high = 0;
  for (const int shift : {1, 13}) {
    const Image<float> part = predict({40 + shift, 60 + 2 * shift, 110, 100});
    for (int row = 32; row < 110 - 32; ++row) {
      for (int col = 32; col < 100 - 32; ++col) {
        ASSERT_NEAR(part(row, col), whole(row + shift, col + 2 * shift), 1e-5) << shift;
        low = std::min(low, part(row, col));
        high = std::max(high, part(row, col));
      }
    }
  }
  EXPECT_GT(high - low, 0.02F) << "a result that says little";
}

TEST(NetworkArea, DependsNeitherOnThreadsNorOnTiles) {
  const Window window{0, 0, 130, 90};
  const auto once = predict(window).values();
  EXPECT_EQ(predict(window, 1).values(), once);
  EXPECT_EQ(predict(window, 5).values(), once);
  EXPECT_EQ(predict(window, 3, {64, 1}).values(), once);
}

}  // namespace
}  // namespace scarp::map
