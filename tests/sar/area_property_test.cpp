#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "core/random.h"
#include "corrected.h"

// Whatever area is asked for, its cells are those of the whole: over relief with gaps that reaches
// beyond all ends of the image, in one slice and in two.
namespace scarp::sar {
namespace {

using test::correct;
using test::Corrected;
using test::CorrectOptions;
using test::grid_around;
using test::made_product;
using test::made_slices;
using test::place_of;
using test::ProductOptions;
using test::speckled;

constexpr int kBeyond = 140;   // cells on each side of the image
constexpr int kLargest = 120;  // edge of an area
constexpr int kHole = 24;      // edge of the squares of ground of which some are unknown

bool in_hole(int row, int col) {
  Random random(static_cast<std::uint64_t>(row / kHole), static_cast<std::uint64_t>(col / kHole));
  return random.below(12) == 0;
}

// Of a grid whose first cell is that of another one at `row`, `col`: steep enough for layover and
// shadow.
HeightSource ground(int row, int col) {
  return [row, col](const Window& window) {
    Image<float> heights(window.size());
    for (int r = 0; r < window.rows; ++r) {
      for (int c = 0; c < window.cols; ++c) {
        const int down = window.row + row + r + 4096;  // counted from far beyond the grid
        const int right = window.col + col + c + 4096;
        const double wave = std::sin(right / 8.0 + down / 31.0) * std::cos(down / 13.0);
        heights(r, c) = in_hole(down, right) ? std::nanf("") : static_cast<float>(300 + 280 * wave);
      }
    }
    return heights;
  };
}

Grid grid_over(const Product& product, Size image) {
  const LonLat middle = place_of(product, image.rows / 2.0, image.cols / 2.0, 300);
  const int edge = std::max(image.rows, image.cols) + 2 * kBeyond;
  return grid_around(middle, 0.0001, {edge, edge});
}

struct Case {
  std::vector<Product> products;
  Grid grid;
  Corrected all;

  Case(std::vector<Product> slices, Size image)
      : products(std::move(slices)),
        grid(grid_over(products.front(), image)),
        all(corrected({0, 0, grid.rows(), grid.cols()}, 2)) {}

  Corrected corrected(const Window& window, int threads) const {
    CorrectOptions options;
    options.heights = kept(ground(window.row, window.col), Pass(products, {}), grid);
    options.relief = Relief{20, 580};
    options.work = {.flatten = true, .filter = SpeckleFilter::lee};
    options.threads = threads;
    return correct(products, grid.crop(window), options);
  }
};

std::int64_t count(const Corrected& all, MaskBit bit) {
  return std::count_if(all.mask.values().begin(), all.mask.values().end(),
                       [bit](std::uint8_t bits) { return has(bits, bit); });
}

template <typename T>
bool same_bits(const Image<T>& a, const Image<T>& b) {
  return a.size() == b.size() &&
         std::memcmp(a.values().data(), b.values().data(), a.values().size() * sizeof(T)) == 0;
}

void check_some_area(const Case& of) {
  const int edge = of.grid.rows();
  const int row = *rc::gen::inRange(0, edge - 20);
  const int col = *rc::gen::inRange(0, edge - 20);
  const Window window{row, col, *rc::gen::inRange(10, std::min(edge - row, kLargest)),
                      *rc::gen::inRange(10, std::min(edge - col, kLargest))};
  const MaskImage mask = crop(of.all.mask, window);
  const auto seen = [](std::uint8_t bits) { return !has(bits, MaskBit::outside); };
  if (std::none_of(mask.values().begin(), mask.values().end(), seen)) return;
  const Corrected part = of.corrected(window, *rc::gen::inRange(1, 4));
  RC_ASSERT(same_bits(part.mask, mask));
  RC_ASSERT(same_bits(part.power, crop(of.all.power, window)));
  RC_ASSERT(same_bits(part.incidence_deg, crop(of.all.incidence_deg, window)));
  RC_ASSERT(same_bits(part.line, crop(of.all.line, window)));
  RC_ASSERT(same_bits(part.pixel, crop(of.all.pixel, window)));
}

const Case& one_slice() {
  static const Size size{260, 300};
  static const Case result({made_product({.size = size, .digital_number = speckled})}, size);
  return result;
}

// The seam is far from where blocks of the whole grid end.
const Case& two_slices() {
  static const ProductOptions whole{.size = {420, 260}, .digital_number = speckled};
  static const Case result(made_slices(whole, 170, 1.4), whole.size);
  return result;
}

RC_GTEST_PROP(AreaProperty, OfOneSliceIsThatPartOfTheWhole, ()) { check_some_area(one_slice()); }

RC_GTEST_PROP(AreaProperty, OfTwoSlicesIsThatPartOfTheWhole, ()) { check_some_area(two_slices()); }

// Nothing is said of what the image does not show, and nothing of the terrain where it is unknown.
TEST(AreaProperty, CellsOutsideHaveOneBit) {
  for (const Case* of : {&one_slice(), &two_slices()}) {
    const Image<float> heights = ground(0, 0)({0, 0, of->grid.rows(), of->grid.cols()});
    int known[2] = {0, 0};
    for (std::size_t i = 0; i < heights.values().size(); ++i) {
      const std::uint8_t bits = of->all.mask.values()[i];
      const bool outside = has(bits, MaskBit::outside);
      if (outside) {
        ASSERT_EQ(bits, static_cast<std::uint8_t>(MaskBit::outside));
        ASSERT_TRUE(std::isnan(of->all.power.values()[i]));
      }
      if (std::isnan(heights.values()[i])) {
        ASSERT_TRUE(outside || bits == static_cast<std::uint8_t>(MaskBit::no_data));
        ++known[outside ? 1 : 0];
      } else {
        ASSERT_EQ(outside, std::isnan(of->all.line.values()[i]));
      }
    }
    EXPECT_GT(known[0], 1000);
    EXPECT_GT(known[1], 1000);
    EXPECT_GT(count(of->all, MaskBit::layover), 1000);
    EXPECT_GT(count(of->all, MaskBit::shadow), 100);
  }
}

}  // namespace
}  // namespace scarp::sar
