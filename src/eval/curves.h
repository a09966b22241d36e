#pragma once

#include <optional>
#include <vector>

#include "eval/scores.h"

namespace scarp::eval {

struct CurvePoint {
  double threshold = 0;  ///< cells with at least this score are mapped
  double x = 0;
  double y = 0;
};

/// Precision (y) over recall (x), from the highest threshold down; empty without a landslide cell.
/// With `resolution` > 0 points are left out that lie nearer than that, in x and y, to the last one
/// kept.
std::vector<CurvePoint> precision_recall_curve(const ScoreTable& scores, double resolution = 0);

/// Recall (y) over the false-positive rate (x), from (0, 0), whose threshold is infinite, to (1,
/// 1); empty unless both classes occur.
std::vector<CurvePoint> roc_curve(const ScoreTable& scores, double resolution = 0);

/// Area below the precision-recall curve as a sum of steps, Σ (Rₖ − Rₖ₋₁) Pₖ over the thresholds,
/// never interpolated in between, which would flatter (Davis & Goadrich 2006). Undefined without a
/// landslide cell.
std::optional<double> average_precision(const ScoreTable& scores);

/// Area below the ROC curve: the chance that a landslide cell scores higher than a background cell,
/// equal scores counting half. Undefined unless both classes occur.
std::optional<double> auroc(const ScoreTable& scores);

}  // namespace scarp::eval
