#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "core/error.h"
#include "core/output_folder.h"
#include "sim/event.h"

namespace scarp::cli {
namespace {

struct SimulateOptions {
  CommonOptions common;
  std::string out;
  std::vector<std::string> passes;
  std::string event_time;
  std::vector<std::string> dates;
  std::vector<std::string> second_dates;
  std::vector<double> centre;
  double incidence_deg = sim::LookOptions{}.incidence_deg;
  std::vector<int> size{sim::EventOptions{}.size.rows};
  std::vector<int> product_size;
  std::optional<double> margin_m;
  std::optional<double> speckle_correlation;
  std::optional<double> noise_db;
  sim::EventOptions event;
};

RunRecord record_of(const SimulateOptions& options) {
  const sim::EventOptions& event = options.event;
  RunRecord record("simulate", options.common.hash);
  record.option("size", options.size);
  record.option("cell", event.cell_m);
  record.option("products", event.products);
  record.option("product_size", options.product_size);
  record.option("margin", event.margin_m);
  record.option("event_time", options.event_time);
  record.option("dates", options.dates);
  record.option("second_dates", options.second_dates);
  record.option("before", event.before);
  record.option("after", event.after);
  record.option("dem", event.dem);
  if (event.dem_void) record.option("dem_void", *event.dem_void);
  if (event.relief_m) record.option("relief", *event.relief_m);
  if (event.ridges_m) record.option("ridges", *event.ridges_m);
  record.option("centre", options.centre);
  record.option("pass", options.passes);
  record.option("incidence", options.incidence_deg);
  record.option("inventory", event.inventory);
  record.option("deposits", event.deposits);
  record.option("place_matching", event.place_matching);
  record.option("inventory_dem", event.inventory_dem);
  record.option("landslides", event.landslides.count);
  record.option("smallest", event.landslides.min_area_m2);
  record.option("largest", event.landslides.max_area_m2);
  record.option("debris_vv", event.landslides.debris.vv_db);
  record.option("debris_vh", event.landslides.debris.vh_db);
  record.option("debris_deviation", event.landslides.debris.deviation_db);
  record.option("least_stripped", event.landslides.debris.least_stripped);
  record.option("forest", event.cover.forest_share);
  record.option("farmland_below", event.cover.farmland_below_deg);
  record.option("water", event.cover.water_share);
  record.option("changed_parcels", event.changed_parcels);
  record.option("texture", event.scene.texture);
  record.option("weather", event.scene.weather);
  record.option("looks", event.scene.looks);
  record.option("speckle_correlation", event.scene.speckle_correlation);
  record.option("noise", event.scene.noise_db);
  record.option("despeckle", event.despeckle_db);
  record.option("seed", event.seed);
  return record;
}

Utc time_of(const std::string& text, const char* option) {
  const std::optional<Utc> time = Utc::parse(text);
  if (time) return *time;
  throw Error({fmt::format("'{}' is no time", text), option, "Give it as 2018-09-05T18:08:00"},
              Fault::usage);
}

std::vector<Utc> times_of(const std::vector<std::string>& dates, const char* option) {
  std::vector<Utc> times;
  for (const std::string& date : dates) times.push_back(time_of(date, option));
  std::sort(times.begin(), times.end());
  return times;
}

int count_before(const std::vector<Utc>& times, Utc event_time) {
  return static_cast<int>(std::lower_bound(times.begin(), times.end(), event_time) - times.begin());
}

// The second pass has as many dates as the first on each side of the event.
void set_second_times(const SimulateOptions& options, sim::EventOptions& event, Utc event_time) {
  event.second_times = times_of(options.second_dates, "--second-dates");
  if (event.second_times.empty()) return;
  if (options.passes.size() == 2 && event.second_times.size() == event.times.size() &&
      count_before(event.second_times, event_time) == event.before) {
    return;
  }
  throw Error({"are not those of a second pass", "--second-dates",
               "Give two passes, and as many dates on each side of the event as --dates has"},
              Fault::usage);
}

// Those given, or from six days before and after the event every twelve days, as one satellite
// passes.
void set_times(SimulateOptions& options) {
  constexpr double kDay_s = 86400;
  const Utc event_time = time_of(options.event_time, "--event-time");
  sim::EventOptions& event = options.event;
  event.event_time = event_time;
  event.times = times_of(options.dates, "--dates");
  if (event.times.empty()) {
    for (int i = -event.before; i < event.after; ++i) {
      event.times.push_back(event_time.plus_seconds((12 * i + 6) * kDay_s));
    }
    return;
  }
  event.before = count_before(event.times, event_time);
  event.after = static_cast<int>(event.times.size()) - event.before;
  set_second_times(options, event, event_time);
  if (event.before > 0 && event.after > 0) return;
  throw Error({fmt::format("no date lies {} the event", event.before > 0 ? "after" : "before"),
               "--dates", "Give dates on both sides of --event-time"},
              Fault::usage);
}

// Areas are drawn until one lies between the two.
void require_room(const sim::LandslideOptions& slides) {
  if (slides.max_area_m2 >= 2 * slides.min_area_m2) return;
  throw Error({fmt::format("{:g} m² is less than twice --smallest", slides.max_area_m2),
               "--largest", "Give a larger one"},
              Fault::usage);
}

// What products have no place for.
void require_for_products(const SimulateOptions& options) {
  if (options.passes.empty()) {
    throw Error({"products are of a pass", "--products", "Give a --pass"}, Fault::usage);
  }
  if (options.event.despeckle_db > 0) {
    throw Error({"products are not despeckled", "--despeckle", "Leave it out"}, Fault::usage);
  }
}

// Of products as Sentinel-1's are. Scarp looks 5 km beyond an area for layover and shadow; the
// pixels of 10 m of products are 20.4 by 22.6 m wide, so that neighbours have half their speckle in
// common; the noise is that of a real one, on the average of its VV table.
void set_defaults(SimulateOptions& options) {
  constexpr double kMargin_m = 6000;
  constexpr double kSpeckleCorrelation = 0.5;
  constexpr double kNoise_db = -23.5;
  sim::EventOptions& event = options.event;
  const bool products = event.products;
  event.margin_m = options.margin_m.value_or(products ? kMargin_m : event.margin_m);
  event.scene.speckle_correlation = options.speckle_correlation.value_or(
      products ? kSpeckleCorrelation : event.scene.speckle_correlation);
  event.scene.noise_db = options.noise_db.value_or(products ? kNoise_db : event.scene.noise_db);
}

void run(SimulateOptions& options) {
  if (options.event.products) require_for_products(options);
  require_room(options.event.landslides);
  set_defaults(options);
  options.event.size = {options.size.front(), options.size.back()};
  if (!options.product_size.empty()) {
    options.event.product_size = Size{options.product_size[0], options.product_size[1]};
  }
  for (const std::string& pass : options.passes) {
    options.event.passes.push_back({pass == "ascending", options.incidence_deg});
  }
  if (!options.event_time.empty()) set_times(options);
  if (!options.centre.empty()) options.event.centre = LonLat{options.centre[0], options.centre[1]};
  Session session(options.common);
  RunRecord record = record_of(options);
  OutputFolder out(options.out, options.common.overwrite);
  record.fact("landslides",
              sim::write_event(options.event, out, session.threads, session.reporter));
  finish(out, record, session.reporter);
  fmt::print("{}\n", out.path().string());
}

void add_date_options(CLI::App& command, SimulateOptions& options) {
  CLI::Option* event_time =
      command
          .add_option(
              "--event-time", options.event_time,
              "When it happened, such as 2018-09-05T18:08 (UTC), so that images tell their\n"
              "times; of the first dates six days before and after it, then every twelve")
          ->check(not_empty())
          ->option_text("TIME")
          ->group("Dates");
  CLI::Option* dates = command
                           .add_option("--dates", options.dates,
                                       "Times of all images instead, on both sides of the event")
                           ->needs(event_time)
                           ->option_text("TIME ...")
                           ->group("Dates");
  command
      .add_option("--second-dates", options.second_dates,
                  "Times of the images of a second pass [twelve hours from those of the first]")
      ->needs(dates)
      ->option_text("TIME ...")
      ->group("Dates");
  command.add_option("--before", options.event.before, "Dates before the event")
      ->check(whole_between(1, 100))
      ->excludes(dates)
      ->option_text("INT:1 to 100=3")
      ->group("Dates");
  command.add_option("--after", options.event.after, "Dates after the event")
      ->check(whole_between(1, 100))
      ->excludes(dates)
      ->option_text("INT:1 to 100=1")
      ->group("Dates");
}

void add_ground_options(CLI::App& command, SimulateOptions& options) {
  sim::EventOptions& event = options.event;
  command
      .add_option("--dem", event.dem, "Real terrain, in m; its middle is taken [generated hills]")
      ->check(not_empty())
      ->option_text("FILE")
      ->group("Ground");
  command.add_option("--centre", options.centre, "Of the area on --dem [its middle]")
      ->expected(2)
      ->check(between(-360.0, 360.0))
      ->option_text("LON LAT")
      ->group("Ground");
  command
      .add_option("--dem-void", event.dem_void, "Heights from here down mean that there is none")
      ->check(between(-20000, 20000))
      ->group("Ground");
  command
      .add_option("--relief", event.relief_m,
                  "Height of generated hills, m [600, less on small areas]")
      ->check(between(0.0, 9000.0))
      ->group("Ground");
  command
      .add_option("--ridges", event.ridges_m,
                  "From ridge to ridge of generated hills, m [4000, less on small areas]")
      ->check(between(100.0, 100000.0))
      ->group("Ground");
  command
      .add_option("--forest", event.cover.forest_share,
                  "Share of the slopes under forest; the rest are meadows and rock")
      ->check(between(0.0, 1.0))
      ->capture_default_str()
      ->group("Ground");
  command
      .add_option("--farmland-below", event.cover.farmland_below_deg,
                  "Slope up to which ground is farmland, degrees; 0: no farmland, no water")
      ->check(between(0.0, 45.0))
      ->capture_default_str()
      ->group("Ground");
  command
      .add_option("--water", event.cover.water_share,
                  "Share of the ground, the lowest, that is water where it is flat")
      ->check(between(0.0, 1.0))
      ->capture_default_str()
      ->group("Ground");
  command
      .add_option("--pass", options.passes,
                  "How the satellite flies: local incidence, layover and shadow. Of two passes\n"
                  "each has a folder [seen at one incidence angle everywhere]")
      ->expected(1, 2)
      ->delimiter(',')
      ->check(CLI::IsMember({"ascending", "descending"}))
      ->option_text("ascending | descending ...")
      ->group("Ground");
  command
      .add_option("--incidence", options.incidence_deg,
                  "Incidence angle in the middle of level ground, degrees, with --pass")
      ->check(between(29.0, 46.0))
      ->capture_default_str()
      ->group("Ground");
}

void add_inventory_options(CLI::App& command, sim::EventOptions& event, CLI::Option* inventory) {
  command
      .add_option("--deposits", event.deposits,
                  "Outlines of what they left below: each stays with the landslide it touches")
      ->check(not_empty())
      ->needs(inventory)
      ->option_text("FILE")
      ->group("Landslides");
  CLI::Option* place =
      command
          .add_option_function<std::string>(
              "--place",
              [&event](const std::string& where) { event.place_matching = where == "matching"; },
              "Where the inventory has them, or moved to slopes as steep as theirs and turned\n"
              "downslope")
          ->check(CLI::IsMember({"given", "matching"}))
          ->needs(inventory)
          ->option_text("given | matching [given]")
          ->group("Landslides");
  command
      .add_option("--inventory-dem", event.inventory_dem,
                  "Terrain the inventory lies on, for their slopes and directions [slopes of 25 ±\n"
                  "5 degrees; down to the deposits or along the longest axis]")
      ->check(not_empty())
      ->needs(place)
      ->option_text("FILE")
      ->group("Landslides");
}

void add_landslide_options(CLI::App& command, sim::EventOptions& event) {
  sim::LandslideOptions& slides = event.landslides;
  CLI::Option* inventory =
      command
          .add_option("--inventory", event.inventory,
                      "Outlines of the landslides: GeoPackage, GeoJSON or shapefile")
          ->check(not_empty())
          ->option_text("FILE")
          ->group("Landslides");
  add_inventory_options(command, event, inventory);
  command.add_option("--landslides", slides.count, "Landslides to place")
      ->check(whole_between(0, 100000))
      ->excludes(inventory)
      ->option_text("INT:0 to 100000=40")
      ->group("Landslides");
  command.add_option("--smallest", slides.min_area_m2, "Area of the smallest, m²")
      ->check(between(50.0, 1e6))
      ->capture_default_str()
      ->group("Landslides");
  command.add_option("--largest", slides.max_area_m2, "Area of the largest, m²")
      ->check(between(100.0, 1e7))
      ->capture_default_str()
      ->group("Landslides");
  command.add_option("--debris-vv", slides.debris.vv_db, "Mean γ⁰ of the ground they leave, dB")
      ->check(between(-30.0, 10.0))
      ->capture_default_str()
      ->group("Landslides");
  command.add_option("--debris-vh", slides.debris.vh_db, "Likewise in VH, dB")
      ->check(between(-30.0, 10.0))
      ->capture_default_str()
      ->group("Landslides");
  command
      .add_option("--debris-deviation", slides.debris.deviation_db,
                  "Deviation of both between landslides, dB")
      ->check(between(0.0, 10.0))
      ->capture_default_str()
      ->group("Landslides");
  command
      .add_option("--least-stripped", slides.debris.least_stripped,
                  "Least share of its ground that a landslide strips")
      ->check(between(0.0, 1.0))
      ->capture_default_str()
      ->group("Landslides");
}

void add_product_options(CLI::App& command, SimulateOptions& options) {
  CLI::Option* products =
      command
          .add_flag("--products", options.event.products,
                    "Write Sentinel-1 products (IW GRDH, SAFE) and an event.toml for scarp map\n"
                    "instead of images on the map; needs --pass and --event-time")
          ->needs("--event-time")
          ->group("Products");
  command
      .add_option("--margin", options.margin_m,
                  "Ground around the area, m, without landslides [0; products 6000]")
      ->check(between(0.0, 100000.0))
      ->group("Products");
  command
      .add_option("--product-size", options.product_size,
                  "Lines and pixels of products, around the middle [all of the ground]")
      ->expected(2)
      ->check(whole_between(64, 40000))
      ->needs(products)
      ->option_text("LINES PIXELS")
      ->group("Products");
}

void add_image_options(CLI::App& command, SimulateOptions& options) {
  sim::EventOptions& event = options.event;
  sim::SceneOptions& scene = event.scene;
  command.add_option("--texture", scene.texture, "How uneven each land cover is; 0: even")
      ->check(between(0.0, 10.0))
      ->capture_default_str()
      ->group("Images");
  command
      .add_option("--weather", scene.weather,
                  "How much moisture and season change between dates; 0: nothing")
      ->check(between(0.0, 10.0))
      ->capture_default_str()
      ->group("Images");
  command
      .add_option("--changed-parcels", event.changed_parcels,
                  "Share of the parcels used otherwise since the event: false alarms")
      ->check(between(0.0, 1.0))
      ->capture_default_str()
      ->group("Images");
  command.add_option("--looks", scene.looks, "Looks of the speckle")
      ->check(between(0.5, 1000.0))
      ->capture_default_str()
      ->group("Images");
  command
      .add_option("--speckle-correlation", options.speckle_correlation,
                  "Correlation of the speckle of neighbouring cells [0; products 0.5]")
      ->check(between(0.0, 0.66))
      ->group("Images");
  command
      .add_option("--noise", options.noise_db,
                  "Noise-equivalent backscatter, dB [-60; products -23.5]")
      ->check(between(-100.0, 0.0))
      ->group("Images");
  command
      .add_option("--despeckle", event.despeckle_db,
                  "Filter by total variation of this strength, dB; 0: none")
      ->check(between(0.0, 20.0))
      ->capture_default_str()
      ->group("Images");
}

}  // namespace

void add_simulate(CLI::App& app) {
  auto options = std::make_shared<SimulateOptions>();
  CLI::App* command = app.add_subcommand(
      "simulate", "Make radar images before and after an invented landslide event, with the truth");
  command->group("Commands");
  command->footer(
      "Generated hills or real ones, forest, farmland and water; terrain-corrected γ⁰ (linear\n"
      "power) with speckle, weather and farming. For trying scarp out, for tests and for "
      "training,\n"
      "never as evidence. For example:\n\n"
      "  scarp simulate --out event --landslides 60 --after 2\n"
      "  scarp simulate --out event --dem dem.tif --pass ascending,descending --cell 20 \\\n"
      "                 --event-time 2018-09-05T18:08 --before 3 --after 2");
  command
      ->add_option("--out", options->out,
                   "Folder to make, with pre_vv.tif, pre_vh.tif, post_vv.tif, post_vh.tif,\n"
                   "mask.tif, dem.tif, land_cover.tif and the landslides in truth.gpkg")
      ->required()
      ->check(not_empty())
      ->option_text("FOLDER (required)");
  command
      ->add_option("--size", options->size, "Rows and columns, cells; one number: as many of both")
      ->expected(1, 2)
      ->check(whole_between(64, 20000))
      ->option_text("INT:64 to 20000=512 ...");
  command->add_option("--cell", options->event.cell_m, "Cell size, m")
      ->check(between(1.0, 100.0))
      ->capture_default_str();
  add_date_options(*command, *options);
  add_ground_options(*command, *options);
  add_landslide_options(*command, options->event);
  add_image_options(*command, *options);
  add_product_options(*command, *options);
  command->add_option("--seed", options->event.seed, "Another seed is another event")
      ->check(whole_between(0, std::numeric_limits<std::uint64_t>::max()))
      ->option_text(fmt::format("UINT={}", options->event.seed))
      ->capture_default_str();
  add_common_options(*command, options->common);
  command->callback([options] { run(*options); });
}

}  // namespace scarp::cli
