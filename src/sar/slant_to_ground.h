#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace scarp::sar {

/// Ground range over slant range: g = Σ coefficients[k] · (R − origin_m)^k, in m. Some products
/// give only this (`srgrCoefficients`).
struct SlantToGround {
  double origin_m = 0;
  std::vector<double> coefficients;
};

/// Coefficients of the inverse, R = Σ c[k] · g^k for g from 0 to `max_ground_range_m`: degree 12,
/// through Chebyshev points (within 1e-3 m for orbits and swaths of Sentinel-1). Nothing where the
/// polynomial has no inverse there.
std::optional<std::vector<double>> ground_to_slant(const SlantToGround& polynomial,
                                                   double max_ground_range_m);

/// Coefficients of the polynomial of degree `values.size() − 1` in x that takes `values` at the
/// Chebyshev points of [0, `end`] (`chebyshev_point`).
std::vector<double> interpolating_polynomial(const std::vector<double>& values, double end);

/// The point number `index` of `count`, from 0 to `end`, the two ends themselves left out.
double chebyshev_point(std::size_t index, std::size_t count, double end);

}  // namespace scarp::sar
