#include "eval/boundary.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/error.h"
#include "eval/ratio.h"

namespace scarp::eval {
namespace {

// Columns to the nearest cell above zero of each row; beyond all columns where the row has none.
Image<int> distance_along_rows(const Image<std::uint8_t>& image) {
  const int none = image.cols();
  Image<int> distance(image.size(), none);
  for (int row = 0; row < image.rows(); ++row) {
    int* out = distance.row(row);
    int gap = none;
    for (int col = 0; col < image.cols(); ++col) {
      gap = image(row, col) != 0 ? 0 : std::min(gap + 1, none);
      out[col] = gap;
    }
    gap = none;
    for (int col = image.cols() - 1; col >= 0; --col) {
      gap = image(row, col) != 0 ? 0 : std::min(gap + 1, none);
      out[col] = std::min(out[col], gap);
    }
  }
  return distance;
}

std::int64_t count_both(const Image<std::uint8_t>& a, const Image<std::uint8_t>& b) {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < a.values().size(); ++i) {
    count += a.values()[i] != 0 && b.values()[i] != 0 ? 1 : 0;
  }
  return count;
}

}  // namespace

Image<std::uint8_t> dilate(const Image<std::uint8_t>& image, double radius_cells) {
  const Image<int> distance = distance_along_rows(image);
  const int reach = static_cast<int>(std::min<double>(radius_cells, image.rows()));
  Image<std::uint8_t> dilated(image.size());
  for (int shift = -reach; shift <= reach; ++shift) {
    const double width = std::sqrt(radius_cells * radius_cells - double{1} * shift * shift);
    // A row without any cell above zero is nowhere near, however wide the disc.
    const int widest = static_cast<int>(std::min<double>(width, image.cols() - 1));
    for (int row = std::max(0, -shift); row < std::min(image.rows(), image.rows() - shift); ++row) {
      const int* near = distance.row(row + shift);
      std::uint8_t* out = dilated.row(row);
      for (int col = 0; col < image.cols(); ++col) out[col] |= near[col] <= widest ? 1 : 0;
    }
  }
  return dilated;
}

RelaxedCounts& RelaxedCounts::operator+=(const RelaxedCounts& other) {
  predicted += other.predicted;
  predicted_near_truth += other.predicted_near_truth;
  truth += other.truth;
  truth_near_predicted += other.truth_near_predicted;
  return *this;
}

RelaxedCounts relaxed_counts(const Image<std::uint8_t>& truth, const Image<std::uint8_t>& predicted,
                             double radius_cells) {
  if (truth.size() != predicted.size()) {
    throw Error({"the images of landslides and mapped cells differ in size", "", ""});
  }
  return {count_both(predicted, predicted), count_both(predicted, dilate(truth, radius_cells)),
          count_both(truth, truth), count_both(truth, dilate(predicted, radius_cells))};
}

std::optional<double> precision(const RelaxedCounts& counts) {
  return ratio(counts.predicted_near_truth, counts.predicted);
}

std::optional<double> recall(const RelaxedCounts& counts) {
  return ratio(counts.truth_near_predicted, counts.truth);
}

std::optional<double> f1(const RelaxedCounts& counts) {
  const std::optional<double> p = precision(counts);
  const std::optional<double> r = recall(counts);
  if (!p || !r) return std::nullopt;
  return *p + *r > 0 ? 2 * *p * *r / (*p + *r) : 0;
}

}  // namespace scarp::eval
