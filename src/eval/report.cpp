#include "eval/report.h"

namespace scarp::eval {

Report report(const Tally& tally, const ReportOptions& options, ThreadPool& threads) {
  const double resolution = options.curve_resolution;
  Report report;
  report.tables = {metrics_table(tally, options, threads), counts_table(tally), slides_table(tally),
                   mapped_objects_table(tally.objects), tolerance_table(tally.relaxed)};
  // Blocks of a map are no batches that a network ever saw.
  if (!tally.block_cells) report.tables.push_back(batch_table(tally, options.batch));
  report.tables.push_back(precision_recall_table(tally.scores, resolution));
  report.tables.push_back(roc_table(tally.scores, resolution));
  report.plots = {precision_recall_plot(tally, resolution), roc_plot(tally, resolution)};
  if (options.probabilities) {
    report.tables.push_back(calibration_table(tally.scores, options.calibration_bins));
    report.plots.push_back(calibration_plot(tally.scores, options.calibration_bins));
  }
  return report;
}

}  // namespace scarp::eval
