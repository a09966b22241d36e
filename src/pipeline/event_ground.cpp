#include "pipeline/event_ground.h"

#include <cmath>
#include <mutex>

#include "geo/rasterise.h"
#include "map/log_odds_histogram.h"

namespace scarp::pipeline {
namespace {

constexpr int kTile = 512;  // as the tiles of the files

std::vector<TrackFiles> open(const FusionJob& job) {
  std::vector<TrackFiles> files;
  for (std::size_t i = 0; i < job.tracks.size(); ++i) {
    files.emplace_back(job.tracks[i], job.polarisations);
    if (job.rule.evidence == map::Evidence::change || job.tracks.size() == 1) continue;
    files.back().move_scores(job.track_thresholds[i], job.thresholds.delineation);
  }
  return files;
}

std::vector<EdgeFade> fades_of(const std::vector<TrackFiles>& tracks, ThreadPool& threads) {
  if (tracks.size() == 1) return std::vector<EdgeFade>(1);
  std::vector<EdgeFade> fades;
  for (const TrackFiles& track : tracks) fades.emplace_back(track, threads);
  return fades;
}

// Cells outside of the area asked for have no other reason not to be mapped.
void leave_out(const Image<std::uint8_t>& inside, std::vector<TrackSight>& tracks) {
  for (TrackSight& track : tracks) {
    for (std::size_t i = 0; i < inside.values().size(); ++i) {
      if (inside.values()[i] != 0) continue;
      track.view.mask.values()[i] = static_cast<std::uint8_t>(MaskBit::edited);
    }
  }
}

}  // namespace

std::vector<map::TrackView> views_of(const std::vector<TrackSight>& sights) {
  std::vector<map::TrackView> views;
  for (const TrackSight& sight : sights) views.push_back(sight.view);
  return views;
}

EventGround::EventGround(const FusionJob& job, ThreadPool& threads, Reporter& reporter)
    : tracks_(open(job)),
      fades_(fades_of(tracks_, threads)),
      slopes_(job.dem, job.dem_no_data, grid(), threads, reporter),
      water_(job.water, tracks_, slopes_, threads),
      area_(geo::transform(job.area, grid().crs())),
      usual_log_odds_(tracks_.size()) {
  if (job.rule.evidence == map::Evidence::model && tracks_.size() > 1) {
    find_usual_log_odds(threads);
  }
}

Image<float> EventGround::slope_deg(const Window& window) const {
  return slopes_.slope_deg(grid().crop(window));
}

std::vector<TrackSight> EventGround::sights(const Window& window,
                                            const Image<float>& slope_deg) const {
  std::vector<TrackSight> tracks;
  for (std::size_t t = 0; t < tracks_.size(); ++t) {
    tracks.push_back(tracks_[t].sight(window));
    tracks.back().view.usual_log_odds = usual_log_odds_[t];
    tracks.back().view.weight = fades_[t].weights(window);
  }
  water_.mark(tracks_, window, slope_deg, tracks);
  leave_out(geo::rasterise(area_, grid().crop(window)), tracks);
  return tracks;
}

Image<float> EventGround::power(const Window& window, const std::string& polarisation,
                                Side side) const {
  Image<float> shown(window.size(), std::nanf(""));
  Image<float> left(window.size(), 1);
  bool complete = false;
  for (std::size_t t = 0; t < tracks_.size() && !complete; ++t) {
    const Image<float> weight = fades_[t].weights(window);
    complete = true;
    const Image<float> image = tracks_[t].power(polarisation, side, window);
    for (std::size_t i = 0; i < shown.values().size(); ++i) {
      const float value = image.values()[i];
      float& rest = left.values()[i];
      if (!std::isnan(value) && rest > 0) {
        float& sum = shown.values()[i];
        // What nothing has shown yet is shown whole until something else comes.
        const float share = weight.values().empty() ? 1 : weight.values()[i];
        sum = std::isnan(sum) ? value : sum + rest * (value - sum);
        rest *= 1 - share;
      }
      complete = complete && !(rest > 0);
    }
  }
  return shown;
}

void EventGround::find_usual_log_odds(ThreadPool& threads) {
  const std::vector<Tile> pieces = tiles(grid().size(), kTile, 0);
  std::vector<map::LogOddsHistogram> all(tracks_.size());
  std::mutex mutex;
  threads.parallel_for(static_cast<std::int64_t>(pieces.size()), [&](std::int64_t i) {
    const Window& window = pieces[static_cast<std::size_t>(i)].inner;
    std::vector<map::LogOddsHistogram> part(tracks_.size());
    map::count_shared(views_of(sights(window, slope_deg(window))), part);
    const std::scoped_lock lock(mutex);
    for (std::size_t t = 0; t < all.size(); ++t) all[t].add(part[t]);  // in any order
  });
  for (std::size_t t = 0; t < all.size(); ++t) usual_log_odds_[t] = all[t].median();
}

}  // namespace scarp::pipeline
