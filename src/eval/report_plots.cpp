#include <fmt/format.h>

#include "eval/calibration.h"
#include "eval/curves.h"
#include "eval/report.h"

namespace scarp::eval {
namespace {

PlotAxis share_axis(const std::string& label) { return {label, 0.0, 1.0}; }

std::vector<PlotPoint> line_of(const std::vector<CurvePoint>& curve) {
  std::vector<PlotPoint> points;
  for (const CurvePoint& point : curve) points.push_back({point.x, point.y});
  return points;
}

std::string with_area(const std::string& name, std::optional<double> area) {
  return area ? fmt::format("{}, area {:.3f}", name, *area) : name;
}

// Where the threshold of the evaluation lies on a curve.
PlotSeries operating_point(const Tally& tally, std::optional<double> x, std::optional<double> y) {
  if (!x || !y) return {};
  return {fmt::format("threshold {:g}", tally.threshold), {{*x, *y}}, false, true};
}

}  // namespace

Plot precision_recall_plot(const Tally& tally, double resolution) {
  const Confusion all = sum(tally.units);
  const std::optional<double> share = precision(Confusion{all.tp + all.fn, all.fp + all.tn, 0, 0});
  Plot plot{"precision_recall",
            "Precision and recall",
            share_axis("Recall"),
            share_axis("Precision"),
            {}};
  plot.series.push_back({with_area("all thresholds", average_precision(tally.scores)),
                         line_of(precision_recall_curve(tally.scores, resolution))});
  plot.series.push_back(operating_point(tally, recall(all), precision(all)));
  if (share) plot.series.push_back({"by chance", {{0, *share}, {1, *share}}, true});
  return plot;
}

Plot roc_plot(const Tally& tally, double resolution) {
  const Confusion all = sum(tally.units);
  const std::optional<double> kept = specificity(all);
  Plot plot{"roc",
            "Receiver operating characteristic",
            share_axis("False-positive rate"),
            share_axis("Recall"),
            {}};
  plot.series.push_back({with_area("all thresholds", auroc(tally.scores)),
                         line_of(roc_curve(tally.scores, resolution))});
  plot.series.push_back(
      operating_point(tally, kept ? std::optional(1 - *kept) : std::nullopt, recall(all)));
  plot.series.push_back({"by chance", {{0, 0}, {1, 1}}, true});
  return plot;
}

Plot calibration_plot(const ScoreTable& scores, int bins) {
  const std::vector<ReliabilityBin> curve = reliability(scores, bins);
  Plot plot{"calibration",
            "Calibration",
            share_axis("Mean probability"),
            share_axis("Share of landslide cells"),
            {}};
  const std::optional<double> error = expected_calibration_error(curve);
  PlotSeries line{
      error ? fmt::format("expected calibration error {:.3f}", *error) : "", {}, false, true};
  for (const ReliabilityBin& bin : curve) {
    if (!bin.mean_probability || !bin.landslide_share) continue;
    line.points.push_back({*bin.mean_probability, *bin.landslide_share});
  }
  plot.series.push_back(line);
  plot.series.push_back({"perfect", {{0, 0}, {1, 1}}, true});
  return plot;
}

}  // namespace scarp::eval
