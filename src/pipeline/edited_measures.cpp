#include "pipeline/edited_measures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <utility>

#include "core/backscatter.h"
#include "core/coarser.h"
#include "core/error.h"
#include "core/json.h"
#include "core/mask.h"
#include "geo/cog.h"
#include "geo/dem.h"
#include "geo/png.h"
#include "geo/rasterise.h"
#include "pipeline/first_look_rasters.h"
#include "pipeline/origin_note.h"
#include "pipeline/outline_index.h"
#include "pipeline/prediction_files.h"
#include "product/quicklook.h"
#include "product/thumbnail.h"

namespace scarp::pipeline {
namespace fs = std::filesystem;
namespace {

constexpr int kStrip = 512;  // rows, as the tiles of the files
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

std::uint8_t bits_of(float value) {
  return std::isnan(value) ? static_cast<std::uint8_t>(MaskBit::no_data)
                           : static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F));
}

/// What one track says, as far as its first look is still there.
struct TrackRasters {
  std::string label;
  geo::RasterFile score;
  geo::RasterFile change;
  geo::RasterFile mask;
  std::vector<std::optional<int>> change_bands;  ///< by the map's polarisations

  TrackRasters(std::string name, const fs::path& folder, const MappedEvent& map)
      : label(std::move(name)),
        score((folder / kScoreFile).string()),
        change((folder / kChangeFile).string()),
        mask((folder / kMaskFile).string()) {
    for (const std::string& polarisation : map.polarisations) {
      std::optional<int>& found = change_bands.emplace_back();
      for (int band = 1; band <= change.band_count(); ++band) {
        if (change.band(band).description == "change " + polarisation) found = band;
      }
    }
  }

  bool fits(const Grid& grid) const {
    return score.grid().compatible(grid) && change.grid().compatible(grid) &&
           mask.grid().compatible(grid);
  }
};

std::vector<TrackRasters> open_tracks(const MappedEvent& map, Reporter& reporter) {
  std::vector<TrackRasters> tracks;
  for (const auto& track : list_at(map.summary, "/tracks")) {
    const std::string label =
        fmt::format("{} {}", text_at(track, "/pass"),
                    static_cast<int>(number_at(track, "/relative_orbit").value_or(0)));
    const fs::path folder = map.folder / text_at(track, "/first_look");
    if (fs::exists(folder / kChangeFile)) {
      TrackRasters rasters(label, folder, map);
      if (rasters.fits(map.grid)) {
        tracks.push_back(std::move(rasters));
        continue;
      }
    }
    reporter.warn(
        fmt::format("{}: its first look is not in {}: what it saw of outlines drawn by "
                    "hand is not known",
                    label, folder.string()));
  }
  return tracks;
}

// A date after the event, to be looked at.
std::unique_ptr<geo::RasterFile> open_stack(const MappedEvent& map, int& band) {
  const auto tracks = list_at(map.summary, "/tracks");
  const std::string path = tracks.empty() ? "" : text_at(tracks.front(), "/stack");
  if (path.empty() || !fs::exists(map.folder / path)) return nullptr;
  auto stack = std::make_unique<geo::RasterFile>((map.folder / path).string());
  if (!stack->grid().compatible(map.grid)) return nullptr;
  for (band = 1; band <= stack->band_count(); ++band) {
    if (stack->band(band).description.find("_post") != std::string::npos) return stack;
  }
  return nullptr;
}

geo::VectorLayer layer_of(const EditedLandslides& edited, const Grid& grid) {
  geo::VectorLayer layer;
  layer.crs = grid.crs();
  for (const product::MapLandslide& one : edited.landslides) {
    layer.features.push_back({one.outline, {}});
  }
  return layer;
}

// On geographic grids the length of a degree is that at the middle of each part.
double ground_area_m2(const geo::MultiPolygon& outline, const Grid& grid) {
  const double cell = grid.cell_width() * grid.cell_height();
  double area_m2 = 0;
  for (const geo::Polygon& part : outline) {
    Point middle;
    for (const Point p : part.outer) {
      middle.x += p.x / static_cast<double>(part.outer.size());
      middle.y += p.y / static_cast<double>(part.outer.size());
    }
    const double row = std::clamp(grid.to_cell(middle).row, 0.0, grid.rows() - 1.0);
    area_m2 += geo::area(part) * grid.cell_area_m2(static_cast<int>(row)) / cell;
  }
  return area_m2;
}

