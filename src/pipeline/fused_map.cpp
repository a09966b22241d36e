#include "pipeline/fused_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "geo/cog.h"
#include "geo/mask_file.h"
#include "geo/rasterise.h"
#include "geo/warp.h"
#include "pipeline/edge_fade.h"
#include "pipeline/event_water.h"
#include "pipeline/track_files.h"
#include "product/thumbnail.h"

namespace scarp::pipeline {
namespace {

constexpr int kTile = 512;  // as the tiles of the files
constexpr int kPictureEdge = 1600;

/// Everything opened.
struct Fusion {
  const FusionJob& job;
  std::vector<TrackFiles> tracks;
  std::vector<EdgeFade> fades;  // of the tracks
  Grid grid;
  SlopeLayers slopes;
  EventWater water;
  geo::VectorLayer area;

  Fusion(const FusionJob& wanted, ThreadPool& threads, Reporter& reporter)
      : job(wanted),
        tracks(open(wanted, threads)),
        fades(fades_of(tracks, threads)),
        grid(tracks.front().grid()),
        slopes(read_slopes(geo::Dem(wanted.dem, wanted.dem_no_data), grid, reporter)),
        water(wanted.water, tracks, slopes, threads),
        area(geo::transform(wanted.area, grid.crs())) {}

  static std::vector<TrackFiles> open(const FusionJob& job, ThreadPool& threads) {
    std::vector<TrackFiles> files;
    for (std::size_t i = 0; i < job.tracks.size(); ++i) {
      files.emplace_back(job.tracks[i], job.polarisations);
      if (job.rule.evidence == map::Evidence::change) continue;
      // Probabilities are what they are.
      if (!job.calibrated) {
        files.back().move_scores(job.track_thresholds[i], job.thresholds.delineation);
      }
      files.back().find_usual_log_odds(threads);
    }
    return files;
  }

