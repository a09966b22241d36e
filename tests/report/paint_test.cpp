#include "report/paint.h"

#include <gtest/gtest.h>

#include <limits>

namespace scarp::report {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

TEST(Paint, IsTransparentWithoutData) {
  const geo::PalettedImage picture = paint(Image<float>(Size{1, 1}, kNaN), grey_ramp(0, 1));
  EXPECT_EQ(picture.colours.at(picture.cells(0, 0))[3], 0);
}

TEST(Paint, GoesFromEndToEndAndNoFurther) {
  const Ramp ramp = grey_ramp(-20, -5);
  const Image<float> values(Size{1, 4}, std::vector<float>{-50, -20, -5, 30});
  const geo::PalettedImage picture = paint(values, ramp);
  EXPECT_EQ(picture.cells(0, 0), 1);
  EXPECT_EQ(picture.cells(0, 1), 1);
  EXPECT_EQ(picture.cells(0, 2), ramp.colours.size());
  EXPECT_EQ(picture.cells(0, 3), ramp.colours.size());
  EXPECT_EQ(picture.colours[1], ramp.colours.front());
  EXPECT_LE(picture.colours.size(), 256U);
}

TEST(EvidenceRamp, HidesWhatIsNoEvidence) {
  EXPECT_EQ(evidence_ramp().colours.front()[3], 0);
  EXPECT_GT(evidence_ramp().colours.back()[3], 200);
}

TEST(Composite, IsGreyWhereNothingChanged) {
  const Image<float> before(Size{1, 4}, std::vector<float>{-10, -20, 0, kNaN});
  const Image<float> after(Size{1, 4}, std::vector<float>{-10, 0, -20, -10});
  const geo::PalettedImage picture = composite(before, after, -20, 0);
  ASSERT_LE(picture.colours.size(), 256U);
  const auto at = [&](int col) { return picture.colours.at(picture.cells(0, col)); };
  EXPECT_EQ(at(0)[0], at(0)[1]);
  EXPECT_EQ(at(0)[1], at(0)[2]);
  EXPECT_GT(at(1)[0], at(1)[2]);  // brighter: more red than blue
  EXPECT_LT(at(2)[0], at(2)[2]);
  EXPECT_EQ(at(3)[3], 0);
}

TEST(PaintClasses, PassesOverUnknownClasses) {
  const Image<float> classes(Size{1, 4}, std::vector<float>{0, 1, 7, kNaN});
  const geo::PalettedImage picture = paint_classes(classes, {{1, 2, 3, 255}, {4, 5, 6, 255}});
  const auto opacity = [&](int col) { return picture.colours.at(picture.cells(0, col))[3]; };
  EXPECT_EQ(opacity(0), 255);
  EXPECT_EQ(opacity(1), 255);
  EXPECT_EQ(opacity(2), 0);
  EXPECT_EQ(opacity(3), 0);
}

}  // namespace
}  // namespace scarp::report
