#include "change/date_fit.h"

#include <cmath>
#include <utility>

#include "change/robust.h"
#include "core/median.h"

namespace scarp::change {
namespace {

constexpr std::size_t kFewestInBlock = 2000;
constexpr int kRepetitions = 3;

RegionalOffset regional_medians(const Sample& sample, Size full, const Design& design,
                                const std::vector<float>& deviation,
                                const std::vector<double>& coefficients) {
  RegionalOffset regional(full);
  std::vector<std::vector<float>> blocks(static_cast<std::size_t>(regional.blocks()));
  std::size_t i = 0;
  for_each_cell(sample, [&](const Evidence& evidence, int row, int col) {
    const int block = regional.block_of(evidence.window.row + row, evidence.window.col + col);
    const double residual = deviation[i] - predict(coefficients, design, i);
    if (!std::isnan(residual)) {
      blocks[static_cast<std::size_t>(block)].push_back(static_cast<float>(residual));
    }
    ++i;
  });
  for (std::size_t block = 0; block < blocks.size(); ++block) {
    if (blocks[block].size() < kFewestInBlock) continue;
    regional.set(static_cast<int>(block), static_cast<float>(median(std::move(blocks[block]))));
  }
  return regional;
}

// One date of one polarisation, before or after the event.
struct DateRef {
  std::size_t polarisation;
  std::vector<Image<float>> PolarisationEvidence::* side;
  std::size_t date;
  DateAdjustment* adjustment;
};

std::vector<DateRef> all_dates(const Series& series, Calibration& calibration) {
  std::vector<DateRef> dates;
  for (std::size_t p = 0; p < series.polarisations.size(); ++p) {
    PolarisationCalibration& known = calibration.polarisations[p];
    known.before.resize(series.polarisations[p].before.size());
    known.after.resize(series.polarisations[p].after.size());
    for (std::size_t t = 0; t < known.before.size(); ++t) {
      dates.push_back({p, &PolarisationEvidence::before, t, &known.before[t]});
    }
    for (std::size_t t = 0; t < known.after.size(); ++t) {
      dates.push_back({p, &PolarisationEvidence::after, t, &known.after[t]});
    }
  }
  return dates;
}

// Whether an assessable cell lacks a date that others have.
bool dates_missing(const Sample& sample) {
  bool missing = false;
  for_each_cell(sample, [&](const Evidence& evidence, int row, int col) {
    for (const PolarisationEvidence& one : evidence.polarisations) {
      for (const auto* side : {&one.before, &one.after}) {
        for (const Image<float>& date : *side) missing = missing || std::isnan(date(row, col));
      }
    }
  });
  return missing;
}

// What each cell of the sample has in a date.
std::vector<float> gather_date(const Sample& sample, const DateRef& date) {
  std::vector<float> values;
  for_each_cell(sample, [&](const Evidence& evidence, int row, int col) {
    const PolarisationEvidence& one = evidence.polarisations[date.polarisation];
    values.push_back((one.*date.side)[date.date](row, col));
  });
  return values;
}

// What the adjustment of a date predicts for each cell of the sample.
std::vector<float> predicted(const Sample& sample, const Design& design,
                             const DateAdjustment& adjustment) {
  std::vector<float> values;
  for_each_cell(sample, [&](const Evidence& evidence, int row, int col) {
    const double trend = predict(adjustment.coefficients, design, values.size());
    const float regional =
        adjustment.regional.at(evidence.window.row + row, evidence.window.col + col);
    values.push_back(static_cast<float>(trend) + regional);
  });
  return values;
}

// By polarisation: the mean over the dates before the event of each cell, as it is or adjusted.
using Means = std::vector<std::vector<float>>;

Means mean_before(const Sample& sample, const Series& series) {
  Means means;
  for (std::size_t p = 0; p < series.polarisations.size(); ++p) {
    std::vector<float>& mean = means.emplace_back();
    for_each_cell(sample, [&](const Evidence& evidence, int row, int col) {
      mean.push_back(evidence.polarisations[p].mean(row, col));
    });
  }
  return means;
}

Means adjusted_mean_before(const Sample& sample, const Design& design,
                           const std::vector<DateRef>& dates, std::size_t polarisations) {
  const std::size_t cells = design.samples();
  Means sums(polarisations, std::vector<float>(cells, 0.0F));
  Means counts = sums;
  for (const DateRef& date : dates) {
    if (date.side != &PolarisationEvidence::before) continue;
    const std::vector<float> values = gather_date(sample, date);
    const std::vector<float> expected = predicted(sample, design, *date.adjustment);
    for (std::size_t i = 0; i < cells; ++i) {
      if (std::isnan(values[i])) continue;
      sums[date.polarisation][i] += values[i] - expected[i];
      ++counts[date.polarisation][i];
    }
  }
  for (std::size_t p = 0; p < polarisations; ++p) {
    for (std::size_t i = 0; i < cells; ++i) sums[p][i] /= counts[p][i];
  }
  return sums;
}

void fit_against(const Means& means, const Sample& sample, Size full, const Design& design,
                 const std::vector<DateRef>& dates, ThreadPool& threads) {
  threads.parallel_for(static_cast<std::int64_t>(dates.size()), [&](std::int64_t i) {
    const DateRef& date = dates[static_cast<std::size_t>(i)];
    std::vector<float> deviation = gather_date(sample, date);
    const std::vector<float>& mean = means[date.polarisation];
    for (std::size_t k = 0; k < deviation.size(); ++k) deviation[k] -= mean[k];
    date.adjustment->coefficients = least_trimmed_squares(design, deviation, kUnchangedShare);
    date.adjustment->regional =
        regional_medians(sample, full, design, deviation, date.adjustment->coefficients);
  });
}

}  // namespace

void fit_dates(const Sample& sample, const Series& series, const Design& design,
               Calibration& calibration, ThreadPool& threads) {
  const std::vector<DateRef> dates = all_dates(series, calibration);
  const Size full = series.grid.size();
  fit_against(mean_before(sample, series), sample, full, design, dates, threads);
  // The mean of a cell leans towards the dates it has: take out what is known of them, fit again.
  const int repetitions = dates_missing(sample) ? kRepetitions : 0;
  for (int i = 0; i < repetitions; ++i) {
    const Means means =
        adjusted_mean_before(sample, design, dates, calibration.polarisations.size());
    fit_against(means, sample, full, design, dates, threads);
  }
}

}  // namespace scarp::change
