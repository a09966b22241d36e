#include "eval/svg_plot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/random.h"
#include "eval/svg_axis.h"

namespace scarp::eval {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr double kInf = std::numeric_limits<double>::infinity();

std::vector<std::string> labels(const AxisScale& scale) {
  std::vector<std::string> texts;
  for (const double tick : scale.ticks) texts.push_back(tick_label(tick, scale));
  return texts;
}

using Texts = std::vector<std::string>;

TEST(AxisScale, HasRoundTicks) {
  EXPECT_EQ(labels(axis_scale(0, 1, 5, true)), (Texts{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"}));
  EXPECT_EQ(labels(axis_scale(1, 57, 6, false)), (Texts{"0", "10", "20", "30", "40", "50", "60"}));
  EXPECT_EQ(labels(axis_scale(-0.03, 0.021, 5, false)),
            (Texts{"-0.04", "-0.02", "0.00", "0.02", "0.04"}));
  EXPECT_EQ(labels(axis_scale(0.13, 0.57, 5, true)), (Texts{"0.2", "0.3", "0.4", "0.5"}));
  EXPECT_EQ(labels(axis_scale(0, 3e-6, 3, true)), (Texts{"0", "1e-06", "2e-06", "3e-06"}));
  EXPECT_EQ(labels(axis_scale(0, 2e7, 2, true)), (Texts{"0", "1e+07", "2e+07"}));
}

TEST(AxisScale, HoldsItsValuesAndFewTicks) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    Random random(seed);
    const double size = std::pow(10, random.uniform(-9, 9));
    const double low = random.uniform(-1, 1) * size;
    const double high = low + random.uniform() * size;
    for (const bool exact : {true, false}) {
      const AxisScale scale = axis_scale(low, high, 6, exact);
      ASSERT_LE(scale.low, low + 1e-9 * size) << "seed " << seed;
      ASSERT_GE(scale.high, high - 1e-9 * size) << "seed " << seed;
      ASSERT_GE(scale.ticks.size(), 2U) << "seed " << seed;
      ASSERT_LE(scale.ticks.size(), 8U) << "seed " << seed;
    }
  }
}

TEST(AxisScale, SurvivesAnything) {
  const double odd[] = {0, -0.0, 1, -1, 5e-324, 1e-300, 1e300, -1e308, 1.7e308, kInf, -kInf, NAN};
  for (const double low : odd) {
    for (const double high : odd) {
      const AxisScale scale = axis_scale(low, high, 6, false);
      EXPECT_TRUE(std::isfinite(scale.low) && std::isfinite(scale.high)) << low << " " << high;
      EXPECT_LT(scale.low, scale.high) << low << " " << high;
      EXPECT_LE(scale.ticks.size(), 10U) << low << " " << high;
    }
  }
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

Plot example() {
  return {"loss",
          "Loss & <more>",
          {"Epoch", {}, {}},
          {"Loss", {}, {}},
          {{"training", {{1, 0.9}, {2, 0.5}, {3, 0.4}}}, {"validation", {{1, 0.8}}, true, true}}};
}

TEST(SvgPlot, HasTitleAxesLegendAndLines) {
  const std::string svg = to_svg(example());
  EXPECT_THAT(svg, HasSubstr("Loss &amp; &lt;more&gt;"));
  for (const char* text : {">Epoch<", ">Loss<", ">training<", ">validation<"}) {
    EXPECT_THAT(svg, HasSubstr(text));
  }
  EXPECT_EQ(count(svg, "<circle"), 2U) << "the lone point and its place in the legend";
  EXPECT_EQ(count(svg, "<svg"), count(svg, "</svg>"));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg, Not(HasSubstr("href"))) << "nothing from elsewhere";
}

TEST(SvgPlot, InterruptsTheLineWhereThereIsNoValue) {
  Plot plot = example();
  plot.series = {{"", {{0, 0}, {1, 1}, {2, NAN}, {3, 1}, {kInf, 2}, {5, 0}, {6, 0}}}};
  const std::string svg = to_svg(plot);
  const std::string data = svg.substr(svg.find("<path d=\"M", svg.rfind("<svg")));
  EXPECT_EQ(count(data.substr(0, data.find("\" ")), "M"), 3U);
  EXPECT_THAT(svg, Not(HasSubstr("inf")));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

TEST(SvgPlot, DrawsNoPointsThatNobodyCouldSee) {
  Plot plot = example();
  plot.series = {{"many", {}}};
  for (int i = 0; i <= 1'000'000; ++i) plot.series[0].points.push_back({i * 1e-6, i * 1e-6});
  const std::string svg = to_svg(plot);
  EXPECT_LT(svg.size(), 60'000U);
  EXPECT_GT(count(svg, "L"), 500U);
}

TEST(SvgPlot, OfNothingIsEmptyAxes) {
  const std::string svg = to_svg({});
  EXPECT_EQ(count(svg, "<svg"), count(svg, "</svg>"));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace scarp::eval
