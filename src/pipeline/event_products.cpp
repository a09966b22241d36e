#include "pipeline/event_products.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/run_record.h"
#include "geo/crs.h"
#include "geo/png.h"
#include "geo/polygonise.h"
#include "geo/smooth.h"
#include "pipeline/first_look_rasters.h"
#include "product/areas.h"
#include "product/map_package.h"
#include "product/qgis_project.h"
#include "product/quicklook.h"
#include "product/regions.h"
#include "product/stac_item.h"

namespace scarp::pipeline {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kHectare_m2 = 10000;

bool by_model(const FusionJob& job) { return job.rule.evidence == map::Evidence::model; }

const char* method_of(const FusionJob& job) {
  if (!by_model(job)) return "change detection";
  return job.model_warnings.empty() ? "model" : "model; WARNING: see summary.json";
}

// Quantities as FusedMap has them.
product::MapLandslide landslide_of(const product::Summary* summary, const FusionJob& job) {
  product::MapLandslide landslide;
  landslide.mean_score = product::known(summary[0].mean());
  landslide.max_score = product::known(summary[0].maximum());
  const std::size_t polarisations = job.polarisations.size();
  for (std::size_t p = 0; p < polarisations; ++p) {
    landslide.mean_change_db.push_back(product::known(summary[2 + p].mean()));
  }
  landslide.mean_slope_deg = product::known(summary[2 + polarisations].mean());
  const double change = summary[1].mean();
  if (!std::isnan(change)) landslide.direction = change < 0 ? "darker" : "brighter";
  for (std::size_t t = 0; t < job.tracks.size(); ++t) {
    if (!(summary[3 + polarisations + t].mean() >= kSeenShare)) continue;
    if (!landslide.seen_by.empty()) landslide.seen_by += ", ";
    landslide.seen_by += job.tracks[t].planned.track.label();
  }
  return landslide;
}

std::vector<product::MapLandslide> outline(const product::Regions& regions,
                                           const EventProduct& product) {
  const Grid& grid = product.map.grid;
  const std::size_t quantities = 3 + product.job.polarisations.size() + product.job.tracks.size();
  const double cell = std::sqrt(grid.cell_width() * grid.cell_height());
  std::vector<product::MapLandslide> landslides;
  for (geo::Region& region :
       geo::polygonise(regions.runs, grid, {.connection = Connection::corners})) {
    const auto index = static_cast<std::size_t>(region.value) - 1;
    product::MapLandslide& landslide = landslides.emplace_back(
        landslide_of(regions.summaries.data() + index * quantities, product.job));
    landslide.id = region.value;
    landslide.event = product.plan.event.name;
    landslide.event_type = product.plan.event.type;
    landslide.description = product::kDescription;
    landslide.method = method_of(product.job);
    landslide.area_m2 = region.area_m2;
    landslide.outline =
        by_model(product.job) ? geo::smoothed(region.outline, cell) : std::move(region.outline);
  }
  place_middles(landslides, grid.crs());
  return landslides;
}

// A plan without errors has both.
const event::Area& area_of(const event::Plan& plan) {
  if (!plan.area) throw Error({"the plan has no area", plan.event.file, ""});
  return *plan.area;
}

Utc time_of(const event::Plan& plan) {
  if (!plan.event.time) throw Error({"the event has no time", plan.event.file, ""});
  return *plan.event.time;
}

geo::MultiPolygon in_crs(const geo::VectorLayer& layer, const CrsPtr& crs) {
  geo::MultiPolygon all;
  for (const geo::Feature& feature : geo::transform(layer, crs).features) {
    all.insert(all.end(), feature.geometry.begin(), feature.geometry.end());
  }
  return all;
}

std::vector<product::SourceScene> sources_of(const EventProduct& product) {
  std::vector<product::SourceScene> sources;
  const Bounds& box = area_of(product.plan).box_deg;
  for (const event::PlannedTrack& planned : product.plan.tracks) {
    const event::Track& track = planned.track;
    for (const auto* side : {&track.before, &track.after}) {
      for (const event::Scene& scene : event::scenes_of(*side)) {
        geo::VectorLayer outline;
        outline.crs = geo::wgs84();
        outline.features.push_back(
            {{event::polygon_near(scene.outline, (box.min_x + box.max_x) / 2)}, {}});
        sources.push_back({scene.identity.name, scene.identity.satellite, scene.first_line.text(),
                           side == &track.before ? "before" : "after", track.label(), 10,
                           in_crs(outline, product.map.grid.crs())});
      }
    }
  }
  return sources;
}

product::MapPackage package_of(const EventProduct& product, const product::Regions& regions,
                               double min_area_m2) {
  const event::Event& event = product.plan.event;
  product::MapPackage package;
  package.event = event.name;
  package.event_type = event.type;
  package.event_time = time_of(product.plan).text();
  package.crs = product.map.grid.crs();
  package.value = value_name(product.job);
  package.polarisations = product.job.polarisations;
  package.landslides = outline(regions, product);
  package.blind = product::blind_areas(product.map.mask, product.map.grid, min_area_m2);
  package.sources = sources_of(product);
  package.area = in_crs(area_of(product.plan).polygons, package.crs);
  return package;
}

Json slope_classes(const FusedMap& map) {
  Json classes = Json::array();
  for (std::size_t i = 0; i < map.areas.size(); ++i) {
    const SlopeClassArea& area = map.areas[i];
    Json& one = classes.emplace_back(edges_of_slope_class(i));
    one["assessable_area_m2"] = area.assessable_m2;
    one["area_above_screening_threshold_m2"] = area.screened_m2;
    one["area_above_delineation_threshold_m2"] = area.delineated_m2;
  }
  return classes;
}

// Paths within the product folder.
Json rasters_of(const EventProduct& product) {
  Json tracks = Json::array();
  for (const TrackMaps& maps : product.job.tracks) {
    Json dates = Json::array();
    for (const GeocodedDate& date : maps.dates) {
      Json files = Json::array();
      for (const std::string& file : date.backscatter) {
        const std::filesystem::path path(file);
        files.push_back(
            fmt::format("{}/{}/{}", kStagesFolder, date.stage.name, path.filename().string()));
      }
      dates.push_back({{"start", date.start},
                       {"side", date.after ? "after" : "before"},
                       {"scenes", date.scenes},
                       {"backscatter", files}});
    }
    const auto stage = [](const std::filesystem::path& folder, const char* file) {
      return fmt::format("{}/{}/{}", kStagesFolder, folder.filename().string(), file);
    };
    const event::Track& track = maps.planned.track;
    tracks.push_back({{"name", track.name()},
                      {"pass", track.pass},
                      {"relative_orbit", track.relative_orbit},
                      {"polarisations", maps.planned.polarisations},
                      {"dates", dates},
                      {"stack", stage(maps.stack, "stack.tif")},
                      {"first_look", fmt::format("first-look/{}", track.name())}});
  }
  return tracks;
}

// How much ground the probabilities of calibrated models come to.
Json expected_area(const FusedMap& map) {
  const product::ExpectedArea::Interval interval = map.expected.interval();
  return {{"mean_m2", map.expected.mean_m2()},
          {"low_m2", interval.low_m2},
          {"high_m2", interval.high_m2},
          {"confidence", 0.95},
          {"independent_beyond_m", product::ExpectedArea::kTogether_m},
          {"covers", "chance, if the probabilities are right here; ground that was assessed"}};
}

// Where water is known from, and how much of the area it hides.
Json water_of(const EventProduct& product) {
  const FusedMap& map = product.map;
  double given_m2 = 0;
  double estimated_m2 = 0;
  for (const Run& run : map.mask) {
    const auto cell = static_cast<std::uint8_t>(run.value);
    const double area_m2 = (run.end - run.first) * map.grid.cell_area_m2(run.row);
    if (has(cell, MaskBit::estimated_water)) {
      estimated_m2 += area_m2;
    } else if (has(cell, MaskBit::water)) {
      given_m2 += area_m2;
    }
  }
  const bool given = !product.job.water.empty();
  Json water{{"source", given ? "given" : "estimated from backscatter before the event and slope"},
             {"water_or_noise_floor_area_m2", given_m2},
             {"estimated_area_m2", estimated_m2}};
  if (given) return water;
  Json levels = Json::object();
  for (std::size_t t = 0; t < map.water_levels_db.size(); ++t) {
    const auto& level = map.water_levels_db[t];
    levels[product.job.tracks[t].planned.track.name()] = level ? Json(*level) : Json();
  }
  water["threshold_db"] = levels;
  return water;
}

Json summary_of(const EventProduct& product, const product::MapPackage& package,
                double min_area_m2) {
  const FusedMap& map = product.map;
  const FusionJob& job = product.job;
  double landslide_m2 = 0;
  for (const product::MapLandslide& one : package.landslides) landslide_m2 += one.area_m2;
  SlopeClassArea total;
  for (const SlopeClassArea& area : map.areas) {
    total.screened_m2 += area.screened_m2;
    total.delineated_m2 += area.delineated_m2;
  }
  const product::AssessedArea area = product::assessed_area(map.mask, map.grid);
  Json summary{
      {"event", package.event},
      {"event_type", package.event_type},
      {"event_time", package.event_time},
      {"method", by_model(job) ? "prediction by a model" : "change detection without a model"},
      {"model_warnings", job.model_warnings},
      {"calibrated_on_real_events", job.calibrated},
      {"landslides", package.landslides.size()},
      {"succeeded_empty", package.landslides.empty() && area.assessable_m2 > 0},
      {"landslide_area_m2", landslide_m2},
      {"minimum_mapping_unit_m2", min_area_m2},
      {"delineation_threshold", job.thresholds.delineation},
      {"area_above_delineation_threshold_m2", total.delineated_m2}};
  if (job.thresholds.screening) {
    summary["screening_threshold"] = *job.thresholds.screening;
    summary["area_above_screening_threshold_m2"] = total.screened_m2;
  }
  if (job.calibrated) summary["expected_landslide_area"] = expected_area(map);
  summary["assessable_area_m2"] = area.assessable_m2;
  summary["not_assessable_area_m2"] = area.blind_m2;
  summary["not_assessable_area_in_small_spots_m2"] = package.blind.smaller_m2;
  summary["by_slope"] = slope_classes(map);
  summary["water"] = water_of(product);
  summary["simulated"] = job.simulated;
  summary["crs"] = map.grid.crs()->name;
  summary["cell_size_m"] = map.grid.cell_size_m();
  summary["tracks"] = rasters_of(product);
  return summary;
}

std::vector<product::Asset> assets_of(const FusionJob& job) {
  const char* cog = "image/tiff; application=geotiff; profile=cloud-optimized";
  const std::string value = value_name(job);
  return {{"landslides", kPackageFile, "application/geopackage+sqlite3", "Landslides", {"data"}},
          {"landslides_geojson", kGeoJsonFile, "application/geo+json", "Landslides", {"data"}},
          {value, value + ".tif", cog, "How sure the map is", {"data"}},
          {"class", kClassFile, cog, "Classes", {"data"}},
          {"mask", "mask.tif", cog, "Where nothing can be said", {"data-mask"}},
          {"summary", "summary.json", "application/json", "Summary", {"metadata"}},
          {"quicklook", "quicklook.png", "image/png", "Picture", {"overview", "thumbnail"}}};
}

void write_item(const EventProduct& product, const product::MapPackage& package,
                const Json& summary, const OutputFolder& out) {
  product::ItemFacts facts;
  facts.id = product::identifier_of(
      fmt::format("{} {}", package.event, time_of(product.plan).compact_text()));
  facts.title = fmt::format("Landslides of {}",
                            package.event.empty() ? "an event without a name" : package.event);
  facts.event_time = package.event_time;
  std::set<std::string> satellites;
  for (const product::SourceScene& scene : package.sources) {
    facts.scenes.push_back(scene.name);
    satellites.insert(scene.satellite);
    if (facts.start.empty() || scene.start < facts.start) facts.start = scene.start;
    if (facts.end < scene.start) facts.end = scene.start;
  }
  facts.satellites.assign(satellites.begin(), satellites.end());
  facts.method = method_of(product.job);
  facts.polarisations = package.polarisations;
  facts.grid = product.map.grid;
  for (const char* key : {"landslides", "landslide_area_m2", "not_assessable_area_m2",
                          "minimum_mapping_unit_m2", "succeeded_empty", "model_warnings"}) {
    facts.summary[key] = summary[key];
  }
  facts.assets = assets_of(product.job);
  write_text(out.file("item.json"), product::stac_item(facts).dump(2) + "\n");
}

void write_picture(FusedMap& map, const product::Regions& regions, const OutputFolder& out) {
  geo::write_png(out.file("quicklook.png"),
                 product::render_quicklook(
                     {std::move(map.picture_backscatter_db), std::move(map.picture_change),
                      product::shrink(regions.runs, map.grid.size(), map.picture_step),
                      std::move(map.picture_hillshade)}));
}

}  // namespace

