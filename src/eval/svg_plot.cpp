#include "eval/svg_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "eval/svg_axis.h"

namespace scarp::eval {
namespace {

// Okabe & Ito 2008: told apart by colour-blind people.
constexpr std::array<const char*, 7> kColours{"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                              "#e69f00", "#56b4e9", "#000000"};
constexpr double kCharacterPx = 6.7;  // on average, at 12 px
constexpr double kLegendLinePx = 20;
constexpr double kClosestPx = 0.4;  // points nearer than this are drawn as one

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '&') {
      result += "&amp;";
    } else if (c == '<') {
      result += "&lt;";
    } else if (c == '>') {
      result += "&gt;";
    } else if (c == '"') {
      result += "&quot;";
    } else if (static_cast<unsigned char>(c) >= 0x20) {
      result += c;
    }
  }
  return result;
}

double text_width(const std::string& text) {
  const auto characters =
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
  return kCharacterPx * static_cast<double>(characters);
}

bool finite(const PlotPoint& point) { return std::isfinite(point.x) && std::isfinite(point.y); }

// The part of the picture that shows values, and where a value lies in it.
struct Frame {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
  AxisScale x;
  AxisScale y;

  double at_x(double value) const { return width * (value - x.low) / (x.high - x.low); }
  double at_y(double value) const { return height * (y.high - value) / (y.high - y.low); }
};

AxisScale scale_of(const Plot& plot, const PlotAxis& axis, double PlotPoint::* coordinate,
                   int wanted_ticks) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const PlotSeries& series : plot.series) {
    for (const PlotPoint& point : series.points) {
      if (!finite(point)) continue;
      low = std::min(low, point.*coordinate);
      high = std::max(high, point.*coordinate);
    }
  }
  const bool exact = axis.low && axis.high;
  return axis_scale(axis.low.value_or(low), axis.high.value_or(high), wanted_ticks, exact);
}

struct LegendEntry {
  double x = 0;
  double y = 0;
  std::size_t series = 0;
};

// From left to right, and on to the next line where the width is used up.
std::vector<LegendEntry> legend_of(const Plot& plot, double left, double top) {
  std::vector<LegendEntry> entries;
  double x = left;
  double y = top;
  for (std::size_t i = 0; i < plot.series.size(); ++i) {
    if (plot.series[i].name.empty()) continue;
    const double width = 30 + text_width(plot.series[i].name) + 18;
    if (x > left && x + width > plot.width_px) {
      x = left;
      y += kLegendLinePx;
    }
    entries.push_back({x, y, i});
    x += width;
  }
  return entries;
}

std::string stroke(const Plot& plot, std::size_t series) {
  const bool dashed = plot.series[series].dashed;
  return fmt::format(R"(fill="none" stroke="{}" stroke-width="1.8" stroke-linejoin="round"{})",
                     kColours[series % kColours.size()],
                     dashed ? R"( stroke-dasharray="6 4")" : "");
}

std::string dot(std::size_t series, double x, double y) {
  return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.2\" fill=\"{}\"/>\n", x, y,
                     kColours[series % kColours.size()]);
}

bool has_markers(const PlotSeries& series) { return series.markers || series.points.size() == 1; }

std::string legend_svg(const Plot& plot, const std::vector<LegendEntry>& entries) {
  std::string svg;
  for (const LegendEntry& entry : entries) {
    if (plot.series[entry.series].points.size() != 1) {
      svg += fmt::format("<path d=\"M{:.1f} {:.1f}h24\" {}/>\n", entry.x, entry.y,
                         stroke(plot, entry.series));
    }
    if (has_markers(plot.series[entry.series])) {
      svg += dot(entry.series, entry.x + 12, entry.y);
    }
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", entry.x + 30, entry.y + 4,
                       escaped(plot.series[entry.series].name));
  }
  return svg;
}

std::string grid_svg(const Frame& frame) {
  std::string lines;
  std::string labels;
  for (const double tick : frame.x.ticks) {
    const double x = frame.left + frame.at_x(tick);
    lines += fmt::format("M{:.1f} {:.1f}v{:.1f}", x, frame.top, frame.height);
    labels += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n", x,
                          frame.top + frame.height + 18, tick_label(tick, frame.x));
  }
  for (const double tick : frame.y.ticks) {
    const double y = frame.top + frame.at_y(tick);
    lines += fmt::format("M{:.1f} {:.1f}h{:.1f}", frame.left, y, frame.width);
    labels += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n",
                          frame.left - 8, y + 4, tick_label(tick, frame.y));
  }
  return fmt::format(
      "<path d=\"{}\" stroke=\"#e3e3e3\"/>\n"
      "<path d=\"M{:.1f} {:.1f}v{:.1f}h{:.1f}\" fill=\"none\" stroke=\"#555\"/>\n{}",
      lines, frame.left, frame.top, frame.height, frame.width, labels);
}

