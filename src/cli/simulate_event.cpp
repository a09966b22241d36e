#include <fmt/format.h>

#include <algorithm>

#include "cli/simulate_arguments.h"
#include "core/error.h"

namespace scarp::cli {
namespace {

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
void set_times(const SimulateOptions& options, sim::EventOptions& event) {
  constexpr double kDay_s = 86400;
  const Utc event_time = time_of(options.event_time, "--event-time");
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
void set_defaults(const SimulateOptions& options, sim::EventOptions& event) {
  constexpr double kMargin_m = 6000;
  constexpr double kSpeckleCorrelation = 0.5;
  constexpr double kNoise_db = -23.5;
  const bool products = event.products;
  event.margin_m = options.margin_m.value_or(products ? kMargin_m : event.margin_m);
  event.scene.speckle_correlation = options.speckle_correlation.value_or(
      products ? kSpeckleCorrelation : event.scene.speckle_correlation);
  event.scene.noise_db = options.noise_db.value_or(products ? kNoise_db : event.scene.noise_db);
}

}  // namespace

sim::EventOptions event_of(const SimulateOptions& options) {
  if (options.event.products) require_for_products(options);
  require_room(options.event.landslides);
  sim::EventOptions event = options.event;
  set_defaults(options, event);
  event.size = {options.size.front(), options.size.back()};
  if (!options.product_size.empty()) {
    event.product_size = Size{options.product_size[0], options.product_size[1]};
  }
  for (const std::string& pass : options.passes) {
    event.passes.push_back({pass == "ascending", options.incidence_deg});
  }
  if (!options.event_time.empty()) set_times(options, event);
  if (!options.centre.empty()) event.centre = LonLat{options.centre[0], options.centre[1]};
  return event;
}

void record_event(RunRecord& record, const SimulateOptions& options,
                  const sim::EventOptions& event) {
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
}

}  // namespace scarp::cli
