#include "eval/confusion.h"

#include "eval/ratio.h"

namespace scarp::eval {
namespace {

void add_cell(const Patches& patches, std::int64_t cell, double threshold, Confusion& confusion) {
  if (!patches.counts(cell)) return;
  const bool landslide = patches.landslide(cell);
  if (patches.predicted(cell, threshold)) {
    ++(landslide ? confusion.tp : confusion.fp);
  } else {
    ++(landslide ? confusion.fn : confusion.tn);
  }
}

Confusion count(const Patches& patches, std::int64_t patch, const Window& window,
                double threshold) {
  Confusion confusion;
  const std::int64_t first = patch * patches.size.cells();
  for (int row = window.row; row < window.row_end(); ++row) {
    const std::int64_t start = first + std::int64_t{row} * patches.size.cols;
    for (int col = window.col; col < window.col_end(); ++col) {
      add_cell(patches, start + col, threshold, confusion);
    }
  }
  return confusion;
}

}  // namespace

Confusion sum(const std::vector<Confusion>& units) {
  Confusion total;
  for (const Confusion& unit : units) total += unit;
  return total;
}

std::vector<Confusion> count_patches(const Patches& patches, double threshold) {
  std::vector<Confusion> units;
  for (std::int64_t patch = 0; patch < patches.count; ++patch) {
    units.push_back(count(patches, patch, whole(patches.size), threshold));
  }
  return units;
}

std::vector<Confusion> count_blocks(const Patches& patches, double threshold, int edge) {
  const std::vector<Tile> blocks = tiles(patches.size, edge, 0);
  std::vector<Confusion> units;
  for (std::int64_t patch = 0; patch < patches.count; ++patch) {
    for (const Tile& block : blocks) {
      const Confusion unit = count(patches, patch, block.inner, threshold);
      if (unit.cells() > 0) units.push_back(unit);
    }
  }
  return units;
}

std::optional<double> precision(const Confusion& confusion) {
  return ratio(confusion.tp, confusion.tp + confusion.fp);
}

std::optional<double> recall(const Confusion& confusion) {
  return ratio(confusion.tp, confusion.tp + confusion.fn);
}

std::optional<double> f1(const Confusion& confusion) {
  return ratio(2 * confusion.tp, 2 * confusion.tp + confusion.fp + confusion.fn);
}

std::optional<double> iou(const Confusion& confusion) {
  return ratio(confusion.tp, confusion.tp + confusion.fp + confusion.fn);
}

std::optional<double> specificity(const Confusion& confusion) {
  return ratio(confusion.tn, confusion.tn + confusion.fp);
}

std::optional<double> mcc(const Confusion& confusion) {
  const auto tp = static_cast<double>(confusion.tp);
  const auto fp = static_cast<double>(confusion.fp);
  const auto fn = static_cast<double>(confusion.fn);
  const auto tn = static_cast<double>(confusion.tn);
  // Square roots first: the product of four counts of a large map is beyond 10^38.
  const double scale =
      std::sqrt(tp + fp) * std::sqrt(tp + fn) * std::sqrt(tn + fp) * std::sqrt(tn + fn);
  if (scale == 0) return std::nullopt;
  return (tp * tn - fp * fn) / scale;
}

}  // namespace scarp::eval
