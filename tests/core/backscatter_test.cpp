#include "core/backscatter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "core/random.h"

namespace scarp {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr BackscatterUnit kUnits[] = {BackscatterUnit::power, BackscatterUnit::amplitude,
                                      BackscatterUnit::decibel};

TEST(Backscatter, NamesItsUnits) {
  for (const BackscatterUnit unit : kUnits) EXPECT_EQ(backscatter_unit(name_of(unit)), unit);
  EXPECT_FALSE(backscatter_unit("degree"));
  EXPECT_FALSE(backscatter_unit(""));
}

TEST(Backscatter, ConvertsThereAndBack) {
  EXPECT_FLOAT_EQ(to_power(0.3F, BackscatterUnit::amplitude), 0.09F);
  EXPECT_FLOAT_EQ(to_power(-20, BackscatterUnit::decibel), 0.01F);
  EXPECT_DOUBLE_EQ(to_decibel(0.1, BackscatterUnit::amplitude), -20);
  for (const BackscatterUnit unit : kUnits) {
    EXPECT_NEAR(to_power(from_power(0.07F, unit), unit), 0.07F, 1e-7);
    EXPECT_NEAR(to_decibel(from_power(0.07F, unit), unit), 10 * std::log10(0.07), 1e-5);
  }
}

TEST(Backscatter, KnowsWhatIsNoData) {
  EXPECT_TRUE(std::isnan(to_power(0, BackscatterUnit::power)));
  EXPECT_TRUE(std::isnan(to_power(0, BackscatterUnit::amplitude)));
  EXPECT_FLOAT_EQ(to_power(0, BackscatterUnit::decibel), 1);
  EXPECT_EQ(to_power(0, BackscatterUnit::power, ZeroPower::data), 0);
  for (const BackscatterUnit unit : kUnits) {
    EXPECT_TRUE(std::isnan(to_power(kNaN, unit)));
    EXPECT_TRUE(std::isnan(to_power(1e20F, unit)));
    EXPECT_TRUE(std::isnan(from_power(kNaN, unit)));
  }
}

TEST(Backscatter, HasAFloor) {
  EXPECT_EQ(to_power(-0.01F, BackscatterUnit::power), -0.01F);
  EXPECT_FLOAT_EQ(from_power(-0.01F, BackscatterUnit::power), 1e-5F);
  EXPECT_FLOAT_EQ(from_power(0, BackscatterUnit::decibel), -50);
  EXPECT_EQ(to_decibel(-0.01, BackscatterUnit::power), -50);
  EXPECT_EQ(to_decibel(-999, BackscatterUnit::decibel), -50);
  EXPECT_EQ(to_power(-9999, BackscatterUnit::decibel), 0) << "dark, not unknown";
}

TEST(Backscatter, ConvertsManyAlike) {
  Random random(6);
  for (const BackscatterUnit unit : kUnits) {
    std::vector<float> values{0, -0.01F, -999, 1e30F, -1e-30F, 0.003F, 0.0032F, 1};
    for (int i = 0; i < 1000; ++i) values.push_back(from_power(random.uniform(-1e-4, 2), unit));
    std::vector<float> many = values;
    to_decibel(many.data(), static_cast<std::int64_t>(many.size()), unit);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double one = to_decibel(values[i], unit);
      EXPECT_NEAR(many[i], one, 3e-6 + 2e-7 * std::abs(one)) << values[i] << name_of(unit);
    }
  }
  float unknown[] = {kNaN};
  to_decibel(unknown, 1, BackscatterUnit::power);
  EXPECT_EQ(unknown[0], -50);
}

}  // namespace
}  // namespace scarp
