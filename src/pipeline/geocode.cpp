#include "pipeline/geocode.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include "core/error.h"
#include "core/shared_text.h"
#include "core/text.h"
#include "geo/map_projection.h"
#include "pipeline/dem_datum.h"
#include "pipeline/dem_heights.h"
#include "pipeline/dem_relief.h"
#include "pipeline/height_check.h"
#include "pipeline/pass_slices.h"
#include "sar/looks.h"

namespace scarp::pipeline {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::ordered_json;

LayerInfo layer_info(const sar::Pass& pass, const GeocodeOptions& options,
                     std::vector<std::string> wanted) {
  const sar::Product& first = *pass.slices().front().product;
  const Utc start = first.epoch.plus_seconds(first.image.first_azimuth_time_s);
  std::string time = start.text().substr(0, 19);  // without decimals
  std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
  const std::string prefix = fmt::format("{}-{}-{}-{:06d}", first.identity.satellite,
                                         first.identity.mode, time, first.identity.absolute_orbit);
  return {lower(prefix), std::move(wanted),   options.quantity,
          start,         first.identity.pass, first.identity.simulated};
}

Json describe(const Grid& grid) {
  const Bounds box = grid.bounds();
  return {{"crs", grid.crs()->name},
          {"cell", grid.cell_width()},
          {"rows", grid.rows()},
          {"cols", grid.cols()},
          {"bounds", {box.min_x, box.min_y, box.max_x, box.max_y}}};
}

// What became of the thermal noise of each scene and polarisation.
void record_radiometry(const sar::Pass& pass, const sar::RadiometryOptions& options,
                       RunRecord& record, Reporter& reporter) {
  const sar::PassReader reader(pass, options);
  Json noise = Json::array();
  for (std::size_t s = 0; s < pass.slices().size(); ++s) {
    const std::string& name = pass.slices()[s].product->identity.name;
    Json scene{{"scene", name}};
    for (std::size_t i = 0; i < options.polarisations.size(); ++i) {
      const sar::Denoising done = reader.denoising(s, i);
      scene[options.polarisations[i]] = sar::name_of(done);
      if (done != sar::Denoising::no_data) continue;
      reporter.warn(
          fmt::format("{} has no noise data for {}: it is not denoised, and dark ground "
                      "comes out too bright",
                      name, options.polarisations[i]));
    }
    noise.push_back(std::move(scene));
  }
  record.fact("thermal_noise", std::move(noise));
}

const char* rule_name(sar::GroundRangeRule rule) {
  return rule == sar::GroundRangeRule::linear ? "linear" : "nearest";
}

// That the filter reckons with.
double looks_of(const GeocodeOptions& options, const sar::Identity& product) {
  if (options.looks) return *options.looks;
  if (const auto looks = sar::equivalent_looks(product)) return *looks;
  throw Error(
      {fmt::format("how many looks {} in the mode {} has is not known", product.type, product.mode),
       product.name, "Give them by --looks, or do not filter"});
}

void record_geoid(const DemHeights& heights, geo::VerticalDatum datum, RunRecord& record,
                  Reporter& reporter) {
  Json dem{{"datum", name_of(datum)}};
  const geo::GeoidShift& shift = heights.geoid();
  if (datum != geo::VerticalDatum::ellipsoid) {
    dem["geoid_model"] = name_of(shift.model);
    dem["geoid_file"] = shift.grid_file;
  }
  if (shift.substituted) {
    reporter.warn("the geoid model EGM2008 is missing: EGM96 was used, up to a few metres off");
  }
  record.fact("dem", std::move(dem));
}

// The grid of the result, and the heights of its cells.
class Terrain {
 public:
  Terrain(const GeocodeOptions& options, const std::vector<sar::Product>& products,
          Reporter& reporter)
      : dem_(options.dem, options.dem_no_data),
        datum_(dem_datum(dem_, options.dem_datum, reporter)),
        grid_(output_grid(options.grid, products)),
        projection_(geo::map_projection(grid_.crs())),
        heights_(dem_, grid_, *projection_, datum_) {}

  const geo::Dem& dem() const { return dem_; }
  geo::VerticalDatum datum() const { return datum_; }
  const Grid& grid() const { return grid_; }
  const Projection& projection() const { return *projection_; }
  const DemHeights& heights() const { return heights_; }

 private:
  geo::Dem dem_;
  geo::VerticalDatum datum_;
  Grid grid_;
  std::unique_ptr<Projection> projection_;
  DemHeights heights_;
};

// What terrain does beyond moving cells, as far as it is asked for, and the filter of speckle.
class TerrainEffects {
 public:
  TerrainEffects(const sar::Pass& pass, const Terrain& terrain, const sar::Relief& relief,
                 const sar::RadarWorkOptions& in_radar, bool mask)
      : heights_([&terrain](const Window& window) { return terrain.heights().read(window); }) {
    const Grid& grid = terrain.grid();
    const Projection& projection = terrain.projection();
    if (in_radar.flatten || mask) heights_ = sar::kept(heights_, pass, grid);
    if (in_radar.flatten || in_radar.filter != sar::SpeckleFilter::none) {
      work_.emplace(pass, grid, projection, heights_, relief, in_radar);
    }
    if (mask) visibility_.emplace(pass, grid, projection, heights_, relief);
  }

  const sar::HeightSource& heights() const { return heights_; }

  /// Which must not outlive this.
  void add_to(sar::TerrainCorrectionOptions& job) const {
    if (work_) {
      job.in_radar = {work_->halo(), [this](std::vector<Image<float>>& power,
                                            const Window& window) { work_->run(power, window); }};
    }
    if (visibility_) {
      job.visibility = [this](const Window& window, std::size_t slice) {
        return visibility_->mask(window, slice);
      };
    }
  }

