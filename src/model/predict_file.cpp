#include "model/predict_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/interrupt.h"
#include "core/plausible_value.h"
#include "model/predict_patches.h"

namespace scarp::model {
namespace {

constexpr std::int64_t kPiecePixels = std::int64_t{1} << 20;

void require_fitting(const Card& card, const dataset::NpyFile& patches) {
  const std::vector<std::int64_t>& shape = patches.shape();
  const int bands = card.network.bands;
  const std::string where = patches.path().string();
  if (shape.size() != 4 || shape[3] != bands) {
    throw Error({fmt::format("has the shape ({}), but the model takes (patches, rows, columns, {} "
                             "bands)",
                             fmt::join(shape, ", "), bands),
                 where, ""});
  }
  require_patch_size(card, shape[1], shape[2], where);
}

}  // namespace

void predict_file(const std::string& model, const Card& card, const dataset::Scaling& scaling,
                  Predictor& predictor, const dataset::NpyFile& patches,
                  const std::filesystem::path& out, Reporter& reporter) {
  require_fitting(card, patches);
  const int rows = static_cast<int>(patches.shape()[1]);
  const int cols = static_cast<int>(patches.shape()[2]);
  const int bands = card.network.bands;
  const std::int64_t pixels = std::int64_t{rows} * cols;
  const std::int64_t piece = std::max<std::int64_t>(1, kPiecePixels / pixels);
  dataset::NpyWriter writer(out, {patches.items(), rows, cols, 1}, dataset::NpyType::f4);
  Reporter::Stage stage(reporter, "Predicting", patches.items());
  std::int64_t undeclared = 0;
  for (std::int64_t first = 0; first < patches.items(); first += piece) {
    if (const int signal = interrupt_signal(); signal != 0) throw Interrupted(signal);
    const std::int64_t count = std::min(piece, patches.items() - first);
    std::vector<float> x = patches.read(first, count);
    undeclared += std::count_if(x.begin(), x.end(), [](float value) {
      return std::isfinite(value) && !plausible_value(value);
    });
    const std::vector<float> y = predict_patches(
        predictor, scaling, {count, rows, cols, bands, std::move(x), {}, {}}, model);
    writer.write(first * pixels, y.data(), static_cast<std::int64_t>(y.size()));
    stage.advance(count);
  }
  writer.finish();
  if (undeclared > 0) reporter.warn(undeclared_values(undeclared, patches.path().string()));
}

}  // namespace scarp::model
