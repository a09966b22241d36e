#include "event/event_json.h"

namespace scarp::event {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const MapChoices& choices) {
  const auto or_auto = [](const std::optional<double>& value) {
    return value ? Json(*value) : Json("auto");
  };
  return {{"crs", choices.crs},
          {"resolution", or_auto(choices.resolution)},
          {"polarisations", choices.polarisations},
          {"false_alarm_rate", choices.false_alarm_rate},
          {"min_area_ha", or_auto(choices.min_area_ha)},
          {"min_slope_deg", choices.min_slope_deg},
          {"dates_before", choices.dates_before},
          {"dates_after", choices.dates_after},
          {"shift_limit_cells", choices.shift_limit_cells},
          {"tta", choices.tta},
          {"threshold", or_auto(choices.threshold)},
          {"screening_threshold", or_auto(choices.screening_threshold)}};
}

}  // namespace

Json json_of(const Event& event) {
  Json json{{"name", event.name},
            {"type", event.type},
            {"time", event.time ? event.time->text() : ""},
            {"area", event.area},
            {"scenes", event.scenes},
            {"before", event.before},
            {"after", event.after},
            {"orbits", event.orbits},
            {"dem", event.dem},
            {"dem_datum", event.dem_datum},
            {"dem_nodata", event.dem_no_data ? Json(*event.dem_no_data) : Json()},
            {"models", event.models},
            {"water", event.water},
            {"inventory", event.inventory},
            {"interpreted_area", event.interpreted_area}};
  json["options"] = json_of(event.choices);
  return json;
}

}  // namespace scarp::event
