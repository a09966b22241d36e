#include "map/fuse.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace scarp::map {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr double kSurest = 1 - 1e-7;  // log odds stay finite

double ratio_of(double score) {
  const double bounded = std::clamp(score, 0.0, kSurest);
  return bounded / (1 - bounded);
}

double score_of(double ratio) { return ratio / (ratio + 1); }

// Logarithm of the probability that a χ² variable of 2 `count` degrees of freedom exceeds 2 `half`:
// exp(−half) Σ halfⁱ / i!, i < count.
double log_chi2_tail(double half, std::size_t count) {
  double term = 1;
  double sum = 1;
  for (std::size_t i = 1; i < count; ++i) {
    term *= half / static_cast<double>(i);
    sum += term;
  }
  return std::log(sum) - half;
}

double fisher(const std::vector<TrackScore>& scores, double false_alarm_rate) {
  const double log_alpha = std::log(false_alarm_rate);
  double half = 0;  // −Σ ln p
  for (const TrackScore& one : scores) half -= ratio_of(one.score) * log_alpha;
  return score_of(log_chi2_tail(half, scores.size()) / log_alpha);
}

double stouffer(const std::vector<TrackScore>& scores) {
  const auto count = static_cast<double>(scores.size());
  double usual = 0;
  double evidence = 0;
  for (const TrackScore& one : scores) {
    usual += one.usual_log_odds / count;
    evidence += log_odds(one.score) - one.usual_log_odds;
  }
  return 1 / (1 + std::exp(-usual - evidence / std::sqrt(count)));
}

double fused_alike(const std::vector<TrackScore>& scores, const FusionRule& rule) {
  if (scores.size() == 1) return scores.front().score;
  return rule.evidence == Evidence::change ? fisher(scores, rule.false_alarm_rate)
                                           : stouffer(scores);
}

double fused_by_weight(std::vector<TrackScore> scores, const FusionRule& rule) {
  std::stable_sort(scores.begin(), scores.end(),
                   [](const TrackScore& a, const TrackScore& b) { return a.weight > b.weight; });
  const double most = scores.front().weight;
  double sum = 0;
  double below = 0;
  for (; !scores.empty(); scores.pop_back()) {
    const double weight = scores.back().weight;
    if (weight > below) sum += (weight - below) * fused_alike(scores, rule);
    below = weight;
  }
  return sum / most;
}

}  // namespace

bool sees(const TrackView& track, std::size_t cell) {
  return track.mask.values()[cell] == 0 && !std::isnan(track.score.values()[cell]);
}

float fused_score(const std::vector<TrackScore>& scores, const FusionRule& rule) {
  const bool alike = std::all_of(scores.begin(), scores.end(), [&](const TrackScore& one) {
    return one.weight == scores.front().weight;
  });
  return static_cast<float>(alike ? fused_alike(scores, rule) : fused_by_weight(scores, rule));
}

FusedView fuse(const std::vector<TrackView>& tracks, const FusionRule& rule) {
  const Size size = tracks.front().score.size();
  FusedView fused{Image<float>(size, kNaN), MaskImage(size), Image<std::uint8_t>(size, kNoTrack)};
  std::vector<TrackScore> scores;
  for (std::size_t i = 0; i < fused.score.values().size(); ++i) {
    scores.clear();
    float highest = -1;
    for (std::size_t t = 0; t < tracks.size(); ++t) {
      if (!sees(tracks[t], i)) continue;
      const float score = tracks[t].score.values()[i];
      const Image<float>& weight = tracks[t].weight;
      scores.push_back(
          {score, tracks[t].usual_log_odds, weight.values().empty() ? 1 : weight.values()[i]});
      if (score <= highest) continue;
      highest = score;
      fused.surest.values()[i] = static_cast<std::uint8_t>(t);
    }
    if (!scores.empty()) {
      fused.score.values()[i] = fused_score(scores, rule);
      continue;
    }
    std::uint8_t& mask = fused.mask.values()[i];
    for (const TrackView& track : tracks) mask |= track.mask.values()[i];
    if (mask == 0) set(mask, MaskBit::no_data);
  }
  return fused;
}

double log_odds(double score) {
  const double bounded = std::clamp(score, 1 - kSurest, kSurest);
  return std::log(bounded / (1 - bounded));
}

float with_log_odds(float score, double more) {
  if (!(score > 0 && score < 1)) return score;  // NaN as well
  const double odds = std::exp(log_odds(score) + more);
  return static_cast<float>(odds / (1 + odds));
}

double change_score(double false_alarm_rate, double at_threshold) {
  return score_of(std::log(false_alarm_rate) / std::log(at_threshold));
}

}  // namespace scarp::map
