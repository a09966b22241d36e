#include "pipeline/geocode.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
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
#include "safe/orbit_choice.h"
#include "safe/product_reader.h"
#include "sar/looks.h"
#include "sar/slices.h"

namespace scarp::pipeline {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::ordered_json;

// Another version may shift a slice by pixels.
void warn_of_processors(const std::vector<sar::Product>& products, Reporter& reporter) {
  for (const sar::Product& product : products) {
    const std::string& first = products.front().identity.ipf_version;
    if (product.identity.ipf_version == first) continue;
    reporter.warn(fmt::format("{} comes from version {} of the processor, {} from {}",
                              product.identity.name, product.identity.ipf_version,
                              products.front().identity.name, first));
  }
}

// The products, with the best orbit there is.
std::vector<sar::Product> open_slices(const GeocodeOptions& options, RunRecord& record,
                                      Reporter& reporter) {
  std::vector<sar::Product> products;
  for (const std::string& path : options.scenes) {
    record.input("scene", path);
    products.push_back(safe::open_product(path));
  }
  products = sar::sorted_slices(std::move(products));
  warn_of_processors(products, reporter);
  Json orbits = Json::array();
  for (sar::Product& product : products) {
    Json orbit{{"scene", product.identity.name}, {"source", sar::name_of(product.orbit.source())}};
    if (!options.orbit.empty()) {
      const safe::OrbitChoice choice = safe::choose_orbit(options.orbit, product);
      product.orbit = choice.orbit;
      for (const std::string& why : choice.unusable) {
        reporter.warn(fmt::format("{}: the orbit file is passed over", why));
      }
      orbit["source"] = sar::name_of(choice.orbit.source());
      if (choice.file.empty()) {
        reporter.warn(fmt::format("no orbit file in {} covers {}: the annotated orbit is used",
                                  options.orbit, product.identity.name));
      } else {
        orbit["file"] = choice.file;
        record.input("orbit", choice.file);
      }
    }
    orbits.push_back(std::move(orbit));
  }
  record.fact("orbit", std::move(orbits));
  return products;
}

bool has_image(const sar::Product& product, const std::string& polarisation) {
  return std::any_of(
      product.channels.begin(), product.channels.end(), [&](const sar::Channel& channel) {
        return channel.polarisation == polarisation && channel.measurement != nullptr;
      });
}

// Those that all slices have an image of, or those asked for.
std::vector<std::string> polarisations(const GeocodeOptions& options,
                                       const std::vector<sar::Product>& products,
                                       Reporter& reporter) {
  if (!options.polarisations.empty()) return options.polarisations;
  std::vector<std::string> result;
  for (const sar::Channel& channel : products.front().channels) {
    if (!channel.measurement) continue;
    const auto lacks = std::find_if_not(
        products.begin(), products.end(),
        [&](const sar::Product& product) { return has_image(product, channel.polarisation); });
    if (lacks == products.end()) {
      result.push_back(channel.polarisation);
    } else {
      reporter.warn(fmt::format("{} has no {}, which is left out", lacks->identity.name,
                                channel.polarisation));
    }
  }
  if (!result.empty()) return result;
  throw Error(
      {products.size() == 1 ? "has no image" : "has no image in common with the other slices",
       products.front().identity.name,
       "If its folder measurement is empty, download the product again"});
}

// Evenly spread cells of `grid` that the pass shows, if their height were 0.
std::vector<Window> shown_cells(const sar::Pass& pass, const Grid& grid,
                                const Projection& projection) {
  constexpr int kMost = 64;
  std::vector<Window> cells;
  std::vector<Point> places;
  for (int i = 0; i < kMost; ++i) {
    for (int j = 0; j < kMost; ++j) {
      const int row = static_cast<int>((i + 0.5) * grid.rows() / kMost);
      const int col = static_cast<int>((j + 0.5) * grid.cols() / kMost);
      cells.push_back({row, col, 1, 1});
      places.push_back(grid.centre(row, col));
    }
  }
  const std::vector<LonLat> on_earth = projection.to_lon_lat(places);
  const auto shows = [](const sar::Slice& slice, LonLat place) {
    const sar::ZeroDoppler seen = slice.geometry.see(sar::vertical(place), 0);
    if (seen.sight != sar::Sight::seen) return false;
    const double line = slice.geometry.line(seen.azimuth_time_s);
    const auto pixel = slice.geometry.pixel(seen.azimuth_time_s, seen.slant_range_m);
    return line >= 0 && line < slice.lines() && pixel && *pixel >= 0 && *pixel < slice.pixels();
  };
  std::vector<Window> shown;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool any = std::any_of(pass.slices().begin(), pass.slices().end(),
                                 [&](const sar::Slice& s) { return shows(s, on_earth[i]); });
    if (any) shown.push_back(cells[i]);
  }
  return shown;
}

// Of the cells: gaps that a DEM does not declare, rather than heights in a wrong unit.
constexpr double kFewMissing = 0.1;

