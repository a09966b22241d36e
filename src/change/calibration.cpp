#include "change/calibration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "change/comparison.h"
#include "change/date_fit.h"
#include "change/ground.h"
#include "change/looks.h"
#include "change/null_fit.h"
#include "change/robust.h"
#include "change/sample.h"
#include "change/variance_prior.h"
#include "core/median.h"

namespace scarp::change {
namespace {

constexpr std::size_t kFewestCells = 100;
constexpr double kWorthAWarning = 0.01;  // of the cells

std::vector<float> gather_feature(const Sample& sample, std::size_t p,
                                  Image<float> PolarisationEvidence::* feature) {
  std::vector<float> values;
  for_each_cell(sample, [&](const Evidence& evidence, int row, int col) {
    values.push_back((evidence.polarisations[p].*feature)(row, col));
  });
  return values;
}

Design gather_features(const Sample& sample, const Calibration& calibration, int terms) {
  Design design{terms, {}};
  for_each_cell(sample, [&](const Evidence& evidence, int row, int col) {
    append_ground_features(evidence, calibration, row, col, design.values);
  });
  return design;
}

// How many cells any polarisation shows, and how many of those one of them lacks.
struct Coverage {
  double seen = 0;
  double lost = 0;
};

void count_coverage(const Evidence& evidence, const Window& inner, std::size_t which,
                    Coverage& coverage) {
  for (int row = inner.row; row < inner.row_end(); ++row) {
    for (int col = inner.col; col < inner.col_end(); ++col) {
      const bool seen = std::any_of(
          evidence.polarisations.begin(), evidence.polarisations.end(),
          [&](const PolarisationEvidence& one) { return !std::isnan(one.mean(row, col)); });
      const bool lost = seen && std::isnan(evidence.polarisations[which].mean(row, col));
      coverage.seen += seen ? 1 : 0;
      coverage.lost += lost ? 1 : 0;
    }
  }
}

// Cells that one polarisation shows and another does not are lost: say so.
void warn_of_half_seen_cells(const Sample& sample, const Series& series, Reporter& reporter) {
  for (std::size_t p = 0; p < series.polarisations.size(); ++p) {
    Coverage coverage;
    for (std::size_t i = 0; i < sample.tiles.size(); ++i) {
      count_coverage(sample.evidence[i], sample.inner(i), p, coverage);
    }
    if (coverage.lost <= kWorthAWarning * coverage.seen) continue;
    reporter.warn(fmt::format(
        "{} has no data before the event in {:.0f} % of the area that others show: nothing is "
        "mapped there. Leave {} out to map it",
        series.polarisations[p].name, 100 * coverage.lost / coverage.seen,
        series.polarisations[p].name));
  }
}

}  // namespace

Calibration calibrate(const Series& series, const Options& options, ThreadPool& threads,
                      Reporter& reporter) {
  const Reporter::Stage stage(reporter, "calibrating", 1);
  Calibration calibration;
  calibration.polarisations.resize(series.polarisations.size());
  Sample sample = read_sample(series, threads);
  warn_of_half_seen_cells(sample, series, reporter);
  if (sample.cells() < kFewestCells) return calibration;
  calibration.any_ground = true;
  calibration.looks = options.looks ? *options.looks : estimate_looks(sample, threads);

  const auto polarisations = static_cast<std::int64_t>(series.polarisations.size());
  threads.parallel_for(polarisations, [&](std::int64_t i) {
    const auto p = static_cast<std::size_t>(i);
    PolarisationCalibration& known = calibration.polarisations[p];
    known.level_median = median(gather_feature(sample, p, &PolarisationEvidence::level));
    known.texture_median = median(gather_feature(sample, p, &PolarisationEvidence::texture));
  });
  const Design design = gather_features(sample, calibration, feature_count(series));
  fit_dates(sample, series, design, calibration, threads);
  for (std::size_t p = 0; p < series.polarisations.size(); ++p) {
    calibration.polarisations[p].variance.from_dates = has_repeated_dates(sample, p);
  }
  threads.parallel_for(static_cast<std::int64_t>(sample.tiles.size()), [&](std::int64_t i) {
    Evidence& evidence = sample.evidence[static_cast<std::size_t>(i)];
    adjust_dates(evidence, calibration);
    for (std::size_t p = 0; p < evidence.polarisations.size(); ++p) {
      compare_dates(evidence.polarisations[p], calibration.polarisations[p].variance.from_dates);
    }
  });
  threads.parallel_for(polarisations, [&](std::int64_t i) {
    const auto p = static_cast<std::size_t>(i);
    VariancePrior& prior = calibration.polarisations[p].variance;
    prior = fit_variance(sample, p, design, prior.from_dates);
  });

  fit_null(sample, series, options.false_alarm_rate, calibration, threads);
  return calibration;
}

}  // namespace scarp::change