  static std::vector<EdgeFade> fades_of(const std::vector<TrackFiles>& tracks,
                                        ThreadPool& threads) {
    if (tracks.size() == 1) return std::vector<EdgeFade>(1);
    std::vector<EdgeFade> fades;
    for (const TrackFiles& track : tracks) fades.emplace_back(track, threads);
    return fades;
  }
};

/// One tile of the result.
struct FusedTile {
  map::FusedView view;
  Image<std::uint8_t> classes;
  Image<float> slope_deg;
  Image<float> backscatter_db;
  Image<float> standardised;
  product::MeasuredRuns landslides;
};

// Cells that cannot be landslides are none, however much they changed.
Image<std::uint8_t> classes_of(const map::FusedView& view, const Fusion& fusion, const Grid& tile) {
  const FusionJob& job = fusion.job;
  const auto delineation = static_cast<float>(job.thresholds.delineation);
  const auto screening =
      static_cast<float>(job.thresholds.screening.value_or(job.thresholds.delineation));
  Image<float> steepest;
  if (job.min_slope_deg) {
    steepest = geo::warp(fusion.slopes.steepest_near_deg, tile, geo::Resampling::nearest,
                         geo::Apart::empty)
                   .values;
  }
  Image<std::uint8_t> classes(view.score.size());
  for (std::size_t i = 0; i < classes.values().size(); ++i) {
    const float score = view.score.values()[i];
    // Where the terrain model has a hole the gate stays open.
    const bool flat = job.min_slope_deg && steepest.values()[i] < *job.min_slope_deg;
    MapClass found = MapClass::none;
    if (score >= screening && !flat) found = MapClass::possible;
    if (score >= delineation && !flat) found = MapClass::landslide;
    if (std::isnan(score)) found = MapClass::not_assessable;
    classes.values()[i] = static_cast<std::uint8_t>(found);
  }
  return classes;
}

// Of each cell, the value of the track that is surest there.
Image<float> of_surest(const map::FusedView& view, const std::vector<const Image<float>*>& values) {
  Image<float> result(view.score.size(), std::nanf(""));
  for (std::size_t i = 0; i < result.values().size(); ++i) {
    const std::uint8_t track = view.surest.values()[i];
    if (track != map::kNoTrack) result.values()[i] = values[track]->values()[i];
  }
  return result;
}

void measure(const std::vector<TrackTile>& tracks, const Window& window, FusedTile& tile) {
  Image<std::uint8_t> marked(tile.classes.size());
  const auto landslide = static_cast<std::uint8_t>(MapClass::landslide);
  std::transform(tile.classes.values().begin(), tile.classes.values().end(),
                 marked.values().begin(), [=](std::uint8_t one) { return one == landslide; });
  std::vector<Image<float>> owned;
  const std::size_t polarisations = tracks.front().change_db.size();
  owned.reserve(polarisations + tracks.size());
  for (std::size_t p = 0; p < polarisations; ++p) {
    std::vector<const Image<float>*> values;
    for (const TrackTile& track : tracks) values.push_back(&track.change_db[p]);
    owned.push_back(of_surest(tile.view, values));
  }
  for (const TrackTile& track : tracks) {
    Image<float>& seen = owned.emplace_back(tile.classes.size());
    for (std::size_t i = 0; i < seen.values().size(); ++i) {
      seen.values()[i] = track.view.mask.values()[i] == 0 ? 1.0F : 0.0F;
    }
  }
  std::vector<const Image<float>*> quantities{&tile.view.score, &tile.standardised};
  for (std::size_t i = 0; i < owned.size(); ++i) {
    if (i == polarisations) quantities.push_back(&tile.slope_deg);
    quantities.push_back(&owned[i]);
  }
  tile.landslides = product::measure_runs(marked, window.row, window.col, quantities);
}

// Cells outside of the area asked for have no other reason not to be mapped.
void leave_out(const Image<std::uint8_t>& inside, std::vector<TrackTile>& tracks) {
  for (TrackTile& track : tracks) {
    for (std::size_t i = 0; i < inside.values().size(); ++i) {
      if (inside.values()[i] != 0) continue;
      track.view.mask.values()[i] = static_cast<std::uint8_t>(MaskBit::edited);
    }
  }
}

// Of the first track, which fades into the next one at its border, and so on.
Image<float> shown_backscatter(const Fusion& fusion, const std::vector<TrackTile>& tracks,
                               const Window& window) {
  Image<float> shown(window.size(), std::nanf(""));
  Image<float> left(window.size(), 1);
  bool complete = false;
  for (std::size_t t = 0; t < tracks.size() && !complete; ++t) {
    const Image<float>& weight = tracks[t].view.weight;
    complete = true;
    const Image<float> image = fusion.tracks[t].backscatter_db(window);
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

FusedTile make_tile(const Fusion& fusion, const Window& window) {
  const Grid grid = fusion.grid.crop(window);
  FusedTile tile;
  tile.slope_deg =
      geo::warp(fusion.slopes.slope_deg, grid, geo::Resampling::bilinear, geo::Apart::empty).values;
  std::vector<TrackTile> tracks;
  std::vector<map::TrackView> views;
  std::vector<const Image<float>*> changes;
  for (std::size_t t = 0; t < fusion.tracks.size(); ++t) {
    tracks.push_back(fusion.tracks[t].read(window));
    tracks.back().view.weight = fusion.fades[t].weights(window);
  }
  fusion.water.mark(fusion.tracks, window, tile.slope_deg, tracks);
  leave_out(geo::rasterise(fusion.area, grid), tracks);
  for (const TrackTile& track : tracks) {
    views.push_back(track.view);
    changes.push_back(&track.standardised);
  }
  tile.view = map::fuse(views, fusion.job.rule);
  tile.standardised = of_surest(tile.view, changes);
  tile.classes = classes_of(tile.view, fusion, grid);
  tile.backscatter_db = shown_backscatter(fusion, tracks, window);
  measure(tracks, window, tile);
  return tile;
}

geo::CogSpec score_spec(const FusionJob& job, const Grid& grid) {
  const char* meaning = "how clearly a cell changed: a score, not a probability";
  if (job.rule.evidence == map::Evidence::model) {
    meaning = job.calibrated ? "probability of landslide, calibrated on real events"
                             : "how sure the model is of a landslide: a score, not a probability";
  }
  return {.grid = grid,
          .bands = {{job.calibrated ? "probability" : "score", ""}},
          .metadata = {{"SCARP_MEANING", meaning},
                       {"SCARP_THRESHOLD", fmt::format("{}", job.thresholds.delineation)}}};
}

/// The files and sums of a map while it grows, tile by tile from the upper left.
class Gatherer {
 public:
  Gatherer(const FusionJob& job, const Grid& grid, const OutputFolder& out)
      : job_(job),
        score_(out.file(job.calibrated ? "probability.tif" : "score.tif"), score_spec(job, grid)),
        class_(out.file(kClassFile), class_spec(grid)),
        mask_(out.file("mask.tif"), geo::mask_spec(grid)),
        backscatter_(grid.size(), kPictureEdge),
        change_(grid.size(), kPictureEdge) {
    map_.grid = grid;
  }

  /// From any thread.
  void write(const FusedTile& tile, const Window& window) {
    score_.write(1, window.row, window.col, tile.view.score);
    class_.write(1, window.row, window.col, tile.classes);
    mask_.write(1, window.row, window.col, tile.view.mask);
  }

  /// The next tile from left to right.
  void add(const FusedTile& tile, const Window& window) {
    if (window.col == 0) strip_ = {MaskImage(Size{window.rows, map_.grid.cols()}), {}};
    paste(tile.view.mask, strip_.mask, 0, window.col);
    strip_.landslides.push_back(tile.landslides);
    backscatter_.add(window.row, window.col, tile.backscatter_db);
    change_.add(window.row, window.col, signed_score(tile));
    sum_up(tile, window.row);
    if (job_.calibrated) map_.expected.add(tile.view.score, map_.grid, window);
    if (window.col_end() < map_.grid.cols()) return;
    append_runs(strip_.mask, window.row, map_.mask);
    product::append(strip_.landslides, map_.landslides);
  }

  FusedMap finish() {
    score_.finish();
    class_.finish();
    mask_.finish();
    map_.picture_backscatter_db = backscatter_.image();
    map_.picture_change = change_.image();
    map_.picture_step = change_.step();
    return std::move(map_);
  }

 private:
  Image<float> signed_score(const FusedTile& tile) const {
    Image<float> image = tile.view.score;
    const bool change = job_.rule.evidence == map::Evidence::change;
    const auto threshold = static_cast<float>(std::max(job_.thresholds.delineation, 1e-6));
    for (std::size_t i = 0; i < image.values().size(); ++i) {
      image.values()[i] /= threshold;
      if (change && tile.standardised.values()[i] < 0) image.values()[i] *= -1;
    }
    return image;
  }

  void sum_up(const FusedTile& tile, int first_row) {
    for (int row = 0; row < tile.classes.rows(); ++row) {
      const double cell_m2 = map_.grid.cell_area_m2(first_row + row);
      for (int col = 0; col < tile.classes.cols(); ++col) {
        const auto found = static_cast<MapClass>(tile.classes(row, col));
        if (found == MapClass::not_assessable) continue;
        SlopeClassArea& area = map_.areas[slope_class(tile.slope_deg(row, col))];
        area.assessable_m2 += cell_m2;
        if (found != MapClass::none) area.screened_m2 += cell_m2;
        if (found == MapClass::landslide) area.delineated_m2 += cell_m2;
      }
    }
  }

  /// What is put together from the tiles of a strip.
  struct Strip {
    MaskImage mask;
    std::vector<product::MeasuredRuns> landslides;
  };

  const FusionJob& job_;
  FusedMap map_;
  Strip strip_;
  geo::CogWriter score_;
  geo::CogWriter class_;
  geo::CogWriter mask_;
  product::Thumbnail backscatter_;
  product::Thumbnail change_;
};

}  // namespace

std::size_t slope_class(float slope_deg) {
  if (std::isnan(slope_deg)) return kSlopeClasses_deg.size();
  std::size_t index = 0;
  while (index + 1 < kSlopeClasses_deg.size() && slope_deg >= kSlopeClasses_deg[index + 1]) {
    ++index;
  }
  return index;
}

FusedMap fuse_tracks(const FusionJob& job, const OutputFolder& out, ThreadPool& threads,
                     Reporter& reporter) {
  const Fusion fusion(job, threads, reporter);
  const Size size = fusion.grid.size();
  Gatherer map(job, fusion.grid, out);
  Reporter::Stage stage(reporter, "Putting tracks together", size.rows);
  const std::vector<Tile> all = tiles(size, kTile, 0);
  // Few at a time: each holds a dozen images.
  const auto at_once = 4 * static_cast<std::size_t>(threads.threads());
  for (std::size_t first = 0; first < all.size(); first += at_once) {
    std::vector<FusedTile> made(std::min(at_once, all.size() - first));
    threads.parallel_for(static_cast<std::int64_t>(made.size()), [&](std::int64_t i) {
      const auto t = static_cast<std::size_t>(i);
      made[t] = make_tile(fusion, all[first + t].inner);
      map.write(made[t], all[first + t].inner);
    });
    for (std::size_t t = 0; t < made.size(); ++t) {
      const Window& window = all[first + t].inner;
      map.add(made[t], window);
      if (window.col_end() == size.cols) stage.advance(window.rows);
    }
  }
  FusedMap fused = map.finish();
  fused.water_levels_db = fusion.water.levels_db();
  const Grid picture = product::shrunk_grid(fusion.grid, fused.picture_step);
  fused.picture_hillshade =
      geo::warp(fusion.slopes.hillshade, picture, geo::Resampling::bilinear, geo::Apart::empty)
          .values;
  return fused;
}

}  // namespace scarp::pipeline
