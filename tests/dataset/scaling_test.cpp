#include "dataset/scaling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "support/error_of.h"

namespace scarp::dataset {
namespace {

using Kind = Scaling::Kind;
using test::error_of;
using testing::ElementsAre;
using testing::FloatEq;
using testing::HasSubstr;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr Kind kKinds[] = {Kind::none,           Kind::patch_minmax,   Kind::patch_minmax_all,
                           Kind::patch_standard, Kind::dataset_minmax, Kind::standard,
                           Kind::db_clip};

std::vector<Band> bands() {
  return {{"VV_pre", "power", "VV", "", std::nullopt}, {"slope", "degree", "", "", std::nullopt}};
}

std::vector<float> applied(const Scaling& scaling, std::vector<float> values,
                           const std::vector<std::uint8_t>& valid = {}) {
  apply(scaling, values.data(), valid.empty() ? nullptr : valid.data(),
        static_cast<std::int64_t>(values.size()) / 2, 2);
  return values;
}

TEST(Scaling, NamesItsKinds) {
  for (const Kind kind : kKinds) EXPECT_EQ(scaling_kind(name_of(kind)), kind);
  EXPECT_EQ(scaling_names().size(), std::size(kKinds));
  EXPECT_THAT(unfitted_scaling_names(),
              ElementsAre("none", "patch-minmax", "patch-minmax-all", "patch-standard"));
  EXPECT_THAT(error_of([] { scaling_kind("minmax"); }),
              HasSubstr("none, patch-minmax, patch-minmax-all, patch-standard, dataset-minmax"));
}

TEST(Scaling, ByThePatchItself) {
  const std::vector<float> values{1, 10, 2, 20, 3, 50};
  EXPECT_THAT(applied({Kind::patch_minmax, {}, {}, {}}, values),
              ElementsAre(0, 0, 0.5F, 0.25F, 1, 1));
  EXPECT_THAT(applied({Kind::patch_minmax_all, {}, {}, {}}, {0, 10, 2, 20, 3, 50}),
              ElementsAre(0, 0.2F, 0.04F, 0.4F, 0.06F, 1));
  EXPECT_THAT(
      applied({Kind::patch_standard, {}, {}, {}}, {1, 10, 5, 10, 3, 40, 3, 20}, {1, 1, 0, 1}),
      ElementsAre(FloatEq(-1.2247449F), FloatEq(-0.70710678F), FloatEq(1.2247449F),
                  FloatEq(-0.70710678F), 0, 0, 0, FloatEq(1.4142136F)));
}

TEST(Scaling, PassesOverWhatIsNotValid) {
  for (const Kind kind : {Kind::patch_minmax, Kind::none}) {
    const auto scaled = applied({kind, {}, {}, {}}, {1, 1, 9, kNaN, 3, 3}, {1, 0, 1});
    EXPECT_EQ(scaled[2], 0);
    EXPECT_EQ(scaled[3], 0);
    EXPECT_EQ(scaled[4], kind == Kind::none ? 3 : 1);
  }
}

TEST(Scaling, TakesConstantBandsToZero) {
  EXPECT_THAT(applied({Kind::patch_minmax, {}, {}, {}}, {5, 1, 5, 2}), ElementsAre(0, 0, 0, 1));
  EXPECT_THAT(applied({Kind::patch_minmax_all, {}, {}, {}}, {5, 5, 5, 5}), ElementsAre(0, 0, 0, 0));
  const Patches flat{1, 1, 2, 2, {5, 1, 5, 2}, {}, {}};
  const Scaling fit = fit_scaling(Kind::standard, flat, bands());
  EXPECT_THAT(fit.range, ElementsAre(1, 0.5));
  EXPECT_THAT(applied(fit, {5, 1, 5, 2}), ElementsAre(0, -1, 0, 1));
}

TEST(Scaling, FitsExtremesAndMoments) {
  const Patches training{1, 2, 2, 2, {1, 0, 2, 0, 3, 0, 100, 8}, {}, {1, 1, 1, 0}};
  const Scaling extremes = fit_scaling(Kind::dataset_minmax, training, bands());
  EXPECT_THAT(extremes.offset, ElementsAre(1, 0));
  EXPECT_THAT(extremes.range, ElementsAre(2, 1));
  const Scaling moments = fit_scaling(Kind::standard, training, bands());
  EXPECT_DOUBLE_EQ(moments.offset[0], 2);
  EXPECT_DOUBLE_EQ(moments.range[0], std::sqrt(2.0 / 3));
  EXPECT_THAT(moments.units, ElementsAre("power", "degree"));
}

TEST(Scaling, NeedsNoUnitsWhereNothingIsClipped) {
  EXPECT_THAT(applied({Kind::dataset_minmax, {1, 0}, {2, 1}, {}}, {3, 5, 1, 2}),
              ElementsAre(1, 5, 0, 2));
}

TEST(Scaling, ClipsDecibels) {
  // −30 … −10 dB in 2001 steps: a hundredth off at either end.
  Patches training{1, 2001, 1, 2, {}, {}, {}};
  for (int i = 0; i <= 2000; ++i) {
    training.x.push_back(std::pow(10.0F, (-30 + 0.01F * static_cast<float>(i)) / 10));
    training.x.push_back(static_cast<float>(i));
  }
  const Scaling fit = fit_scaling(Kind::db_clip, training, bands());
  EXPECT_NEAR(fit.offset[0], -29.8, 0.02);
  EXPECT_NEAR(fit.range[0], 19.6, 0.03);
  EXPECT_THAT(fit.offset[1], 0);
  EXPECT_THAT(fit.range[1], 2000);
  const auto scaled = applied(fit, {0.01F, 500, 0, 500, 1, 2000});
  EXPECT_NEAR(scaled[0], (-20 + 29.8) / 19.6, 0.002);
  EXPECT_FLOAT_EQ(scaled[1], 0.25);
  EXPECT_EQ(scaled[2], 0);
  EXPECT_EQ(scaled[4], 1);
}

TEST(Scaling, RefusesWhatDoesNotFit) {
  const Patches training{1, 1, 1, 2, {1, 2}, {}, {0}};
  EXPECT_THAT(error_of([&] { fit_scaling(Kind::standard, training, bands()); }),
              HasSubstr("no pixel of the training patches is valid"));
  EXPECT_THAT(error_of([&] { fit_scaling(Kind::standard, training, {}); }),
              HasSubstr("2 bands, but 0"));
  EXPECT_THAT(error_of([] { applied({Kind::standard, {1}, {1}, {""}}, {1, 2}); }),
              HasSubstr("scaling is that of 1 bands, but there are 2"));
}

RC_GTEST_PROP(ScalingProperty, FitDoesNotDependOnTheOrder, ()) {
  const auto powers = *rc::gen::container<std::vector<int>>(24, rc::gen::inRange(1, 100000));
  Patches patches{3, 2, 2, 2, {}, {}, {}};
  for (const int power : powers) patches.x.push_back(static_cast<float>(power) * 1e-4F);
  std::vector<std::int64_t> order{0, 1, 2};
  std::rotate(order.begin(), order.begin() + *rc::gen::inRange(0, 3), order.end());
  for (const Kind kind : kKinds) {
    const Scaling one = fit_scaling(kind, patches, bands());
    const Scaling two = fit_scaling(kind, select(patches, order), bands());
    for (std::size_t b = 0; b < one.offset.size(); ++b) {
      RC_ASSERT(std::abs(one.offset[b] - two.offset[b]) <= 1e-12 * std::abs(one.offset[b]));
      RC_ASSERT(std::abs(one.range[b] - two.range[b]) <= 1e-9 * one.range[b]);
    }
  }
}

RC_GTEST_PROP(ScalingProperty, CommutesWithTheOrderOfPixels, ()) {
  const auto numbers = *rc::gen::container<std::vector<int>>(16, rc::gen::inRange(1, 1000));
  const Patches patches{1, 8, 1, 2, {numbers.begin(), numbers.end()}, {}, {}};
  Patches reversed = patches;
  for (std::size_t i = 0; i < 8; ++i) {
    std::copy_n(patches.x.begin() + static_cast<std::ptrdiff_t>(2 * i), 2,
                reversed.x.begin() + static_cast<std::ptrdiff_t>(2 * (7 - i)));
  }
  for (const Kind kind : kKinds) {
    const Scaling fit = fit_scaling(kind, patches, bands());
    const auto one = applied(fit, patches.x);
    const auto two = applied(fit, reversed.x);
    for (std::size_t i = 0; i < 8; ++i) {
      RC_ASSERT(one[2 * i] == two[2 * (7 - i)]);
      RC_ASSERT(one[2 * i + 1] == two[2 * (7 - i) + 1]);
    }
  }
}

TEST(NeutralValue, IsTheMeanOfValidPixelsOrWhatPatchesMakeZero) {
  const Patches patches{1, 2, 2, 2, {1, 10, 2, 20, 3, 30, 400, 400}, {}, {1, 1, 1, 0}};
  for (const Scaling::Kind kind : {Scaling::Kind::none, Scaling::Kind::patch_minmax_all,
                                   Scaling::Kind::standard, Scaling::Kind::db_clip}) {
    EXPECT_EQ(neutral_value(kind, patches, 0), 2);
    EXPECT_EQ(neutral_value(kind, patches, 1), 20);
  }
  EXPECT_EQ(neutral_value(Scaling::Kind::patch_standard, patches, 1), 0);
  EXPECT_EQ(neutral_value(Scaling::Kind::patch_minmax, patches, 1), 0);
}

}  // namespace
}  // namespace scarp::dataset