bool contains_same(const OutlineIndex& index, const product::MapLandslide& one) {
  return index.find(one.outline).has_value();
}

/// Which outlines the map that was edited had as well, and those that are gone.
struct Changes {
  std::vector<bool> as_before;  ///< by landslide
  geo::VectorLayer gone;
};

Changes changes_of(const MappedEvent& map, const EditedLandslides& edited) {
  Changes changes;
  const OutlineIndex before(map.delivered, map.grid);
  for (const product::MapLandslide& one : edited.landslides) {
    changes.as_before.push_back(contains_same(before, one));
  }
  const OutlineIndex now(edited.landslides, map.grid);
  changes.gone.crs = map.grid.crs();
  for (const product::MapLandslide& one : map.delivered) {
    if (!contains_same(now, one)) changes.gone.features.push_back({one.outline, {}});
  }
  return changes;
}

bool touches(const Image<std::uint8_t>& marked, int row, int col) {
  for (int r = std::max(row - 1, 0); r <= std::min(row + 1, marked.rows() - 1); ++r) {
    for (int c = std::max(col - 1, 0); c <= std::min(col + 1, marked.cols() - 1); ++c) {
      if (marked(r, c) != 0) return true;
    }
  }
  return false;
}

geo::CogSpec spec_of_classes(const MappedEvent& map) {
  geo::CogSpec spec = class_spec(map.grid);
  const bool simulated = map.summary.value("simulated", nlohmann::ordered_json()) == true;
  note_origin(texts_at(map.summary, "/model_warnings"), simulation_note(simulated), spec);
  return spec;
}

/// Strip by strip: what is in the outlines, and the class file.
class Measurement {
 public:
  Measurement(const MappedEvent& map, const EditedLandslides& edited,
              const std::optional<Slopes>& slopes, const OutputFolder& out, Reporter& reporter)
      : map_(map),
        slopes_(slopes),
        layer_(layer_of(edited, map.grid)),
        changes_(changes_of(map, edited)),
        tracks_(open_tracks(map, reporter)),
        score_(map.file(map.value + ".tif")),
        class_(map.file(kClassFile)),
        mask_(map.file(kMaskFile)),
        stack_(open_stack(map, stack_band_)),
        classes_(out.file(kClassFile), spec_of_classes(map)),
        backscatter_picture_(map.grid.size(), kPictureEdge),
        change_picture_(map.grid.size(), kPictureEdge),
        threshold_(std::max(
            number_at(map.summary, "/delineation_threshold")
                .value_or(number_at(map.summary, "/machine/delineation_threshold").value_or(0.5)),
            1e-6)) {
    for (const geo::RasterFile* file : {&class_, &mask_}) {
      if (file->grid().compatible(map.grid)) continue;
      throw Error({"lies on another grid than the score", file->path(), "Make the map again"});
    }
    summaries_.resize(quantities(), std::vector<product::Summary>(edited.landslides.size()));
  }

  void add(const Window& strip) {
    const Grid grid = map_.grid.crop(strip);
    const Image<std::int32_t> ids = geo::rasterise_ids(layer_, grid);
    const Image<float> score = score_.read(1, strip);
    append_runs(ids, strip.row, runs_);
    classify(ids, strip);
    MaskImage mask(strip.size());
    const Image<float> bits = mask_.read(1, strip);
    std::transform(bits.values().begin(), bits.values().end(), mask.values().begin(), bits_of);
    append_runs(mask, strip.row, measures_.mask);
    Image<float> slope_deg(strip.size(), kNaN);
    if (slopes_) slope_deg = slopes_->slope_deg(grid);
    sum_up(ids, mask, slope_deg, strip.row);
    std::vector<Image<float>> values{score};
    for (Image<float>& one : of_tracks(strip)) values.push_back(std::move(one));
    values.push_back(std::move(slope_deg));
    for (std::size_t q = 0; q < values.size(); ++q) {
      product::summarise(runs_, strip, values[q], summaries_[q]);
    }
    picture(score, values[1], strip);
  }