 private:
  sar::HeightSource heights_;
  std::optional<sar::RadarWork> work_;
  std::optional<sar::PassVisibility> visibility_;
};

// Where ranks leave their parts of the files, which are gone when the results are written.
constexpr const char* kPartsFolder = "parts";

// Whether any rank has what one of them may have.
bool any_of_all(bool own, Communicator& ranks) {
  double count = own ? 1 : 0;
  ranks.sum(&count, 1);
  return count > 0;
}

sar::ExtraLayers extra_layers(const LayerSet& wanted) {
  return {.incidence = wanted.incidence || wanted.mask,
          .radar_coordinates =
              wanted.line || wanted.pixel || wanted.slant_range || wanted.azimuth_time};
}

sar::RadarWorkOptions radar_work(const GeocodeOptions& options, const sar::Identity& product,
                                 RunRecord& record) {
  sar::RadarWorkOptions work;
  work.flatten = options.quantity == sar::Quantity::gamma0_rtc;
  work.filter = options.filter;
  if (work.filter != sar::SpeckleFilter::none) {
    work.looks = looks_of(options, product);
    record.fact("looks", work.looks);
  }
  return work;
}

// Checks and records the heights below the pass, and finds out where there are none; warns of both.
geo::DemSurvey survey_terrain(const Terrain& terrain, const sar::Pass& pass, RunRecord& record,
                              ThreadPool& threads, Reporter& reporter) {
  record_geoid(terrain.heights(), terrain.datum(), record, reporter);
  check_heights(terrain.heights(), terrain.dem(), pass, terrain.grid(), terrain.projection(),
                threads, reporter);
  geo::DemSurvey survey = survey_around(terrain.dem(), terrain.grid(), threads);
  geo::warn_of_gaps(survey, terrain.dem().path(), reporter);
  return survey;
}

void record_rules(const GeocodeOptions& options, const sar::Pass& pass, const Grid& grid,
                  RunRecord& record) {
  record.fact("grid", describe(grid));
  record.fact("ground_range_rule", rule_name(options.geometry.ground_range_rule));
  const bool means = sar::takes_area_mean(pass, grid);
  record.fact("resampling", means ? "area mean" : sar::name_of(options.resampling));
}

// Makes what this rank is to do of the layers in `folder`.
void geocode(const GeocodeOptions& options, const fs::path& folder, RunRecord& record,
             ThreadPool& threads, Reporter& reporter, Communicator& ranks) {
  const std::vector<sar::Product> products =
      open_slices(options.scenes, options.orbit, record, reporter);
  const sar::Pass pass(products, options.geometry);
  const std::vector<std::string> wanted = options.polarisations.empty()
                                              ? common_polarisations(products, reporter)
                                              : options.polarisations;
  sar::TerrainCorrectionOptions job{
      .radiometry = {options.quantity, wanted, options.subtract_noise},
      .resampling = options.resampling,
      .layers = extra_layers(options.layers),
      .ranks = &ranks};
  record_radiometry(pass, job.radiometry, record, reporter);

  record.input("dem", options.dem);
  if (!options.grid.like.empty()) record.input("like", options.grid.like);
  const Terrain terrain(options, products, reporter);
  const Grid& grid = terrain.grid();
  const geo::DemSurvey survey = survey_terrain(terrain, pass, record, threads, reporter);
  record_rules(options, pass, grid, record);

  GeocodeLayers layers(options.layers, layer_info(pass, options, wanted), grid,
                       {folder, folder / kPartsFolder, ranks.rank(), ranks.size()});
  const sar::Relief relief = dem_relief(survey, grid, terrain.heights().geoid().model);
  const TerrainEffects effects(pass, terrain, relief,
                               radar_work(options, products.front().identity, record),
                               options.layers.mask);
  effects.add_to(job);
  sar::correct_terrain(
      pass, grid, terrain.projection(), effects.heights(), job,
      [&](const sar::CorrectedTile& tile) { layers.write(tile); }, threads, reporter);
  if (!any_of_all(layers.any_data(), ranks)) {
    reporter.warn("no cell of the result has data");
  }
  if (any_of_all(terrain.dem().met_implausible(), ranks)) {
    warn_of_implausible_heights(terrain.dem(), reporter);
  }
  const Reporter::Stage stage(reporter, "Writing files", 1);
  layers.finish_parts();
  ranks.barrier();  // the parts are there
  layers.finish();
  ranks.barrier();
}

}  // namespace

void run_geocode(const GeocodeOptions& options, OutputFolder& out, RunRecord& record,
                 ThreadPool& threads, Reporter& reporter, Communicator* ranks) {
  Alone alone;
  Communicator& all = ranks != nullptr ? *ranks : alone;
  const fs::path folder = out.file(kPartsFolder).parent_path();
  for (int rank = 0; rank < all.size() && !is_alone(all); ++rank) {
    fs::create_directories(folder / kPartsFolder / std::to_string(rank));
  }
  text_of_first(all, fs::absolute(folder).string());
  geocode(options, folder, record, threads, reporter, all);
  fs::remove_all(folder / kPartsFolder);
}

void help_geocode(const GeocodeOptions& options, Communicator& ranks, ThreadPool& threads,
                  Reporter& reporter) {
  RunRecord unused("geocode", HashDepth::small_files);
  geocode(options, text_of_first(ranks, ""), unused, threads, reporter, ranks);
}

}  // namespace scarp::pipeline
