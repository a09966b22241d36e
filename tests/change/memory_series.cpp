#include "change/memory_series.h"

#include <cmath>

namespace scarp::test {
namespace {

Image<float> date_image(const SeriesOptions& options, std::size_t p, bool after, Random& random) {
  const double mean_db = options.polarisations[p] == "VH" ? -14 : -8;
  Image<float> image(options.size);
  for (int row = 0; row < options.size.rows; ++row) {
    for (int col = 0; col < options.size.cols; ++col) {
      const double added = after && options.change_db ? options.change_db(p, row, col) : 0;
      image(row, col) =
          static_cast<float>(std::pow(10, (mean_db + added) / 10) * random.speckle(options.looks));
    }
  }
  return image;
}

}  // namespace

MemorySeries make_series(const SeriesOptions& options) {
  const Grid grid(Affine{0, 10, 0, 0, 0, -10}, options.size, nullptr);
  MemorySeries result;
  result.series.grid = grid;
  for (std::size_t p = 0; p < options.polarisations.size(); ++p) {
    change::Polarisation polarisation{options.polarisations[p], {}, {}};
    std::vector<Image<float>> bands;
    for (int t = 0; t < options.before + options.after; ++t) {
      Random random(options.seed, 100 * p + static_cast<std::size_t>(t));
      bands.push_back(date_image(options, p, t >= options.before, random));
    }
    result.sources.push_back(std::make_unique<MemorySource>(grid, std::move(bands)));
    for (int t = 0; t < options.before + options.after; ++t) {
      auto& side = t < options.before ? polarisation.before : polarisation.after;
      side.push_back({result.sources.back().get(), t + 1});
    }
    result.series.polarisations.push_back(polarisation);
  }
  return result;
}

}  // namespace scarp::test
