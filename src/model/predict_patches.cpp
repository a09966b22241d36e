#include "model/predict_patches.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/plausible_value.h"
#include "model/numbers.h"

namespace scarp::model {
namespace {

// 1 where all bands are and can be.
std::vector<std::uint8_t> finite_pixels(const dataset::Patches& patches) {
  std::vector<std::uint8_t> finite(static_cast<std::size_t>(patches.count * patches.pixels()));
  const float* pixel = patches.x.data();
  for (std::uint8_t& one : finite) {
    one = std::all_of(pixel, pixel + patches.bands, plausible_value);
    pixel += patches.bands;
  }
  return finite;
}

}  // namespace

void require_patch_size(const Card& card, std::int64_t rows, std::int64_t cols,
                        const std::string& where) {
  const int multiple = card.network.multiple();
  for (const std::int64_t edge : {rows, cols}) {
    if (edge >= 1 && edge <= dataset::kLongestImageEdge && edge % multiple == 0) continue;
    throw Error({fmt::format("has patches of {} × {}, but rows and columns have to be divisible "
                             "by {}",
                             rows, cols, multiple),
                 where, ""});
  }
}

std::vector<float> predict_patches(Predictor& predictor, const dataset::Scaling& scaling,
                                   dataset::Patches patches, const std::string& model) {
  const std::vector<std::uint8_t> finite = finite_pixels(patches);
  std::vector<std::uint8_t> use = finite;
  for (std::size_t i = 0; i < patches.valid.size(); ++i) {
    if (patches.valid[i] == 0) use[i] = 0;
  }
  for (std::int64_t i = 0; i < patches.count; ++i) {
    dataset::apply(scaling, patches.patch(i), use.data() + i * patches.pixels(), patches.pixels(),
                   patches.bands);
  }
  std::vector<float> score(finite.size());
  predictor.predict(patches.x.data(), patches.count, patches.rows, patches.cols, score.data());
  require_numbers(score.data(), use.data(), static_cast<std::int64_t>(score.size()), model);
  for (std::size_t i = 0; i < finite.size(); ++i) {
    if (finite[i] == 0) score[i] = std::numeric_limits<float>::quiet_NaN();
  }
  return score;
}

}  // namespace scarp::model
