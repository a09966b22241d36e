#include "model/predict_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/error.h"
#include "core/interrupt.h"

namespace scarp::model {
namespace {

constexpr std::int64_t kPiecePixels = std::int64_t{1} << 20;
constexpr std::int64_t kLongestEdge = 65536;

void require_fitting(const Card& card, const dataset::NpyFile& patches) {
  const std::vector<std::int64_t>& shape = patches.shape();
  const auto fail = [&](const std::string& what) {
    throw Error({fmt::format("has the shape ({}), but {}", fmt::join(shape, ", "), what),
                 patches.path().string(), ""});
  };
  const int bands = card.network.bands;
  if (shape.size() != 4 || shape[3] != bands) {
    fail(fmt::format("the model takes (patches, rows, columns, {} bands)", bands));
  }
  const int multiple = card.network.multiple();
  for (const std::int64_t edge : {shape[1], shape[2]}) {
    if (edge < 1 || edge > kLongestEdge || edge % multiple != 0) {
      fail(fmt::format("rows and columns have to be divisible by {}", multiple));
    }
  }
}

// 1 where all bands are finite.
std::vector<std::uint8_t> finite_pixels(const std::vector<float>& x, int bands) {
  std::vector<std::uint8_t> valid(x.size() / static_cast<std::size_t>(bands));
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const float* pixel = x.data() + i * static_cast<std::size_t>(bands);
    valid[i] = std::all_of(pixel, pixel + bands, [](float v) { return std::isfinite(v); }) ? 1 : 0;
  }
  return valid;
}

}  // namespace

void predict_file(const Card& card, const dataset::Scaling& scaling, Predictor& predictor,
                  const dataset::NpyFile& patches, const std::filesystem::path& out,
                  Reporter& reporter) {
  require_fitting(card, patches);
  const int rows = static_cast<int>(patches.shape()[1]);
  const int cols = static_cast<int>(patches.shape()[2]);
  const int bands = card.network.bands;
  const std::int64_t pixels = std::int64_t{rows} * cols;
  const std::int64_t piece = std::max<std::int64_t>(1, kPiecePixels / pixels);
  dataset::NpyWriter writer(out, {patches.items(), rows, cols, 1}, dataset::NpyType::f4);
  Reporter::Stage stage(reporter, "Predicting", patches.items());
  for (std::int64_t first = 0; first < patches.items(); first += piece) {
    if (const int signal = interrupt_signal(); signal != 0) throw Interrupted(signal);
    const std::int64_t count = std::min(piece, patches.items() - first);
    std::vector<float> x = patches.read(first, count);
    const std::vector<std::uint8_t> valid = finite_pixels(x, bands);
    for (std::int64_t i = 0; i < count; ++i) {
      dataset::apply(scaling, x.data() + i * pixels * bands, valid.data() + i * pixels, pixels,
                     bands);
    }
    std::vector<float> y(valid.size());
    predictor.predict(x.data(), count, rows, cols, y.data());
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (valid[i] == 0) y[i] = std::numeric_limits<float>::quiet_NaN();
    }
    writer.write(first * pixels, y.data(), static_cast<std::int64_t>(y.size()));
    stage.advance(count);
  }
  writer.finish();
}

}  // namespace scarp::model