// Throws Error when the DEM has no heights there, or none that can be metres; warns of gaps.
void check_heights(const DemHeights& heights, const std::vector<Window>& cells, const geo::Dem& dem,
                   ThreadPool& threads, Reporter& reporter) {
  std::atomic<int> missing{0};
  threads.parallel_for(static_cast<std::int64_t>(cells.size()), [&](std::int64_t i) {
    if (std::isnan(heights.read(cells[static_cast<std::size_t>(i)])(0, 0))) ++missing;
  });
  const auto all = static_cast<int>(cells.size());
  if (dem.met_implausible() && missing > kFewMissing * all) {
    throw Error({"holds heights below -1000 m or above 9500 m", dem.path(),
                 "Check its unit and its no-data value"});
  }
  if (all > 0 && missing == all) {
    throw Error({"has no heights where the scene is", dem.path(),
                 "Give a terrain model that covers the area"});
  }
  if (missing == 0) return;
  const double percent = 100.0 * missing / all;
  reporter.warn(
      fmt::format("the DEM leaves {} of the scene without heights: there will be no data there",
                  percent < 1 ? "less than 1 %" : fmt::format("{:.0f} %", percent)));
}

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

// What terrain does beyond moving cells, as far as it is asked for, and the filter of speckle.
class TerrainEffects {
 public:
  TerrainEffects(const GeocodeOptions& options, const sar::Pass& pass, const Grid& grid,
                 const Projection& projection, const DemHeights& heights, const sar::Relief& relief,
                 const sar::RadarWorkOptions& in_radar)
      : heights_([&heights](const Window& window) { return heights.read(window); }) {
    if (in_radar.flatten || options.layers.mask) {
      heights_ = sar::kept(heights_, pass, grid);
    }
    if (in_radar.flatten || in_radar.filter != sar::SpeckleFilter::none) {
      work_.emplace(pass, grid, projection, heights_, relief, in_radar);
    }
    if (options.layers.mask) visibility_.emplace(pass, grid, projection, heights_, relief);
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

// Makes what this rank is to do of the layers in `folder`.
void geocode(const GeocodeOptions& options, const fs::path& folder, RunRecord& record,
             ThreadPool& threads, Reporter& reporter, Communicator& ranks) {
  const std::vector<sar::Product> products = open_slices(options, record, reporter);
  const sar::Pass pass(products, options.geometry);
  const std::vector<std::string> wanted = polarisations(options, products, reporter);
  const sar::RadiometryOptions radiometry{options.quantity, wanted, options.subtract_noise};
  record_radiometry(pass, radiometry, record, reporter);

  record.input("dem", options.dem);
  const geo::Dem dem(options.dem, options.dem_no_data);
  const geo::VerticalDatum datum = dem_datum(dem, options.dem_datum, reporter);
  const Grid grid = output_grid(options.grid, products);
  if (!options.grid.like.empty()) record.input("like", options.grid.like);
  const std::unique_ptr<Projection> projection = geo::map_projection(grid.crs());
  const DemHeights heights(dem, grid, *projection, datum);
  record_geoid(heights, datum, record, reporter);
  check_heights(heights, shown_cells(pass, grid, *projection), dem, threads, reporter);
  const geo::DemSurvey survey = survey_around(dem, grid, threads);
  geo::warn_of_gaps(survey, dem.path(), reporter);
  record.fact("grid", describe(grid));
  record.fact("ground_range_rule", rule_name(options.geometry.ground_range_rule));
  const bool means = sar::takes_area_mean(pass, grid);
  record.fact("resampling", means ? "area mean" : sar::name_of(options.resampling));

  GeocodeLayers layers(options.layers, layer_info(pass, options, wanted), grid,
                       {folder, folder / kPartsFolder, ranks.rank(), ranks.size()});
  sar::TerrainCorrectionOptions job;
  job.radiometry = radiometry;
  job.resampling = options.resampling;
  job.ranks = &ranks;
  sar::RadarWorkOptions in_radar;
  in_radar.flatten = options.quantity == sar::Quantity::gamma0_rtc;
  in_radar.filter = options.filter;
  if (in_radar.filter != sar::SpeckleFilter::none) {
    in_radar.looks = looks_of(options, products.front().identity);
    record.fact("looks", in_radar.looks);
  }
  const sar::Relief relief = dem_relief(survey, grid, heights.geoid().model);
  const TerrainEffects effects(options, pass, grid, *projection, heights, relief, in_radar);
  effects.add_to(job);
  job.layers.incidence = options.layers.incidence || options.layers.mask;
  job.layers.radar_coordinates = options.layers.line || options.layers.pixel ||
                                 options.layers.slant_range || options.layers.azimuth_time;
  sar::correct_terrain(
      pass, grid, *projection, effects.heights(), job,
      [&](const sar::CorrectedTile& tile) { layers.write(tile); }, threads, reporter);
  if (!any_of_all(layers.any_data(), ranks)) {
    reporter.warn("no cell of the result has data");
  }
  if (any_of_all(dem.met_implausible(), ranks)) {
    reporter.warn(
        fmt::format("{} holds heights below {:.0f} m or above {:.0f} m, which were taken "
                    "for gaps: declare its no-data value",
                    options.dem, kLowestHeight_m, kHighestHeight_m));
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
