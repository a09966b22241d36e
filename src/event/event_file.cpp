#include "event/event_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "core/default_model.h"
#include "core/error.h"
#include "core/text.h"
#include "event/toml_table.h"

namespace scarp::event {
namespace fs = std::filesystem;
namespace {

constexpr std::array<const char*, 4> kPolarisations{"VV", "VH", "HH", "HV"};
constexpr std::array<const char*, 3> kAugmentations{"none", "flips", "d4"};
constexpr std::array<const char*, 4> kDatums{"auto", "egm96", "egm2008", "ellipsoid"};

template <std::size_t N>
void require_one_of(const std::string& value, const std::array<const char*, N>& allowed,
                    const std::string& where) {
  if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return;
  throw Error({fmt::format("'{}' is none of {}", value, fmt::join(allowed, ", ")), where, ""},
              Fault::usage);
}

/// Makes paths of the file what they are for this process.
class Paths {
 public:
  explicit Paths(const std::string& file) : folder_(fs::path(file).parent_path()) {}

  std::string operator()(const std::string& path) const {
    if (path.empty()) return path;
    return fs::path(path).is_absolute() ? path : (folder_ / path).lexically_normal().string();
  }

  std::vector<std::string> operator()(std::vector<std::string> paths) const {
    for (std::string& path : paths) path = (*this)(path);
    return paths;
  }

  // Some may be called by their name.
  std::vector<std::string> of_models(std::vector<std::string> models) const {
    for (std::string& model : models) {
      if (model != kDefaultModel) model = (*this)(model);
    }
    return models;
  }

 private:
  fs::path folder_;
};

// A list of four numbers, or a file.
std::string area(TomlTable& table, const Paths& paths) {
  if (!table.is_list("area")) return paths(table.text("area"));
  return fmt::format("{}",
                     fmt::join(table.numbers("area", 4).value_or(std::vector<double>()), ","));
}

MapChoices choices(TomlTable& table) {
  MapChoices result;
  if (table.has("crs")) result.crs = table.text("crs");
  result.resolution = table.number("resolution", 1e-6, 1e5);
  for (const std::string& name : table.texts("polarisations")) {
    require_one_of(upper(name), kPolarisations, table.place_of("polarisations"));
    result.polarisations.push_back(upper(name));
  }
  result.false_alarm_rate =
      table.number("false_alarm_rate", 1e-9, 0.2).value_or(result.false_alarm_rate);
  result.min_area_ha = table.number("min_area_ha", 0, 10000);
  result.min_slope_deg = table.number("min_slope_deg", 0, 90).value_or(result.min_slope_deg);
  result.dates_before = table.whole("dates_before", 1, 100).value_or(result.dates_before);
  result.dates_after = table.whole("dates_after", 1, 100).value_or(result.dates_after);
  result.shift_limit_cells =
      table.number("shift_limit_cells", 0, 100).value_or(result.shift_limit_cells);
  if (table.has("tta")) {
    result.tta = lower(table.text("tta"));
    require_one_of(result.tta, kAugmentations, table.place_of("tta"));
  }
  result.threshold = table.number("threshold", 0, 1);
  result.screening_threshold = table.number("screening_threshold", 0, 1);
  table.require_all_read();
  return result;
}

}  // namespace

Event read_event(const std::string& path) {
  TomlTable table = TomlTable::read(path);
  const Paths paths(path);
  Event event;
  event.file = path;
  event.name = table.text("name");
  event.type = table.text("type");
  event.time = table.time("time");
  event.area = area(table, paths);
  event.scenes = paths(table.texts("scenes"));
  event.before = paths(table.texts("before"));
  event.after = paths(table.texts("after"));
  event.orbits = paths(table.text("orbits"));
  event.dem = paths(table.text("dem"));
  if (table.has("dem_datum")) {
    event.dem_datum = lower(table.text("dem_datum"));
    require_one_of(event.dem_datum, kDatums, table.place_of("dem_datum"));
  }
  event.dem_no_data = table.number("dem_nodata", -1e6, 1e6);
  event.models = paths.of_models(table.texts("models"));
  event.water = paths(table.text("water"));
  event.inventory = paths(table.text("inventory"));
  event.interpreted_area = paths(table.text("interpreted_area"));
  if (auto options = table.table("options")) event.choices = choices(*options);
  table.require_all_read();
  return event;
}

}  // namespace scarp::event
