#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/image.h"
#include "core/mask.h"

// What several tracks say of one area, put together cell by cell.
namespace scarp::map {

/// What the scores of tracks are, and with it how they are combined where several see a cell.
enum class Evidence {
  /// Change s = r / (r + 1) with r the statistic over its threshold. Taken as p-values α^r of no
  /// change (exact at no evidence and at the threshold, where a share α of unchanged cells lies)
  /// and combined by Fisher's method (1932): −2 Σ ln p is χ² of 2 K degrees of freedom. The share
  /// of false alarms is that of one track.
  change,
  /// Scores of models: the evidence of a track is by how much its log odds exceed those of the
  /// ground it usually sees, and the sum over K tracks is divided by √K (Stouffer et al. 1949), so
  /// that unremarkable ground scatters as much as in one track and a threshold keeps its meaning.
  model,
};

struct FusionRule {
  Evidence evidence = Evidence::change;
  double false_alarm_rate = 5e-5;  ///< α
};

/// Of one track; images of one size.
struct TrackView {
  Image<float> score;         ///< 0–1, NaN where the track cannot tell
  MaskImage mask;             ///< why it cannot
  double usual_log_odds = 0;  ///< of models: the median of the track's scores
  Image<float> weight;        ///< see TrackScore; empty: 1 everywhere
};

/// Whether a track can tell of the cell of that index.
bool sees(const TrackView& track, std::size_t cell);

/// What a track says of a cell that it sees.
struct TrackScore {
  float score = 0;
  double usual_log_odds = 0;
  float weight = 1;  ///< 0–1: how much it counts beside others, less towards its border
};

struct FusedView {
  Image<float> score;  ///< NaN where no track can tell
  MaskImage mask;      ///< 0 where one can; else the reasons of all
  Image<std::uint8_t>
      surest;  ///< the track with the highest score, from 0; kNoTrack where none can
};

inline constexpr std::uint8_t kNoTrack = 255;

/// One score from those of the tracks that see a cell; `scores` are not empty and have no NaN.
/// Where weights differ it is the mean of what the track of most weight says, the two of most, …
/// and all (Choquet's integral of 1954): a track whose weight falls to 0 fades out without a step.
float fused_score(const std::vector<TrackScore>& scores, const FusionRule& rule);

/// Cell by cell: of a cell that one track sees, that track's score; that no track sees, none.
FusedView fuse(const std::vector<TrackView>& tracks, const FusionRule& rule);

/// Score of change at which a share `false_alarm_rate` of unchanged cells lies, where 0.5 is that
/// of the share `at_threshold`.
double change_score(double false_alarm_rate, double at_threshold);

/// Logarithm of the odds of a score; of 0 and 1 those of what is 1e-7 off them.
double log_odds(double score);

/// A score whose log odds are larger by `more`; 0, 1 and NaN stay.
float with_log_odds(float score, double more);

}  // namespace scarp::map