void write_event_project(const EventProject& event, const OutputFolder& out) {
  product::ProjectRaster classes{"Classes", kClassFile, {}, 0, false};
  classes.classes = {{1, "#fdbe6e", "possible landslide"}, {2, "#bd0026", "landslide"}};
  product::ProjectRaster score{event.value, event.value + ".tif", {}, event.threshold, true};
  product::QgisProject project{event.title, event.grid,       kPackageFile,
                               event.names, {classes, score}, event.edited};
  write_text(out.file(kProjectFile), product::qgis_project(project));
}

Json write_event_products(const EventProduct& product, const OutputFolder& out) {
  const std::optional<double>& min_area_ha = product.plan.event.choices.min_area_ha;
  const double min_area_m2 = product::minimum_mapping_unit_m2(
      product.map.grid, min_area_ha ? std::optional(*min_area_ha * kHectare_m2) : std::nullopt);
  const product::Regions regions =
      product::large_regions(product.map.landslides, product.map.grid, min_area_m2);
  const product::MapPackage package = package_of(product, regions, min_area_m2);
  const product::LayerNames names = product.cems ? product::cems_names() : product::LayerNames();
  product::write_map_package(out.file(kPackageFile), package, names);
  product::write_map_geojson(out.file(kGeoJsonFile), package);
  const Json summary = summary_of(product, package, min_area_m2);
  write_text(out.file("summary.json"), summary.dump(2) + "\n");
  write_item(product, package, summary, out);
  write_event_project({product.plan.event.name, product.map.grid, package.value,
                       product.job.thresholds.delineation, names, false},
                      out);
  write_picture(product.map, regions, out);
  return summary;
}

}  // namespace scarp::pipeline
