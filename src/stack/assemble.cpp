#include "stack/assemble.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <utility>

#include "core/error.h"
#include "dataset/json.h"
#include "geo/cog.h"
#include "geo/dem_survey.h"
#include "geo/mask_file.h"
#include "geo/simulated.h"
#include "geo/warp.h"
#include "sar/speckle_filter.h"
#include "stack/plan.h"
#include "stack/plan_shifts.h"
#include "stack/resample.h"
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
