#include "pipeline/event_water.h"

#include <mutex>

#include "change/water.h"
#include "geo/crs.h"
#include "geo/rasterise.h"
#include "geo/warp.h"

namespace scarp::pipeline {
namespace {

constexpr int kTile = 512;

bool flat(float slope_deg) { return !(slope_deg >= change::kSteepestWater_deg); }

change::LevelHistogram flat_ground(const TrackFiles& track, const Slopes& slopes,
                                   ThreadPool& threads) {
  const std::vector<Tile> pieces = tiles(track.grid().size(), kTile, 0);
  change::LevelHistogram all;
  std::mutex mutex;
  threads.parallel_for(static_cast<std::int64_t>(pieces.size()), [&](std::int64_t i) {
    const Window& window = pieces[static_cast<std::size_t>(i)].inner;
    const Image<float> level_db = track.level_before_db(window);
    const Image<float> slope_deg = slopes.slope_deg(track.grid().crop(window));
    change::LevelHistogram part;
    for (std::size_t cell = 0; cell < level_db.values().size(); ++cell) {
      if (flat(slope_deg.values()[cell])) part.add(level_db.values()[cell]);
    }
    const std::scoped_lock lock(mutex);
    all.add(part);  // of whole numbers: in any order
  });
  return all;
}

}  // namespace

EventWater::EventWater(const std::string& given, const std::vector<TrackFiles>& tracks,
                       const Slopes& slopes, ThreadPool& threads)
    : levels_db_(tracks.size()) {
  if (given.empty()) {
    for (std::size_t t = 0; t < tracks.size(); ++t) {
      levels_db_[t] = change::water_level_db(flat_ground(tracks[t], slopes, threads));
    }
  } else if (geo::is_vector_file(given)) {
    polygons_ = geo::transform(geo::read_polygons(given), tracks.front().grid().crs());
  } else {
    raster_ = std::make_unique<geo::RasterFile>(given);
    raster_->require_georeference();
  }
}

Image<std::uint8_t> EventWater::given_on(const Grid& grid) const {
  if (polygons_) return geo::rasterise(*polygons_, grid);
  Image<std::uint8_t> water(grid.size());
  if (!raster_) return water;
  const Image<float> values =
      geo::warp(*raster_, 1, grid, geo::Resampling::nearest, geo::Apart::empty).values;
  for (std::size_t i = 0; i < water.values().size(); ++i) {
    const float value = values.values()[i];
    water.values()[i] = value == value && value != 0 ? 1 : 0;  // no NaN
  }
  return water;
}

void EventWater::mark(const std::vector<TrackFiles>& files, const Window& window,
                      const Image<float>& slope_deg, std::vector<TrackSight>& tracks) const {
  const Image<std::uint8_t> known = given_on(files.front().grid().crop(window));
  for (std::size_t t = 0; t < tracks.size(); ++t) {
    TrackSight& track = tracks[t];
    Image<float> level_db;
    const std::optional<double> level = levels_db_[t];
    if (level) level_db = files[t].level_before_db(window);
    for (std::size_t i = 0; i < track.dark.values().size(); ++i) {
      std::uint8_t& mask = track.view.mask.values()[i];
      const bool is_flat = flat(slope_deg.values()[i]);
      const bool dark = track.dark.values()[i] != 0;
      if (known.values()[i] != 0) set(mask, MaskBit::water);
      if (level && is_flat && level_db.values()[i] <= *level) {
        set(mask, MaskBit::estimated_water);
      }
      // At the noise floor a change means nothing, and a slope there is no water. A model may know
      // better of slopes.
      if (dark && is_flat) set(mask, given() ? MaskBit::water : MaskBit::estimated_water);
      if (dark && !is_flat && !files[t].predicted()) set(mask, MaskBit::water);
    }
  }
}

}  // namespace scarp::pipeline