std::string path_data(const std::vector<PlotPoint>& points, const Frame& frame) {
  std::string data;
  PlotPoint drawn;
  bool pen_down = false;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const PlotPoint at{frame.at_x(points[i].x), frame.at_y(points[i].y)};
    if (!finite(at)) {
      pen_down = false;
      continue;
    }
    const bool last = i + 1 == points.size() || !finite(points[i + 1]);
    if (pen_down && !last && std::abs(at.x - drawn.x) < kClosestPx &&
        std::abs(at.y - drawn.y) < kClosestPx) {
      continue;
    }
    data += fmt::format("{}{:.1f} {:.1f}", pen_down ? "L" : "M", at.x, at.y);
    drawn = at;
    pen_down = true;
  }
  return data;
}

std::string series_svg(const Plot& plot, std::size_t index, const Frame& frame) {
  const PlotSeries& series = plot.series[index];
  std::string svg =
      fmt::format("<path d=\"{}\" {}/>\n", path_data(series.points, frame), stroke(plot, index));
  if (!has_markers(series)) return svg;
  for (const PlotPoint& point : series.points) {
    if (finite(point)) svg += dot(index, frame.at_x(point.x), frame.at_y(point.y));
  }
  return svg;
}

// An inner <svg> cuts off what lies outside of the axes, without an id that could clash in a page.
std::string lines_svg(const Plot& plot, const Frame& frame) {
  constexpr double kRim = 4;  // so that lines and dots on the border are whole
  std::string svg = fmt::format(
      "<svg x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" viewBox=\"{:.1f} {:.1f} "
      "{:.1f} {:.1f}\">\n",
      frame.left - kRim, frame.top - kRim, frame.width + 2 * kRim, frame.height + 2 * kRim, -kRim,
      -kRim, frame.width + 2 * kRim, frame.height + 2 * kRim);
  for (std::size_t i = 0; i < plot.series.size(); ++i) svg += series_svg(plot, i, frame);
  return svg + "</svg>\n";
}

std::string axis_labels_svg(const Plot& plot, const Frame& frame) {
  const double middle_y = frame.top + frame.height / 2;
  return fmt::format(
      "<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n"
      "<text transform=\"translate(16 {:.1f}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
      frame.left + frame.width / 2, plot.height_px - 10, escaped(plot.x.label), middle_y,
      escaped(plot.y.label));
}

Frame frame_of(const Plot& plot, double top) {
  Frame frame;
  frame.x = scale_of(plot, plot.x, &PlotPoint::x, 8);
  frame.y = scale_of(plot, plot.y, &PlotPoint::y, 6);
  double widest = 0;
  for (const double tick : frame.y.ticks) {
    widest = std::max(widest, text_width(tick_label(tick, frame.y)));
  }
  frame.left = 36 + widest;
  frame.top = top;
  frame.width = plot.width_px - frame.left - 24;
  frame.height = plot.height_px - frame.top - 50;
  return frame;
}

}  // namespace

std::string to_svg(const Plot& plot) {
  constexpr double kLeft = 24;
  constexpr double kLegendTop = 48;
  const std::vector<LegendEntry> legend = legend_of(plot, kLeft, kLegendTop);
  const Frame frame = frame_of(plot, legend.empty() ? 40 : legend.back().y + 16);
  const std::string title = escaped(plot.title);
  return fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
             "viewBox=\"0 0 {0} {1}\" role=\"img\" font-family=\"system-ui, 'DejaVu Sans', "
             "sans-serif\" font-size=\"12\" fill=\"#222\">\n<title>{2}</title>\n"
             "<rect width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n"
             "<text x=\"{3}\" y=\"26\" font-size=\"15\" font-weight=\"600\">{2}</text>\n",
             plot.width_px, plot.height_px, title, kLeft) +
         legend_svg(plot, legend) + grid_svg(frame) + axis_labels_svg(plot, frame) +
         lines_svg(plot, frame) + "</svg>\n";
}

}  // namespace scarp::eval
