#include "report/size_classes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "eval/svg_axis.h"
#include "report/text.h"

namespace scarp::report {
namespace {

constexpr double kHectare_m2 = 1e4;
constexpr double kFirst_m2 = 0.1 * kHectare_m2;

constexpr double kSmallest_m2 = 1;
constexpr double kLargest_m2 = 1e12;

double edge_m2(int step) { return kFirst_m2 * std::pow(2.0, step); }

// "0.1", "12.8", "102": hectares without needless digits.
std::string hectares(double area_m2) {
  const double area = area_m2 / kHectare_m2;
  return fmt::format("{:.{}f}", area, area < 0.1 ? 3 : area < 100 ? 1 : 0);
}

// Where the bars are, in units of the picture.
constexpr double kWidth = 440;
constexpr double kHeight = 220;
constexpr double kLeft = 38;
constexpr double kRight = 8;
constexpr double kTop = 22;
constexpr double kBottom = 44;

std::string axis_svg(const eval::AxisScale& scale) {
  std::string svg;
  for (const double tick : scale.ticks) {
    if (tick != std::floor(tick)) continue;  // there is no half a landslide
    const double y = kHeight - kBottom -
                     (kHeight - kTop - kBottom) * (tick - scale.low) / (scale.high - scale.low);
    svg += fmt::format(
        "<path class=\"grid\" d=\"M{:.1f} {:.1f}H{:.1f}\"/>"
        "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n",
        kLeft, y, kWidth - kRight, kLeft - 6, y + 4, eval::tick_label(tick, scale));
  }
  return svg;
}

std::string bars_svg(const std::vector<SizeClass>& classes, const eval::AxisScale& scale) {
  const double step = (kWidth - kLeft - kRight) / static_cast<double>(classes.size());
  const double base = kHeight - kBottom;
  std::string svg;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const auto count = static_cast<double>(classes[i].count);
    const double height = (base - kTop) * count / scale.high;
    const double x = kLeft + step * static_cast<double>(i);
    svg += fmt::format(
        "<rect class=\"bar\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" "
        "height=\"{:.1f}\"/>",
        x + 0.08 * step, base - height, 0.84 * step, height);
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>",
                       x + step / 2, base - height - 5, classes[i].count);
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n", x,
                       base + 17, hectares(classes[i].low_m2));
  }
  svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n",
                     kWidth - kRight + 4, base + 17, hectares(classes.back().high_m2));
  return svg;
}

eval::Table size_table(const std::vector<SizeClass>& classes) {
  eval::Table table{"sizes", "Landslides by area", {"Area, ha", "Landslides", "Together, ha"}, {}};
  for (const SizeClass& one : classes) {
    table.rows.push_back({fmt::format("{} – {}", hectares(one.low_m2), hectares(one.high_m2)),
                          static_cast<std::int64_t>(one.count),
                          eval::Decimal{one.area_m2 / kHectare_m2, 2}});
  }
  return table;
}

}  // namespace

std::vector<SizeClass> size_classes(const std::vector<double>& areas_m2) {
  std::map<int, SizeClass> by_step;
  for (const double area : areas_m2) {
    if (!(area >= kSmallest_m2 && area <= kLargest_m2)) continue;
    const int step = static_cast<int>(std::floor(std::log2(area / kFirst_m2) + 1e-9));
    SizeClass& found = by_step[step];
    ++found.count;
    found.area_m2 += area;
  }
  std::vector<SizeClass> classes;
  if (by_step.empty()) return classes;
  for (int step = by_step.begin()->first; step <= by_step.rbegin()->first; ++step) {
    SizeClass one = by_step[step];
    one.low_m2 = edge_m2(step);
    one.high_m2 = edge_m2(step + 1);
    classes.push_back(one);
  }
  return classes;
}

Figure size_figure(const std::vector<SizeClass>& classes) {
  std::size_t most = 0;
  for (const SizeClass& one : classes) most = std::max(most, one.count);
  const eval::AxisScale scale = eval::axis_scale(0, static_cast<double>(most), 5, false);
  const std::string svg = fmt::format(
      "<svg class=\"bars\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"Number of landslides by "
      "area; the table below has the numbers\">\n{}{}"
      "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">Area, ha</text>\n"
      "</svg>\n",
      kWidth, kHeight, axis_svg(scale), bars_svg(classes, scale), kLeft + (kWidth - kLeft) / 2,
      kHeight - 6);
  return {"Landslides by area", svg, "Number of landslides; each class is twice the one before.",
          size_table(classes)};
}

}  // namespace scarp::report
