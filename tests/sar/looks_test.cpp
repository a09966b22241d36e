#include "sar/looks.h"

#include <gtest/gtest.h>

namespace scarp::sar {
namespace {

std::optional<double> looks_of(const char* mode, const char* type) {
  Identity product;
  product.mode = mode;
  product.type = type;
  return equivalent_looks(product);
}

struct Row {
  const char* mode;
  const char* type;
  int across;  ///< looks in range
  int along;   ///< and in azimuth
  double equivalent;
};

// Table 5-1 of the Sentinel-1 Product Definition (S1-RS-MDA-52-7440), ground range detected.
constexpr Row kTable[] = {{"IW", "GRDH", 5, 1, 4.4},  {"IW", "GRDM", 22, 5, 81.8},
                          {"EW", "GRDH", 3, 1, 2.7},  {"EW", "GRDM", 6, 2, 10.7},
                          {"S1", "GRDF", 2, 2, 3.7},  {"S3", "GRDF", 2, 2, 3.7},
                          {"S6", "GRDH", 6, 6, 29.7}, {"S4", "GRDM", 22, 22, 398.4}};

TEST(EquivalentLooks, AreThoseOfTheProductDefinition) {
  for (const Row& row : kTable) {
    const auto looks = looks_of(row.mode, row.type);
    EXPECT_EQ(looks, row.equivalent) << row.mode << row.type;
    // Looks overlap: they are worth 74 % to 93 % of their number.
    const double share = row.equivalent / (row.across * row.along);
    EXPECT_GT(share, 0.7) << row.mode << row.type;
    EXPECT_LT(share, 1) << row.mode << row.type;
  }
}

TEST(EquivalentLooks, OfOtherProductsAreUnknown) {
  EXPECT_FALSE(looks_of("IW", "GRDF"));
  EXPECT_FALSE(looks_of("EW", "GRDF"));
  EXPECT_FALSE(looks_of("WV", "GRDM"));
  EXPECT_FALSE(looks_of("", ""));
}

}  // namespace
}  // namespace scarp::sar
