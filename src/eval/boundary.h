#pragma once

#include <cstdint>
#include <optional>

#include "core/image.h"

namespace scarp::eval {

/// Cells whose centre lies within `radius_cells` of the centre of a cell above zero, itself
/// included; 0 or 1. Needs a radius >= 0.
Image<std::uint8_t> dilate(const Image<std::uint8_t>& image, double radius_cells);

/// Counts for metrics that forgive outlines a few cells off.
struct RelaxedCounts {
  std::int64_t predicted = 0;
  std::int64_t predicted_near_truth = 0;
  std::int64_t truth = 0;
  std::int64_t truth_near_predicted = 0;

  RelaxedCounts& operator+=(const RelaxedCounts& other);
};

/// Of cells above zero. A mapped cell is right when a landslide cell lies within `radius_cells`
/// (between centres), and a landslide cell found when a mapped one does (Mnih & Hinton 2010); with
/// a radius of 0 these are the usual counts. Cells that must not count are 0 in both images. Throws
/// Error when they differ in size.
RelaxedCounts relaxed_counts(const Image<std::uint8_t>& truth, const Image<std::uint8_t>& predicted,
                             double radius_cells);

std::optional<double> precision(const RelaxedCounts& counts);
std::optional<double> recall(const RelaxedCounts& counts);

/// Harmonic mean of the two; 0 when both are, undefined when either is.
std::optional<double> f1(const RelaxedCounts& counts);

}  // namespace scarp::eval
