#include "eval/curves.h"

#include <cmath>
#include <limits>

namespace scarp::eval {
namespace {

// Keeps the points that can be told apart, and the last one.
class Thinned {
 public:
  explicit Thinned(double resolution) : resolution_(resolution) {}

  void add(const CurvePoint& point) {
    const bool far = kept_.empty() || std::abs(point.x - kept_.back().x) >= resolution_ ||
                     std::abs(point.y - kept_.back().y) >= resolution_;
    if (far) kept_.push_back(point);
    skipped_ = far ? std::nullopt : std::optional(point);
  }

  std::vector<CurvePoint> finish() {
    if (skipped_) kept_.push_back(*skipped_);
    return std::move(kept_);
  }

 private:
  double resolution_;
  std::vector<CurvePoint> kept_;
  std::optional<CurvePoint> skipped_;
};

}  // namespace

std::vector<CurvePoint> precision_recall_curve(const ScoreTable& scores, double resolution) {
  if (totals(scores).fn == 0) return {};
  Thinned curve(resolution);
  for_each_threshold(scores, [&](double threshold, const Confusion& confusion) {
    curve.add({threshold, recall(confusion).value_or(0), precision(confusion).value_or(0)});
  });
  return curve.finish();
}

std::vector<CurvePoint> roc_curve(const ScoreTable& scores, double resolution) {
  const Confusion all = totals(scores);
  if (all.fn == 0 || all.tn == 0) return {};
  Thinned curve(resolution);
  curve.add({std::numeric_limits<double>::infinity(), 0, 0});
  for_each_threshold(scores, [&](double threshold, const Confusion& confusion) {
    curve.add({threshold, 1 - specificity(confusion).value_or(0), recall(confusion).value_or(0)});
  });
  return curve.finish();
}

std::optional<double> average_precision(const ScoreTable& scores) {
  const auto landslide = static_cast<double>(totals(scores).fn);
  if (landslide == 0) return std::nullopt;
  double area = 0;
  std::int64_t found = 0;
  for_each_threshold(scores, [&](double, const Confusion& confusion) {
    area += static_cast<double>(confusion.tp - found) * precision(confusion).value_or(0);
    found = confusion.tp;
  });
  return area / landslide;
}

std::optional<double> auroc(const ScoreTable& scores) {
  const Confusion all = totals(scores);
  if (all.fn == 0 || all.tn == 0) return std::nullopt;
  double wins = 0;
  double above = 0;  // landslide cells with a higher score
  for (const ScoreCount& count : scores) {
    const auto landslide = static_cast<double>(count.landslide);
    wins += static_cast<double>(count.background) * (above + landslide / 2);
    above += landslide;
  }
  return wins / static_cast<double>(all.fn) / static_cast<double>(all.tn);
}

}  // namespace scarp::eval
