#include "sar/slant_to_ground.h"

#include <gtest/gtest.h>

#include <cmath>

namespace scarp::sar {
namespace {

double value(const std::vector<double>& coefficients, double x) {
  double sum = 0;
  for (std::size_t k = coefficients.size(); k-- > 0;) sum = sum * x + coefficients[k];
  return sum;
}

TEST(InterpolatingPolynomial, GivesBackAPolynomial) {
  const std::vector<double> truth{3, -2e-2, 5e-6, 1e-9};
  std::vector<double> values;
  for (std::size_t i = 0; i < 4; ++i) values.push_back(value(truth, chebyshev_point(i, 4, 1000)));
  const std::vector<double> found = interpolating_polynomial(values, 1000);
  for (std::size_t k = 0; k < 4; ++k) EXPECT_NEAR(found[k], truth[k], 1e-9 * std::abs(truth[k]));
}

// Near those of a product of 2015.
TEST(GroundToSlant, InvertsWithinAMillimetre) {
  const SlantToGround polynomial{800570.3, {0, 1.955336, -3.575189e-6, 1.170907e-11, -2.2e-17}};
  const double width_m = 250000;
  const std::vector<double> coefficients =
      ground_to_slant(polynomial, width_m).value_or(std::vector<double>{});
  ASSERT_FALSE(coefficients.empty());
  EXPECT_NEAR(coefficients.front(), polynomial.origin_m, 1e-3);
  for (double ground_m = 0; ground_m <= width_m; ground_m += 1000) {
    const double slant_m = value(coefficients, ground_m);
    EXPECT_NEAR(value(polynomial.coefficients, slant_m - polynomial.origin_m), ground_m, 2e-3);
  }
}

TEST(GroundToSlant, RefusesWhatDoesNotGrow) {
  EXPECT_FALSE(ground_to_slant({8e5, {0, -2}}, 1e5));
  EXPECT_FALSE(ground_to_slant({8e5, {}}, 1e5));
  EXPECT_FALSE(ground_to_slant({8e5, {0, NAN}}, 1e5));
  EXPECT_FALSE(ground_to_slant({8e5, {0, 2, -1e-4}}, 1e5));
}

}  // namespace
}  // namespace scarp::sar
