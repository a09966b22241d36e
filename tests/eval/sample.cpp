#include "sample.h"

#include <cmath>
#include <utility>

namespace scarp::eval {

Patches Sample::patches() const {
  Patches view;
  view.count = static_cast<std::int64_t>(score.size()) / size.cells();
  view.size = size;
  view.score = score.data();
  view.truth = truth.data();
  view.valid = valid.empty() ? nullptr : valid.data();
  return view;
}

Sample row_of(std::vector<float> score, std::vector<float> truth) {
  const Size size{1, static_cast<int>(score.size())};
  return {size, std::move(score), std::move(truth), {}};
}

Sample random_sample(const SampleOptions& options, Random& random) {
  Sample sample{options.size, {}, {}, {}};
  const std::int64_t cells = options.patches * options.size.cells();
  for (std::int64_t i = 0; i < cells; ++i) {
    const bool landslide = random.uniform() < options.landslide_share;
    double score = landslide ? 1 - random.uniform() * random.uniform() : random.uniform();
    if (options.levels > 0) score = std::floor(score * options.levels) / options.levels;
    sample.truth.push_back(landslide ? 1.0F : 0.0F);
    sample.score.push_back(static_cast<float>(score));
    sample.valid.push_back(random.uniform() < options.hole_share ? 0 : 1);
    if (random.uniform() < options.hole_share) sample.truth.back() = std::nanf("");
    if (random.uniform() < options.hole_share) sample.score.back() = std::nanf("");
  }
  return sample;
}

Image<std::int32_t> ids_of(const std::vector<std::string>& rows) {
  Image<std::int32_t> ids(Size{static_cast<int>(rows.size()), static_cast<int>(rows[0].size())});
  for (int row = 0; row < ids.rows(); ++row) {
    for (int col = 0; col < ids.cols(); ++col) {
      const char c = rows[static_cast<std::size_t>(row)][static_cast<std::size_t>(col)];
      ids(row, col) = c >= '1' && c <= '9' ? c - '0' : 0;
    }
  }
  return ids;
}

Image<std::uint8_t> mask_of(const std::vector<std::string>& rows) {
  Image<std::uint8_t> mask(Size{static_cast<int>(rows.size()), static_cast<int>(rows[0].size())});
  for (int row = 0; row < mask.rows(); ++row) {
    for (int col = 0; col < mask.cols(); ++col) {
      mask(row, col) =
          rows[static_cast<std::size_t>(row)][static_cast<std::size_t>(col)] == '#' ? 1 : 0;
    }
  }
  return mask;
}

}  // namespace scarp::eval
