#include "stack/assemble.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "core/error.h"
#include "dataset/json.h"
#include "geo/cog.h"
#include "geo/dem_survey.h"
#include "geo/mask_file.h"
#include "geo/simulated.h"
#include "geo/warp.h"
#include "sar/speckle_filter.h"
#include "stack/acquisitions.h"
#include "stack/band_list.h"
#include "stack/band_metadata.h"
#include "stack/date_shifts.h"
#include "stack/resample.h"
#include "stack/scenes.h"
#include "stack/shift_report.h"
#include "stack/stack_file.h"
#include "stack/terrain_band.h"

namespace scarp::stack {
namespace {

constexpr int kTile = 512;  // as the tiles of the files written
constexpr int kFilterRadius = 3;
constexpr double kTerrainReach_m = 100;  // around the grid
constexpr const char* kShiftsFile = "shifts.csv";
constexpr const char* kShiftItem = "SCARP_SHIFT";

/// A scene and how far its features lie down and right of their place.
struct PlannedScene {
  const Scene* scene = nullptr;
  double rows = 0;
  double cols = 0;
};

/// A band of the stack and where its values come from.
struct PlannedBand {
  dataset::Band band;
  BandRequest::Kind kind = BandRequest::Kind::backscatter;
  std::vector<PlannedScene> scenes;  // of backscatter: one, or those whose mean it is
};

struct PlannedMask {
  geo::RasterFile file;
  double rows = 0;  // as of scenes
  double cols = 0;
};

/// Everything opened and decided.
struct Plan {
  Scenes scenes;
  std::unique_ptr<geo::Dem> dem;
  std::vector<PlannedMask> masks;
  Grid grid;
  BackscatterUnit unit = BackscatterUnit::power;
  bool multitemporal_filter = false;
  std::vector<PlannedBand> bands;
};

PlannedBand plan_band(const BandRequest& request, const Plan& plan) {
  const std::string unit = request.kind == BandRequest::Kind::height ? "m" : "degree";
  PlannedBand planned{{request.name, unit, "", "", std::nullopt}, request.kind};
  if (request.kind != BandRequest::Kind::backscatter) {
    if (plan.dem) return planned;
    throw Error({fmt::format("{} is asked for, but there is no terrain model", request.name),
                 "--bands", "Give it with --dem"},
                Fault::usage);
  }
  for (const Scene* scene : find_scenes(plan.scenes, request)) planned.scenes.push_back({scene});
  const Scene& scene = *planned.scenes.back().scene;
  planned.band = {request.name, name_of(plan.unit), scene.polarisation, scene.pass, scene.time};
  if (planned.scenes.size() > 1) planned.band.time.reset();
  return planned;
}

geo::RasterFile open_georeferenced(const std::string& path) {
  geo::RasterFile file(path);
  file.require_georeference();
  return file;
}

Plan make_plan(const AssembleOptions& options) {
  Plan plan;
  plan.scenes = open_scenes(options.before, options.after, options.units);
  if (!options.dem.empty()) {
    plan.dem = std::make_unique<geo::Dem>(options.dem, options.dem_no_data);
  }
  for (const std::string& mask : options.masks) plan.masks.push_back({open_georeferenced(mask)});
  plan.grid = target_grid(plan.scenes, options.grid);
  plan.unit = options.as;
  plan.multitemporal_filter = options.multitemporal_filter;
  const std::vector<BandRequest> requests =
      options.bands.empty() ? every_band(count_dates(plan.scenes), plan.dem != nullptr)
                            : parse_band_list(options.bands);
  for (const BandRequest& request : requests) plan.bands.push_back(plan_band(request, plan));
  return plan;
}

template <typename File>
void require_touch(const File& file, const Grid& grid) {
  if (geo::touch(file.grid(), grid)) return;
  throw Error({"does not cover any of the area wanted", file.path(),
               "Choose a raster of that area, or check its coordinate reference system"});
}

void require_common_ground(const Plan& plan) {
  for (const auto& file : plan.scenes.files) require_touch(*file, plan.grid);
  if (plan.dem) require_touch(*plan.dem, plan.grid);
  for (const PlannedMask& mask : plan.masks) require_touch(mask.file, plan.grid);
}

void check_terrain(const Plan& plan, ThreadPool& threads, Reporter& reporter) {
  if (!plan.dem) return;
  geo::warn_of_gaps(geo::survey(*plan.dem, plan.grid, kTerrainReach_m, threads), plan.dem->path(),
                    reporter);
}

void record_inputs(const Plan& plan, const AssembleOptions& options, const OutputFolder& out,
                   RunRecord& record) {
  const auto input = [&](const char* role, const std::string& path) {
    if (path.empty()) return;
    out.require_not_replaced(path);
    record.input(role, path);
  };
  for (const auto& file : plan.scenes.files) input("backscatter", file->path());
  input("dem", options.dem);
  for (const std::string& mask : options.masks) input("mask", mask);
  input("grid", options.grid.like);
}

bool is_of(const PlannedScene& planned, const Acquisition& acquisition) {
  return std::find(acquisition.begin(), acquisition.end(), planned.scene) != acquisition.end();
}

// Names of the bands that an acquisition gave, or gave to.
std::vector<std::string> bands_of(const Plan& plan, const Acquisition& acquisition) {
  std::vector<std::string> names;
  for (const PlannedBand& band : plan.bands) {
    const bool gave = std::any_of(band.scenes.begin(), band.scenes.end(),
                                  [&](const auto& one) { return is_of(one, acquisition); });
    if (gave) names.push_back(band.band.name);
  }
  return names;
}

// All that was taken at once moves at once.
void correct(Plan& plan, const Acquisition& acquisition, const Shift& shift) {
  for (PlannedBand& band : plan.bands) {
    for (PlannedScene& one : band.scenes) {
      if (!is_of(one, acquisition)) continue;
      one.rows = shift.rows;
      one.cols = shift.cols;
    }
  }
  const std::optional<Utc> time = time_of(acquisition);
  for (PlannedMask& mask : plan.masks) {
    const std::optional<Utc> own = acquisition_time(mask.file, 1);
    if (!time || !own || !taken_at_once(*time, *own)) continue;
    mask.rows = shift.rows;
    mask.cols = shift.cols;
  }
}

std::string why_unknown(const Shift& shift) {
  if (shift.windows_tried < kLeastWindows) return "the area is too small";
  if (shift.windows_used < kLeastWindows) {
    return fmt::format("{} of {} windows correlate", shift.windows_used, shift.windows_tried);
  }
  return fmt::format("its windows scatter, ± {:.2f} cells", shift.error_cells);
}

void warn_unknown(const MeasuredShift& measured, const std::string& label, Reporter& reporter) {
  reporter.warn(fmt::format("{}{}the shift of {} cannot be told: {}", label,
                            label.empty() ? "" : ": ", fmt::join(measured.bands, ", "),
                            why_unknown(measured.shift)));
}

std::vector<MeasuredShift> measure_shifts(Plan& plan, const AssembleOptions& options,
                                          ThreadPool& threads, Reporter& reporter) {
  std::vector<const Scene*> scenes;
  for (const PlannedBand& band : plan.bands) {
    for (const PlannedScene& one : band.scenes) {
      if (std::find(scenes.begin(), scenes.end(), one.scene) == scenes.end()) {
        scenes.push_back(one.scene);
      }
    }
  }
  const std::vector<Acquisition> dates = acquisitions(plan.scenes, scenes);
  Reporter::Stage stage(reporter, "measuring shifts", static_cast<std::int64_t>(dates.size()));
  std::vector<MeasuredShift> shifts;
  for (const DateShift& found :
       measure_date_shifts(dates, plan.grid, {options.shift, options.least_correction_cells},
                           threads, [&] { stage.advance(); })) {
    shifts.push_back({bands_of(plan, dates[found.date]), bands_of(plan, dates[found.reference]),
                      found.shift, found.outcome});
    if (found.outcome == ShiftOutcome::unknown) {
      warn_unknown(shifts.back(), options.label, reporter);
    }
    if (found.outcome == ShiftOutcome::corrected) correct(plan, dates[found.date], found.shift);
  }
  return shifts;
}

// What became of the shifts, into the bands that were measured.
void tag_shifts(const std::vector<MeasuredShift>& shifts, geo::CogSpec& spec) {
  for (const MeasuredShift& measured : shifts) {
    for (geo::BandSpec& band : spec.bands) {
      const auto& names = measured.bands;
      if (std::find(names.begin(), names.end(), band.description) == names.end()) continue;
      band.metadata.emplace_back(kShiftItem, tag_of(measured));
    }
  }
}

// Where the features of a tile lie in a band or mask.
template <typename Planned>
Grid place_of(const Planned& planned, const Grid& tile) {
  const bool stays = planned.rows == 0 && planned.cols == 0;
  return stays ? tile : moved(tile, planned.rows, planned.cols);
}

// Linear power of the dates that have data in a cell, summed and counted.
void add_date(const Image<float>& date, Image<float>& sum, Image<float>& count) {
  for (std::size_t i = 0; i < sum.values().size(); ++i) {
    if (std::isnan(date.values()[i])) continue;
    sum.values()[i] += date.values()[i];
    count.values()[i] += 1;
  }
}

// Backscatter as linear power; a mean is that of the dates that have data.
Image<float> resampled(const PlannedBand& band, const Plan& plan, const Grid& tile) {
  if (band.scenes.empty()) return terrain_band(*plan.dem, band.kind, tile);
  const auto date = [&](const PlannedScene& one) {
    return resample(*one.scene, one.scene->path(), place_of(one, tile), geo::Resampling::bilinear);
  };
  if (band.scenes.size() == 1) return date(band.scenes.front());
  Image<float> sum(tile.size());
  Image<float> count(tile.size());
  for (const PlannedScene& one : band.scenes) add_date(date(one), sum, count);
  for (std::size_t i = 0; i < sum.values().size(); ++i) sum.values()[i] /= count.values()[i];
  return sum;
}

// Of each polarisation by itself.
void filter_dates(const Plan& plan, std::vector<Image<float>>& images) {
  std::map<std::string, std::vector<std::size_t>> series;
  for (std::size_t b = 0; b < plan.bands.size(); ++b) {
    const std::string& polarisation = plan.bands[b].band.polarisation;
    if (!polarisation.empty()) series[polarisation].push_back(b);
  }
  for (const auto& [polarisation, bands] : series) {
    std::vector<Image<float>> dates;
    for (const std::size_t b : bands) dates.push_back(std::move(images[b]));
    dates = sar::multitemporal(dates, kFilterRadius);
    for (std::size_t k = 0; k < bands.size(); ++k) images[bands[k]] = std::move(dates[k]);
  }
}

// The bands of the stack in `window`.
std::vector<Image<float>> values_of(const Plan& plan, const Window& window) {
  const int halo = plan.multitemporal_filter ? kFilterRadius : 0;
  const Window padded = grow(window, halo, plan.grid.size());
  const Grid tile = plan.grid.crop(padded);
  std::vector<Image<float>> images;
  for (const PlannedBand& band : plan.bands) images.push_back(resampled(band, plan, tile));
  if (plan.multitemporal_filter) filter_dates(plan, images);
  const Window inner{window.row - padded.row, window.col - padded.col, window.rows, window.cols};
  for (std::size_t b = 0; b < images.size(); ++b) {
    if (halo > 0) images[b] = crop(images[b], inner);
    if (plan.bands[b].scenes.empty()) continue;
    for (float& value : images[b].values()) value = from_power(value, plan.unit);
  }
  return images;
}

// The bits of all masks.
MaskImage common_mask(const std::vector<PlannedMask>& masks, const Grid& grid) {
  MaskImage common(grid.size());
  for (const PlannedMask& planned : masks) {
    const MaskImage mask = geo::read_mask(planned.file, place_of(planned, grid));
    for (std::size_t i = 0; i < mask.values().size(); ++i) {
      common.values()[i] |= mask.values()[i];
    }
  }
  return common;
}

/// Cells with data.
struct Counts {
  std::vector<std::atomic<std::int64_t>> bands;
  std::atomic<std::int64_t> assessable{0};

