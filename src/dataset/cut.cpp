#include "dataset/cut.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "core/random.h"
#include "dataset/shuffle.h"

namespace scarp::dataset {
namespace {

constexpr double kLeastValidShare = 0.5;  // of a patch without landslides

// Landslide pixels and valid pixels of a column of a patch.
struct Count {
  std::int64_t landslide = 0;
  std::int64_t valid = 0;

  Count& operator+=(const Count& other) {
    landslide += other.landslide;
    valid += other.valid;
    return *this;
  }
};

// Of the `rows` cells from `row` down, column by column.
std::vector<Count> count_columns(const Labels& labels, int row, int rows) {
  std::vector<Count> columns(static_cast<std::size_t>(labels.valid.cols()));
  for (int r = row; r < row + rows; ++r) {
    const std::uint8_t* landslide = labels.landslide.row(r);
    const std::uint8_t* valid = labels.valid.row(r);
    for (std::size_t col = 0; col < columns.size(); ++col) {
      columns[col].valid += valid[col];
      columns[col].landslide += static_cast<std::int64_t>(valid[col]) * landslide[col];
    }
  }
  return columns;
}

// The two kinds of squares, each row by row.
struct Found {
  std::vector<Place> with;
  std::vector<Place> without;
};

Found find_places(const Labels& labels, int patch, int stride) {
  Found found;
  const double pixels = static_cast<double>(patch) * patch;
  for (std::int64_t row = 0; row + patch <= labels.valid.rows(); row += stride) {
    const std::vector<Count> columns = count_columns(labels, static_cast<int>(row), patch);
    for (std::int64_t col = 0; col + patch <= labels.valid.cols(); col += stride) {
      Count inside;
      for (std::int64_t c = col; c < col + patch; ++c)
        inside += columns[static_cast<std::size_t>(c)];
      const Place place{static_cast<int>(row), static_cast<int>(col),
                        static_cast<double>(inside.landslide) / pixels,
                        static_cast<double>(inside.valid) / pixels};
      if (inside.landslide > 0) found.with.push_back(place);
      if (inside.landslide == 0 && inside.valid > 0 && place.valid_share >= kLeastValidShare) {
        found.without.push_back(place);
      }
    }
  }
  return found;
}

void require_usable(const Labels& labels, const CutOptions& options) {
  const Size size = labels.valid.size();
  if (labels.landslide.size() != size) {
    throw Error(
        {fmt::format("the inventory has {} × {} cells, but the mask {} × {}",
                     labels.landslide.rows(), labels.landslide.cols(), size.rows, size.cols),
         "", ""});
  }
  if (options.patch < 1 || options.stride < 1) {
    throw Error({"patch and stride must be at least 1", "", ""}, Fault::usage);
  }
  if (size.rows < options.patch || size.cols < options.patch) {
    throw Error({fmt::format("{} × {} cells are too small for one patch of {} × {}", size.rows,
                             size.cols, options.patch, options.patch),
                 "", "Choose smaller patches, or a larger area"});
  }
}

// `count` of `places`, drawn at random, in their order.
std::vector<Place> draw(const std::vector<Place>& places, std::size_t count, std::uint64_t seed) {
  std::vector<std::int64_t> which =
      shuffled(static_cast<std::int64_t>(places.size()), Random(seed));
  which.resize(count);
  std::sort(which.begin(), which.end());
  std::vector<Place> drawn;
  for (const std::int64_t i : which) drawn.push_back(places[static_cast<std::size_t>(i)]);
  return drawn;
}

}  // namespace

std::vector<Place> choose_places(const Labels& labels, const CutOptions& options) {
  require_usable(labels, options);
  Found found = find_places(labels, options.patch, options.stride);
  if (options.keep != Keep::all && found.with.empty()) {
    throw Error({"no patch has a landslide pixel that is valid", "",
                 "Check that inventory, stack and mask are of one area and event"});
  }
  if (options.keep == Keep::positive) return found.with;
  std::vector<Place> places = std::move(found.with);
  if (options.keep == Keep::ratio) {
    const double wanted = std::min(std::round(options.ratio * static_cast<double>(places.size())),
                                   static_cast<double>(found.without.size()));
    found.without = draw(found.without, static_cast<std::size_t>(wanted), options.seed);
  }
  places.insert(places.end(), found.without.begin(), found.without.end());
  if (places.empty()) throw Error({"no patch has enough valid pixels", "", "Check the mask"});
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return std::pair(a.row, a.col) < std::pair(b.row, b.col);
  });
  return places;
}

Patches cut(const RasterSource& stack, const Labels& labels, const Place& place, int patch) {
  const Window window{place.row, place.col, patch, patch};
  const int bands = stack.band_count();
  Patches result{1, patch, patch, bands, {}, {}, crop(labels.valid, window).values()};
  const Image<std::uint8_t> landslide = crop(labels.landslide, window);
  result.x.resize(static_cast<std::size_t>(result.pixels()) * static_cast<std::size_t>(bands));
  for (int b = 0; b < bands; ++b) {
    const Image<float> band = stack.read(b + 1, window);
    for (std::size_t i = 0; i < band.values().size(); ++i) {
      result.x[i * static_cast<std::size_t>(bands) + static_cast<std::size_t>(b)] =
          band.values()[i];
    }
  }
  result.y.resize(result.valid.size());
  for (std::size_t i = 0; i < result.y.size(); ++i) {
    result.y[i] = result.valid[i] != 0 ? landslide.values()[i] : 0;
  }
  return result;
}

}  // namespace scarp::dataset
