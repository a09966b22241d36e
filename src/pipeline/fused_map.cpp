#include "pipeline/fused_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "core/backscatter.h"
#include "core/coarser.h"
#include "geo/cog.h"
#include "geo/mask_file.h"
#include "pipeline/backscatter_mosaic.h"
#include "pipeline/event_ground.h"
#include "pipeline/origin_note.h"
#include "product/thumbnail.h"

namespace scarp::pipeline {
namespace {

constexpr int kTile = 512;  // as the tiles of the files

/// One tile of the result.
struct FusedTile {
  map::FusedView view;
  Image<float> probability;  ///< of calibrated models
  Image<std::uint8_t> classes;
  Image<float> slope_deg;
  Image<float> backscatter_db;
  Image<float> standardised;
  product::MeasuredRuns landslides;
};

// Cells that cannot be landslides are none, however much they changed.
Image<std::uint8_t> classes_of(const map::FusedView& view, const FusionJob& job,
                               const EventGround& ground, const Grid& tile) {
  const auto delineation = static_cast<float>(job.thresholds.delineation);
  const auto screening =
      static_cast<float>(job.thresholds.screening.value_or(job.thresholds.delineation));
  Image<float> steepest;
  if (job.min_slope_deg) {
    steepest = ground.slopes().steepest_near_deg(tile);
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

// The mean of the tracks that see a cell: unlike what is put together it is right on the average
// where those of the tracks are.
Image<float> mean_probability(const std::vector<TrackSight>& tracks) {
  Image<float> mean(tracks.front().as_written.size());
  for (std::size_t i = 0; i < mean.values().size(); ++i) {
    int seeing = 0;
    for (const TrackSight& track : tracks) {
      if (!map::sees(track.view, i)) continue;
      mean.values()[i] += track.as_written.values()[i];
      ++seeing;
    }
    mean.values()[i] /= static_cast<float>(seeing);  // NaN where none sees
  }
  return mean;
}

void measure(const std::vector<TrackSight>& sights, const std::vector<TrackChange>& changes,
             const Window& window, FusedTile& tile) {
  Image<std::uint8_t> marked(tile.classes.size());
  const auto landslide = static_cast<std::uint8_t>(MapClass::landslide);
  std::transform(tile.classes.values().begin(), tile.classes.values().end(),
                 marked.values().begin(), [=](std::uint8_t one) { return one == landslide; });
  std::vector<Image<float>> owned;
  const std::size_t polarisations = changes.front().change_db.size();
  owned.reserve(polarisations + sights.size());
  for (std::size_t p = 0; p < polarisations; ++p) {
    std::vector<const Image<float>*> values;
    for (const TrackChange& change : changes) values.push_back(&change.change_db[p]);
    owned.push_back(of_surest(tile.view, values));
  }
  for (const TrackSight& sight : sights) {
    Image<float>& seen = owned.emplace_back(tile.classes.size());
    for (std::size_t i = 0; i < seen.values().size(); ++i) {
      seen.values()[i] = sight.view.mask.values()[i] == 0 ? 1.0F : 0.0F;
    }
  }
  std::vector<const Image<float>*> quantities{&tile.view.score, &tile.standardised};
  for (std::size_t i = 0; i < owned.size(); ++i) {
    if (i == polarisations) quantities.push_back(&tile.slope_deg);
    quantities.push_back(&owned[i]);
  }
  tile.landslides = product::measure_runs(marked, window.row, window.col, quantities);
}

Image<float> in_decibel(Image<float> power) {
  for (float& value : power.values()) {
    if (std::isnan(value)) continue;
    value = static_cast<float>(to_decibel(value, BackscatterUnit::power));
  }
  return power;
}

// The one that most eyes are used to.
const std::string& shown(const std::vector<std::string>& polarisations) {
  const auto found = std::find_if(polarisations.begin(), polarisations.end(),
                                  [](const auto& one) { return one == "VV" || one == "HH"; });
  return found == polarisations.end() ? polarisations.front() : *found;
}

FusedTile make_tile(const FusionJob& job, const EventGround& ground, const Window& window) {
  FusedTile tile;
  tile.slope_deg = ground.slope_deg(window);
  const std::vector<TrackSight> sights = ground.sights(window, tile.slope_deg);
  tile.view = map::fuse(views_of(sights), job.rule);
  if (job.calibrated) tile.probability = mean_probability(sights);
  std::vector<TrackChange> changes;
  for (const TrackFiles& files : ground.tracks()) changes.push_back(files.change(window));
  std::vector<const Image<float>*> standardised;
  for (const TrackChange& change : changes) standardised.push_back(&change.standardised);
  tile.standardised = of_surest(tile.view, standardised);
  tile.classes = classes_of(tile.view, job, ground, ground.grid().crop(window));
  tile.backscatter_db = in_decibel(ground.power(window, shown(job.polarisations), Side::after));
  measure(sights, changes, window, tile);
  return tile;
}

geo::CogSpec score_spec(const FusionJob& job, const Grid& grid) {
  const char* meaning = "how clearly a cell changed: a score, not a probability";
  if (job.rule.evidence == map::Evidence::model) {
    meaning = value_name(job) == "probability"
                  ? "probability of landslide, calibrated on real events"
                  : "how sure the model is of a landslide: a score, not a probability";
  }
  return {.grid = grid,
          .bands = {{value_name(job), ""}},
          .metadata = {{"SCARP_MEANING", meaning},
                       {"SCARP_THRESHOLD", fmt::format("{}", job.thresholds.delineation)}}};
}

geo::CogSpec marked(geo::CogSpec spec, const FusionJob& job) {
  note_origin(job.model_warnings, simulation_note(job.simulated), spec);
  return spec;
}

/// The files and sums of a map while it grows, tile by tile from the upper left.
class Gatherer {
 public:
  Gatherer(const FusionJob& job, const Grid& grid, const OutputFolder& out)
      : job_(job),
        score_(out.file(value_name(job) + ".tif"), marked(score_spec(job, grid), job)),
        class_(out.file(kClassFile), marked(class_spec(grid), job)),
        mask_(out.file("mask.tif"), marked(geo::mask_spec(grid), job)),
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
    if (job_.calibrated) map_.expected.add(tile.probability, map_.grid, window);
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

std::string value_name(const FusionJob& job) {
  return job.calibrated && job.tracks.size() == 1 ? "probability" : "score";
}

nlohmann::ordered_json edges_of_slope_class(std::size_t index) {
  using Json = nlohmann::ordered_json;
  const bool edges = index < kSlopeClasses_deg.size();
  const bool last = index + 1 >= kSlopeClasses_deg.size();
  return {{"from_deg", edges ? Json(kSlopeClasses_deg[index]) : Json()},
          {"to_deg", last ? Json() : Json(kSlopeClasses_deg[index + 1])}};
}

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
  const EventGround ground(job, threads, reporter);
  const Size size = ground.grid().size();
  Gatherer map(job, ground.grid(), out);
  Reporter::Stage stage(reporter, "Putting tracks together", size.rows);
  const std::vector<Tile> all = tiles(size, kTile, 0);
  // Few at a time: each holds a dozen images.
  const auto at_once = 4 * static_cast<std::size_t>(threads.threads());
  for (std::size_t first = 0; first < all.size(); first += at_once) {
    std::vector<FusedTile> made(std::min(at_once, all.size() - first));
    threads.parallel_for(static_cast<std::int64_t>(made.size()), [&](std::int64_t i) {
      const auto t = static_cast<std::size_t>(i);
      made[t] = make_tile(job, ground, all[first + t].inner);
      map.write(made[t], all[first + t].inner);
    });
    for (std::size_t t = 0; t < made.size(); ++t) {
      const Window& window = all[first + t].inner;
      map.add(made[t], window);
      if (window.col_end() == size.cols) stage.advance(window.rows);
    }
  }
  FusedMap fused = map.finish();
  write_backscatter_mosaics(ground, job, out, threads);
  fused.water_levels_db = ground.water().levels_db();
  const Grid picture = coarser(ground.grid(), fused.picture_step);
  fused.picture_hillshade = ground.slopes().hillshade(picture);
  return fused;
}

}  // namespace scarp::pipeline