  explicit Counts(std::size_t band_count) : bands(band_count) {}
};

void write_tile(const Plan& plan, const Window& window, geo::CogWriter& stack,
                geo::CogWriter& mask_file, Counts& counts) {
  MaskImage mask = common_mask(plan.masks, plan.grid.crop(window));
  const std::vector<Image<float>> images = values_of(plan, window);
  for (std::size_t b = 0; b < images.size(); ++b) {
    const Image<float>& image = images[b];
    std::int64_t known = 0;
    for (std::size_t i = 0; i < image.values().size(); ++i) {
      if (std::isnan(image.values()[i])) {
        set(mask.values()[i], MaskBit::no_data);
      } else {
        ++known;
      }
    }
    counts.bands[b] += known;
    stack.write(static_cast<int>(b) + 1, window.row, window.col, image);
  }
  counts.assessable += std::count(mask.values().begin(), mask.values().end(), 0);
  mask_file.write(1, window.row, window.col, mask);
}

void require_data(const Plan& plan, const Counts& counts) {
  for (std::size_t b = 0; b < plan.bands.size(); ++b) {
    if (counts.bands[b] > 0) continue;
    const PlannedBand& band = plan.bands[b];
    throw Error(
        {fmt::format("has no data anywhere on the grid of the stack, for {}", band.band.name),
         band.scenes.empty() ? plan.dem->path() : band.scenes.front().scene->path(),
         "Give one that covers the area"});
  }
}

void note_facts(const Plan& plan, const Counts& counts, RunRecord& record, Reporter& reporter) {
  const auto cells = static_cast<double>(plan.grid.size().cells());
  nlohmann::ordered_json shares = nlohmann::ordered_json::object();
  std::vector<dataset::Band> bands;
  for (std::size_t b = 0; b < plan.bands.size(); ++b) {
    bands.push_back(plan.bands[b].band);
    shares[bands.back().name] = static_cast<double>(counts.bands[b]) / cells;
  }
  record.fact("bands", dataset::json_of(bands));
  record.fact("crs", plan.grid.crs()->name);
  record.fact("cell_size_m", plan.grid.cell_size_m());
  record.fact("rows", plan.grid.rows());
  record.fact("cols", plan.grid.cols());
  record.fact("share_with_data", shares);
  record.fact("share_assessable", static_cast<double>(counts.assessable) / cells);
  if (counts.assessable == 0) {
    reporter.warn("no cell has data in every band and a clean mask");
  }
}

// What scenes say of having been simulated, which the stack says too.
std::string simulated_by(const Plan& plan) {
  for (const auto& file : plan.scenes.files) {
    const auto item = file->metadata().find(geo::kSimulatedItem);
    if (item != file->metadata().end()) return item->second;
  }
  return {};
}

}  // namespace

std::vector<MeasuredShift> assemble(const AssembleOptions& options, OutputFolder& out,
                                    RunRecord& record, ThreadPool& threads, Reporter& reporter) {
  Plan plan = make_plan(options);
  require_common_ground(plan);
  record_inputs(plan, options, out, record);
  check_terrain(plan, threads, reporter);

  std::vector<MeasuredShift> shifts;
  if (options.shift != ShiftHandling::none) {
    shifts = measure_shifts(plan, options, threads, reporter);
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const MeasuredShift& shift : shifts) list.push_back(json_of(shift));
    record.fact("shifts", list);
    write_text(out.file(kShiftsFile), windows_csv(shifts, plan.grid));
  }

  std::vector<dataset::Band> bands;
  for (const PlannedBand& band : plan.bands) bands.push_back(band.band);
  geo::CogSpec spec = stack_spec(plan.grid, bands);
  tag_shifts(shifts, spec);
  if (const std::string simulated = simulated_by(plan); !simulated.empty()) {
    spec.metadata.emplace_back(geo::kSimulatedItem, simulated);
  }
  geo::CogWriter stack(out.file(kStackFile), spec);
  geo::CogWriter mask(out.file(kStackMaskFile), geo::mask_spec(plan.grid));
  Counts counts(plan.bands.size());
  const std::vector<Tile> work = tiles(plan.grid.size(), kTile, 0);
  {
    Reporter::Stage stage(reporter, "stacking", static_cast<std::int64_t>(work.size()));
    threads.parallel_for(static_cast<std::int64_t>(work.size()), [&](std::int64_t i) {
      write_tile(plan, work[static_cast<std::size_t>(i)].inner, stack, mask, counts);
      stage.advance();
    });
  }
  require_data(plan, counts);
  stack.finish();
  mask.finish();
  note_facts(plan, counts, record, reporter);
  return shifts;
}

}  // namespace scarp::stack
