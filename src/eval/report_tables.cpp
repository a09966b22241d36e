#include <fmt/format.h>

#include <utility>

#include "eval/calibration.h"
#include "eval/curves.h"
#include "eval/report.h"
#include "eval/seeds.h"

namespace scarp::eval {
namespace {

using Row = std::vector<TableCell>;

constexpr double kSquareMetresPerHectare = 1e4;

Decimal hectares(std::int64_t cells, double cell_area_m2) {
  return {static_cast<double>(cells) * cell_area_m2 / kSquareMetresPerHectare, 2};
}

std::string name_of(const Tally& tally) {
  return tally.block_cells ? fmt::format("blocks of {0} × {0} cells", *tally.block_cells)
                           : std::string("patches");
}

Row plain_row(const std::string& metric, std::optional<double> value) {
  return {metric, Decimal{value}, Decimal{}, Decimal{}};
}

Row interval_row(const NamedMetric& metric, const Tally& tally,
                 const std::vector<Confusion>& replicates, double confidence) {
  Row row = plain_row(std::string(metric.name), metric.of(sum(tally.units)));
  const std::optional<Interval> interval = percentile_interval(replicates, metric.of, confidence);
  if (interval) {
    row[2] = Decimal{interval->low};
    row[3] = Decimal{interval->high};
  }
  return row;
}

using Values = std::vector<std::pair<std::string, std::optional<double>>>;

// Of all thresholds.
Values score_metrics(const Tally& tally, const ReportOptions& options) {
  if (options.kind == ScoreKind::classes) return {};
  Values values{{"average_precision", average_precision(tally.scores)},
                {"auroc", auroc(tally.scores)}};
  if (options.kind == ScoreKind::score) return values;
  const ScoreTable scores = probabilities(tally, options);
  values.emplace_back("brier_score", brier_score(scores));
  values.emplace_back("ece",
                      expected_calibration_error(reliability(scores, options.calibration_bins)));
  return values;
}

std::string size_name(const SizeClass& size) {
  if (!size.high_m2) return fmt::format("from {:g} m²", size.low_m2);
  if (size.low_m2 == 0) return fmt::format("below {:g} m²", *size.high_m2);
  return fmt::format("{:g} to {:g} m²", size.low_m2, *size.high_m2);
}

void append(const SlideTally& slides, double cell_area_m2, Row& row) {
  row.insert(row.end(), {slides.slides, slides.hit, Decimal{object_recall(slides)},
                         hectares(slides.cells, cell_area_m2), Decimal{area_recall(slides)}});
}

Row slides_row(const std::string& size, const SlideTally& all, const SlideTally& visible,
               const Tally& tally) {
  Row row{size};
  append(all, tally.objects.cell_area_m2, row);
  if (tally.visibility_known) append(visible, tally.objects.cell_area_m2, row);
  return row;
}

Table curve_table(std::string name, std::string title, std::vector<std::string> columns,
                  const std::vector<CurvePoint>& curve) {
  Table table{std::move(name), std::move(title), std::move(columns), {}};
  for (const CurvePoint& point : curve) {
    table.rows.push_back({Decimal{point.threshold, 6}, Decimal{point.x}, Decimal{point.y}});
  }
  return table;
}

}  // namespace

Table metrics_table(const Tally& tally, const ReportOptions& options, ThreadPool& threads) {
  const BootstrapOptions& drawing = options.bootstrap;
  const std::string units = fmt::format("{} {}", tally.units.size(), name_of(tally));
  const bool intervals = tally.units.size() >= options.fewest_units;
  Table table{"metrics",
              fmt::format("Landslide cells, from one confusion matrix; mapped from a score of {:g}",
                          tally.threshold),
              {"metric", "value", "low", "high"},
              {}};
  table.title += intervals ? fmt::format("; {:g} % intervals from drawing {} {} times",
                                         100 * drawing.confidence, units, drawing.replicates)
                           : fmt::format("; too few for intervals: {}", units);
  const auto replicates =
      intervals ? bootstrap(tally.units, drawing, threads) : std::vector<Confusion>();
  for (const NamedMetric& metric : kMetrics) {
    table.rows.push_back(interval_row(metric, tally, replicates, drawing.confidence));
  }
  for (const auto& [name, value] : score_metrics(tally, options)) {
    table.rows.push_back(plain_row(name, value));
  }
  return table;
}

Table batch_table(const Tally& tally, const BatchOptions& options) {
  Table table{"batch_metrics",
              "Means over batches of patches, as training frameworks print them: for comparison "
              "with published figures, not to be reported as the map's",
              {"batch", "batches", "left_out", "precision", "recall", "f1", "iou"},
              {}};
  if (const std::optional<BatchMeans> means = batch_means(tally.units, options)) {
    table.rows.push_back({std::int64_t{means->batch}, means->batches, means->left_out,
                          Decimal{means->precision}, Decimal{means->recall}, Decimal{means->f1},
                          Decimal{means->iou}});
  }
  return table;
}

Table counts_table(const Tally& tally) {
  const Confusion all = sum(tally.units);
  return {"counts",
          "What was counted",
          {"what", "cells"},
          {{"true positives: landslide, mapped", all.tp},
           {"false positives: mapped, nothing there", all.fp},
           {"false negatives: landslide, missed", all.fn},
           {"true negatives", all.tn},
           {"left out: truth not known or not valid", tally.left_out.unknown},
           {"left out: no score", tally.left_out.unscored},
           {"left out: no score, landslide", tally.left_out.unscored_landslide}}};
}

Table slides_table(const Tally& tally) {
  Table table{"landslides",
              fmt::format("Landslides one by one: hit with at least {:g} % of their area mapped",
                          100 * tally.objects.options.hit_share),
              {"size", "landslides", "hit", "recall", "area_ha", "area_recall"},
              {}};
  if (tally.visibility_known) {
    table.title += fmt::format("; visible with at least {:g} % of it seen by the radar",
                               100 * tally.objects.options.visible_share);
    table.columns.insert(table.columns.end(), {"visible", "visible_hit", "visible_recall",
                                               "visible_area_ha", "visible_area_recall"});
  }
  for (const SizeClass& size : tally.objects.sizes) {
    table.rows.push_back(slides_row(size_name(size), size.all, size.visible, tally));
  }
  table.rows.push_back(slides_row("all", tally.objects.all, tally.objects.visible, tally));
  return table;
}

Table mapped_objects_table(const ObjectScores& objects) {
  const MappedTally& mapped = objects.mapped;
  return {"mapped_objects",
          fmt::format("Mapped objects one by one: false with less than {:g} % of their area on "
                      "landslides",
                      100 * objects.options.false_share),
          {"objects", "false", "precision", "area_ha", "area_precision"},
          {{mapped.objects, mapped.false_objects, Decimal{object_precision(mapped)},
            hectares(mapped.cells, objects.cell_area_m2), Decimal{area_precision(mapped)}}}};
}

Table tolerance_table(const std::vector<Relaxed>& relaxed) {
  Table table{"tolerance",
              "With outlines forgiven that are off by some cells",
              {"tolerance_cells", "precision", "recall", "f1"},
              {}};
  for (const auto& [tolerance, counts] : relaxed) {
    table.rows.push_back({Decimal{tolerance, 1}, Decimal{precision(counts)},
                          Decimal{recall(counts)}, Decimal{f1(counts)}});
  }
  return table;
}

Table calibration_table(const ScoreTable& scores, int bins) {
  Table table{"calibration",
              "How often cells of a probability are landslide",
              {"low", "high", "cells", "mean_probability", "landslide_share"},
              {}};
  for (const ReliabilityBin& bin : reliability(scores, bins)) {
    table.rows.push_back({Decimal{bin.low}, Decimal{bin.high}, bin.cells,
                          Decimal{bin.mean_probability}, Decimal{bin.landslide_share}});
  }
  return table;
}

Table precision_recall_table(const ScoreTable& scores, double resolution) {
  return curve_table("precision_recall", "Precision and recall at each threshold",
                     {"threshold", "recall", "precision"},
                     precision_recall_curve(scores, resolution));
}

Table roc_table(const ScoreTable& scores, double resolution) {
  return curve_table("roc", "Receiver operating characteristic",
                     {"threshold", "false_positive_rate", "recall"}, roc_curve(scores, resolution));
}

ModelRun run_of(std::string name, const Tally& tally, const ReportOptions& options) {
  ModelRun run{std::move(name), tally.threshold, {}};
  const Confusion all = sum(tally.units);
  for (const NamedMetric& metric : kMetrics) run.metrics.emplace_back(metric.name, metric.of(all));
  for (auto& value : score_metrics(tally, options)) run.metrics.push_back(std::move(value));
  run.metrics.emplace_back("landslide_recall", object_recall(tally.objects.all));
  run.metrics.emplace_back("object_precision", object_precision(tally.objects.mapped));
  return run;
}

Table runs_table(const std::vector<ModelRun>& runs) {
  Table table{"models", "Model by model", {"model", "threshold"}, {}};
  for (const ModelRun& run : runs) {
    Row row{run.name, Decimal{run.threshold, 6}};
    for (const auto& [name, value] : run.metrics) {
      if (table.rows.empty()) table.columns.push_back(name);
      row.emplace_back(Decimal{value});
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table seeds_table(const std::vector<ModelRun>& runs) {
  Table table{"seeds",
              fmt::format("Mean and sample deviation over {} models", runs.size()),
              {"metric", "defined", "mean", "deviation"},
              {}};
  for (std::size_t i = 0; !runs.empty() && i < runs.front().metrics.size(); ++i) {
    std::vector<std::optional<double>> values;
    for (const ModelRun& run : runs) values.push_back(run.metrics[i].second);
    const SeedSpread spread = over_seeds(values);
    table.rows.push_back({runs.front().metrics[i].first, std::int64_t{spread.runs},
                          Decimal{spread.mean}, Decimal{spread.deviation}});
  }
  return table;
}

}  // namespace scarp::eval
