#pragma once

#include "core/grid.h"
#include "core/image.h"

namespace scarp::product {

/// How much ground the landslides of a map come to, by the probabilities of its cells, and how
/// uncertain that is. Probabilities p of cells of area a add up to Σ a p. Cells are not
/// independent: those of a square of `kTogether_m` are taken to be landslides together or not at
/// all as far as their probabilities let them, which makes the largest variance that they can have,
/// (Σ a √(p (1 − p)))²; squares are taken as independent, so that their variances add up.
class ExpectedArea {
 public:
  static constexpr double kTogether_m = 100;  ///< the length of a common landslide

  struct Interval {
    double low_m2 = 0;
    double high_m2 = 0;
  };

  /// The cells of `window`; NaN counts as nothing. Squares end at its edges.
  void add(const Image<float>& probability, const Grid& grid, const Window& window);

  double mean_m2() const { return mean_m2_; }

  /// 95 %, by the normal law; not below 0, nor above the ground that was added.
  Interval interval() const;

 private:
  double mean_m2_ = 0;
  double variance_m4_ = 0;
  double ground_m2_ = 0;
};

}  // namespace scarp::product
