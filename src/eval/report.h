#pragma once

#include <vector>

#include "core/thread_pool.h"
#include "eval/batch_metrics.h"
#include "eval/bootstrap.h"
#include "eval/svg_plot.h"
#include "eval/table.h"
#include "eval/tally.h"

namespace scarp::eval {

struct ReportOptions {
  BatchOptions batch;
  BootstrapOptions bootstrap;
  bool probabilities = true;  ///< scores are probabilities, so their calibration can be told
  int calibration_bins = 10;
  double curve_resolution = 0.002;  ///< of the tables and pictures of curves
};

/// What a person reads of an evaluation. `name` of a table or plot is meant for its file.
struct Report {
  std::vector<Table> tables;
  std::vector<Plot> plots;
};

/// Throws Error when a score is no probability although `probabilities` says so.
///
///   const Report report = eval::report(eval::tally(patches, {}, {}), {}, threads);
///   for (const Table& table : report.tables) write(table.name + ".csv", to_csv(table));
///   for (const Plot& plot : report.plots) write(plot.name + ".svg", to_svg(plot));
Report report(const Tally& tally, const ReportOptions& options, ThreadPool& threads);

/// The parts of a report.
Table metrics_table(const Tally& tally, const ReportOptions& options, ThreadPool& threads);
Table batch_table(const Tally& tally, const BatchOptions& options);
Table counts_table(const Tally& tally);
Table slides_table(const Tally& tally);
Table mapped_objects_table(const ObjectScores& objects);
Table tolerance_table(const std::vector<Relaxed>& relaxed);
Table calibration_table(const ScoreTable& scores, int bins);
Table precision_recall_table(const ScoreTable& scores, double resolution);
Table roc_table(const ScoreTable& scores, double resolution);
Plot precision_recall_plot(const Tally& tally, double resolution);
Plot roc_plot(const Tally& tally, double resolution);
Plot calibration_plot(const ScoreTable& scores, int bins);

/// Mean and deviation of each metric over runs that differ in their seed alone; a run is given by
/// its one confusion matrix.
Table seeds_table(const std::vector<Confusion>& runs);

}  // namespace scarp::eval
