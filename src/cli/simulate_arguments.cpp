#include "cli/simulate_arguments.h"

#include <string>

namespace scarp::cli {
namespace {

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
  command
      .add_option("--centre", options.centre,
                  "Of the area [the middle of --dem; generated hills: Iburi]")
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

void add_event_options(CLI::App& command, SimulateOptions& options) {
  add_date_options(command, options);
  add_ground_options(command, options);
  add_landslide_options(command, options.event);
  add_image_options(command, options);
  add_product_options(command, options);
}

}  // namespace scarp::cli
