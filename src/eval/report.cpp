#include "eval/report.h"

#include "eval/calibration.h"

namespace scarp::eval {

ScoreTable probabilities(const Tally& tally, const ReportOptions& options) {
  return options.temperature ? with_temperature(tally.scores, *options.temperature) : tally.scores;
}

Report report(const Tally& tally, const ReportOptions& options, ThreadPool& threads) {
  const double resolution = options.curve_resolution;
  Report report;
  report.tables = {metrics_table(tally, options, threads), counts_table(tally), slides_table(tally),
                   mapped_objects_table(tally.objects), tolerance_table(tally.relaxed)};
  // Blocks of a map are no batches that a network ever saw.
  if (!tally.block_cells) report.tables.push_back(batch_table(tally, options.batch));
  if (options.kind == ScoreKind::classes) return report;
  report.tables.push_back(precision_recall_table(tally.scores, resolution));
  report.tables.push_back(roc_table(tally.scores, resolution));
  report.plots = {precision_recall_plot(tally, resolution), roc_plot(tally, resolution)};
  if (options.kind == ScoreKind::score) return report;
  const ScoreTable scores = probabilities(tally, options);
  report.tables.push_back(calibration_table(scores, options.calibration_bins));
  report.plots.push_back(calibration_plot(scores, options.calibration_bins));
  return report;
}

}  // namespace scarp::eval