  EditedMeasures finish(EditedLandslides& edited) {
    classes_.finish();
    for (std::size_t i = 0; i < edited.landslides.size(); ++i) {
      if (edited.drawn[i]) measure(i, edited.landslides[i]);
    }
    return std::move(measures_);
  }

  void write_picture(const OutputFolder& out) const {
    if (!stack_) return;
    Image<float> hillshade;
    const Grid picture = coarser(map_.grid, change_picture_.step());
    if (slopes_) hillshade = slopes_->hillshade(picture);
    geo::write_png(
        out.file("quicklook.png"),
        product::render_quicklook({backscatter_picture_.image(), change_picture_.image(),
                                   product::shrink(runs_, map_.grid.size(), change_picture_.step()),
                                   hillshade}));
  }

 private:
  // Score, standardised change, change by polarisation, what each track saw, slope.
  std::size_t quantities() const { return 3 + map_.polarisations.size() + tracks_.size(); }

  // Outlines as before have their classes, which at their edges are not those of the outline: it is
  // smooth. What touches an outline that is gone was of the same landslide.
  void classify(const Image<std::int32_t>& ids, const Window& strip) {
    const int first = std::max(strip.row - 1, 0);
    const int end = std::min(strip.row_end() + 1, map_.grid.rows());
    const Image<std::uint8_t> gone =
        geo::rasterise(changes_.gone, map_.grid.crop({first, strip.col, end - first, strip.cols}));
    const Image<float> before = class_.read(1, strip);
    Image<std::uint8_t> classes(strip.size());
    for (int row = 0; row < classes.rows(); ++row) {
      for (int col = 0; col < classes.cols(); ++col) {
        const float was = before(row, col);
        const auto id = static_cast<std::size_t>(ids(row, col));
        const bool landslide = was == static_cast<float>(MapClass::landslide);
        const bool gone_here = landslide && id == 0 && touches(gone, strip.row + row - first, col);
        auto now = MapClass::none;
        if (std::isnan(was)) now = MapClass::not_assessable;
        if (was == static_cast<float>(MapClass::possible)) now = MapClass::possible;
        if (landslide && !gone_here) now = MapClass::landslide;
        if (id != 0 && !changes_.as_before[id - 1]) now = MapClass::landslide;
        classes(row, col) = static_cast<std::uint8_t>(now);
      }
    }
    classes_.write(1, strip.row, strip.col, classes);
  }

  void sum_up(const Image<std::int32_t>& ids, const MaskImage& mask, const Image<float>& slope_deg,
              int first_row) {
    for (int row = 0; row < ids.rows(); ++row) {
      const double cell_m2 = map_.grid.cell_area_m2(first_row + row);
      for (int col = 0; col < ids.cols(); ++col) {
        if (ids(row, col) == 0) continue;
        measures_.landslide_m2[slope_class(slope_deg(row, col))] += cell_m2;
        if (has(mask(row, col), MaskBit::edited)) {
          measures_.outside_landslide_m2 += cell_m2;
        } else if (mask(row, col) != 0) {
          measures_.blind_landslide_m2 += cell_m2;
        }
      }
    }
  }

  // Of each cell, the change that the track with the clearest one saw, then what each track saw.
  std::vector<Image<float>> of_tracks(const Window& strip) const {
    std::vector<Image<float>> changes(1 + map_.polarisations.size(),
                                      Image<float>(strip.size(), kNaN));
    std::vector<Image<float>> seen;
    Image<float> clearest(strip.size(), -1);
    for (const TrackRasters& track : tracks_) {
      const Image<float> score = track.score.read(1, strip);
      const Image<float> mask = track.mask.read(1, strip);
      Image<float>& sees = seen.emplace_back(strip.size());
      std::vector<Image<float>> own{track.change.read(1, strip)};
      for (const std::optional<int>& band : track.change_bands) {
        own.push_back(band ? track.change.read(*band, strip) : Image<float>(strip.size(), kNaN));
      }
      for (std::size_t i = 0; i < sees.values().size(); ++i) {
        if (bits_of(mask.values()[i]) != 0) continue;
        sees.values()[i] = 1;
        if (!(score.values()[i] > clearest.values()[i])) continue;
        clearest.values()[i] = score.values()[i];
        for (std::size_t q = 0; q < own.size(); ++q) {
          changes[q].values()[i] = own[q].values()[i];
        }
      }
    }
    for (Image<float>& one : seen) changes.push_back(std::move(one));
    return changes;
  }

