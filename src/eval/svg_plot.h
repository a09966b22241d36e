#pragma once

#include <optional>
#include <string>
#include <vector>

namespace scarp::eval {

struct PlotPoint {
  double x = 0;
  double y = 0;
};

/// One line of a plot, with its name in the legend; none without a name. Points that are not finite
/// interrupt the line.
struct PlotSeries {
  std::string name;
  std::vector<PlotPoint> points;
  bool dashed = false;
  bool markers = false;  ///< a dot at each point; a lone point has one anyway
};

struct PlotAxis {
  std::string label;
  std::optional<double> low;  ///< where the axis begins; without it, below the lowest value
  std::optional<double> high;
};

struct Plot {
  std::string name;  ///< for the file: "roc"
  std::string title;
  PlotAxis x;
  PlotAxis y;
  std::vector<PlotSeries> series;
  int width_px = 640;
  int height_px = 420;
};

/// A line plot as an SVG file that needs nothing else and can be put into an HTML page as it is.
std::string to_svg(const Plot& plot);

}  // namespace scarp::eval
