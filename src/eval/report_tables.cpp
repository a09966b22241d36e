#include <fmt/format.h>

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
  const BootstrapOptions& bootstrap_options = options.bootstrap;
  Table table{
      "metrics",
      fmt::format("Landslide cells, from one confusion matrix; mapped from a score of {:g}; "
                  "{:g} % intervals from drawing {} {} {} times",
                  tally.threshold, 100 * bootstrap_options.confidence, tally.units.size(),
                  name_of(tally), bootstrap_options.replicates),
      {"metric", "value", "low", "high"},
      {}};
  const std::vector<Confusion> replicates = bootstrap(tally.units, bootstrap_options, threads);
  for (const NamedMetric& metric : kMetrics) {
    table.rows.push_back(interval_row(metric, tally, replicates, bootstrap_options.confidence));
  }
  table.rows.push_back(plain_row("average_precision", average_precision(tally.scores)));
  table.rows.push_back(plain_row("auroc", auroc(tally.scores)));
  if (!options.probabilities) return table;
  table.rows.push_back(plain_row("brier_score", brier_score(tally.scores)));
  table.rows.push_back(plain_row(
      "ece", expected_calibration_error(reliability(tally.scores, options.calibration_bins))));
  return table;
}

Table batch_table(const Tally& tally, const BatchOptions& options) {
  Table table{"batch_metrics",
              "Means over batches of patches, as training frameworks print them: for comparison "
              "with published figures, not to be reported as the map's",
              {"batch", "batches", "precision", "recall", "f1", "iou"},
              {}};
  if (const std::optional<BatchMeans> means = batch_means(tally.units, options)) {
    table.rows.push_back({std::int64_t{means->batch}, means->batches, Decimal{means->precision},
                          Decimal{means->recall}, Decimal{means->f1}, Decimal{means->iou}});
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
              "Landslides one by one: hit when enough of their area is mapped",
              {"size", "landslides", "hit", "recall", "area_ha", "area_recall"},
              {}};
  if (tally.visibility_known) {
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
          "Mapped objects one by one: false when hardly any of their area is landslide",
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

Table seeds_table(const std::vector<Confusion>& runs) {
  Table table{"seeds",
              "Mean and sample deviation over runs with different seeds",
              {"metric", "runs", "mean", "deviation"},
              {}};
  for (const NamedMetric& metric : kMetrics) {
    std::vector<std::optional<double>> values;
    for (const Confusion& run : runs) values.push_back(metric.of(run));
    const SeedSpread spread = over_seeds(values);
    table.rows.push_back({std::string(metric.name), std::int64_t{spread.runs}, Decimal{spread.mean},
                          Decimal{spread.deviation}});
  }
  return table;
}

}  // namespace scarp::eval