  void picture(const Image<float>& score, const Image<float>& standardised, const Window& strip) {
    Image<float> change = score;
    for (std::size_t i = 0; i < change.values().size(); ++i) {
      change.values()[i] /= static_cast<float>(threshold_);
      if (standardised.values()[i] < 0) change.values()[i] *= -1;
    }
    change_picture_.add(strip.row, 0, change);
    if (!stack_) return;
    Image<float> backscatter_db = stack_->read(stack_band_, strip);
    for (float& value : backscatter_db.values()) {
      if (std::isnan(value)) continue;
      value = static_cast<float>(to_decibel(value, BackscatterUnit::power));
    }
    backscatter_picture_.add(strip.row, 0, backscatter_db);
  }

  void measure(std::size_t index, product::MapLandslide& landslide) const {
    landslide.area_m2 = ground_area_m2(landslide.outline, map_.grid);
    landslide.mean_score = product::known(summaries_[0][index].mean());
    landslide.max_score = product::known(summaries_[0][index].maximum());
    const double change = summaries_[1][index].mean();
    if (landslide.direction.empty() && !std::isnan(change))
      landslide.direction = change < 0 ? "darker" : "brighter";
    std::size_t q = 2;
    landslide.mean_change_db.clear();
    for (std::size_t p = 0; p < map_.polarisations.size(); ++p) {
      landslide.mean_change_db.push_back(product::known(summaries_[q++][index].mean()));
    }
    std::string seen_by;
    for (const TrackRasters& track : tracks_) {
      if (!(summaries_[q++][index].mean() >= kSeenShare)) continue;
      if (!seen_by.empty()) seen_by += ", ";
      seen_by += track.label;
    }
    if (landslide.seen_by.empty()) landslide.seen_by = seen_by;
    landslide.mean_slope_deg = product::known(summaries_[q][index].mean());
  }

  const MappedEvent& map_;
  const std::optional<Slopes>& slopes_;
  geo::VectorLayer layer_;
  Changes changes_;
  std::vector<TrackRasters> tracks_;
  geo::RasterFile score_;
  geo::RasterFile class_;
  geo::RasterFile mask_;
  int stack_band_ = 1;
  std::unique_ptr<geo::RasterFile> stack_;
  geo::CogWriter classes_;
  product::Thumbnail backscatter_picture_;
  product::Thumbnail change_picture_;
  double threshold_;
  Runs runs_;
  std::vector<std::vector<product::Summary>> summaries_;
  EditedMeasures measures_;
};

std::optional<Slopes> slopes_of(const TerrainFile& dem, const Grid& grid, ThreadPool& threads,
                                Reporter& reporter) {
  std::error_code error;
  if (!dem.path.empty() && fs::exists(dem.path, error)) {
    return Slopes(dem.path, dem.no_data, grid, threads, reporter);
  }
  reporter.warn(
      fmt::format("the terrain model of the map, {}, is not there: slopes are not known. "
                  "--dem names one",
                  dem.path));
  return std::nullopt;
}

}  // namespace

EditedMeasures measure_edited(const MappedEvent& map, const TerrainFile& dem,
                              EditedLandslides& edited, const OutputFolder& out,
                              ThreadPool& threads, Reporter& reporter) {
  const std::optional<Slopes> slopes = slopes_of(dem, map.grid, threads, reporter);
  Measurement measurement(map, edited, slopes, out, reporter);
  const Size size = map.grid.size();
  Reporter::Stage stage(reporter, "Measuring what was edited", size.rows);
  for (const Tile& strip : strips(size, kStrip, 0)) {
    measurement.add(strip.inner);
    stage.advance(strip.inner.rows);
  }
  EditedMeasures measures = measurement.finish(edited);
  product::place_middles(edited.landslides, map.grid.crs());
  measurement.write_picture(out);
  return measures;
}

}  // namespace scarp::pipeline
