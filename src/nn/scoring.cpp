#include "nn/scoring.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "dataset/data_set.h"
#include "eval/batch_metrics.h"
#include "eval/confusion.h"
#include "eval/curves.h"
#include "eval/scores.h"
#include "eval/threshold.h"
#include "model/predict_patches.h"

namespace scarp::nn {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kScreeningRecall = 0.9;
constexpr std::int64_t kPiece = 16;  // patches

eval::Patches with_scores(const dataset::Patches& patches, const std::vector<float>& probability) {
  return {patches.count,
          {patches.rows, patches.cols},
          probability.data(),
          patches.y.data(),
          patches.valid.empty() ? nullptr : patches.valid.data()};
}

Json json_of(const eval::Confusion& confusion, double threshold) {
  Json json{{"threshold", threshold}};
  for (const eval::NamedMetric& metric : eval::kMetrics) {
    const auto value = metric.of(confusion);
    json[std::string(metric.name)] = value ? Json(*value) : Json();
  }
  return json;
}

}  // namespace

std::vector<float> probabilities(model::Predictor& predictor, const dataset::Scaling& scaling,
                                 const dataset::Patches& patches) {
  std::vector<float> result;
  for (std::int64_t first = 0; first < patches.count; first += kPiece) {
    std::vector<std::int64_t> which(std::min(kPiece, patches.count - first));
    std::iota(which.begin(), which.end(), first);
    const std::vector<float> piece = model::predict_patches(
        predictor, scaling, dataset::select(patches, which), "the trained model");
    result.insert(result.end(), piece.begin(), piece.end());
  }
  return result;
}

void choose_thresholds(model::Card& card, const dataset::Patches& patches,
                       const std::vector<float>& probability) {
  const eval::ScoreTable scores = eval::score_table(with_scores(patches, probability));
  if (const auto best = eval::best_f1_threshold(scores)) {
    card.delineation_threshold = best->threshold;
  }
  if (const auto wide = eval::threshold_for_recall(scores, kScreeningRecall)) {
    card.screening_threshold = wide->threshold;
  }
}

Json metrics(const model::Card& card, const dataset::Patches& patches,
             const std::vector<float>& probability) {
  const eval::Patches scored = with_scores(patches, probability);
  const std::vector<eval::Confusion> units = eval::count_patches(scored, 0.5);
  Json json{{"patches", patches.count}};
  json["at_half"] = json_of(eval::sum(units), 0.5);
  const double threshold = card.delineation_threshold;
  json["at_threshold"] = json_of(eval::sum(eval::count_patches(scored, threshold)), threshold);
  json["at_threshold"]["chosen_on"] = dataset::name_of(dataset::Part::validation);
  if (const auto area = eval::average_precision(eval::score_table(scored))) {
    json["average_precision"] = *area;
  }
  if (const auto means = eval::batch_means(units, {})) {
    json["batch_mean"] = {{"batch", means->batch},
                          {"batches", means->batches},
                          {"left_out", means->left_out},
                          {"precision", means->precision},
                          {"recall", means->recall},
                          {"f1", means->f1},
                          {"iou", means->iou}};
  }
  return json;
}

}  // namespace scarp::nn
