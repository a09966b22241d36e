#include "pipeline/edited_layers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/json.h"
#include "geo/overlap.h"
#include "pipeline/outline_index.h"

namespace scarp::pipeline {
namespace {

using product::MapLandslide;

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string layer_of(const std::string& path) {
  const std::vector<std::string> layers = geo::polygon_layers(path);
  for (const std::string& name :
       {product::LayerNames().landslides, product::cems_names().landslides}) {
    if (contains(layers, name)) return name;
  }
  if (layers.size() == 1) return layers.front();
  throw Error(
      {fmt::format("has no layer {}", product::LayerNames().landslides), path,
       fmt::format("It holds: {}. Rename the layer that you edited", fmt::join(layers, ", "))});
}

bool inside(const geo::MultiPolygon& outline, const Bounds& box) {
  const Bounds own = geo::bounds_of(outline);
  return own.min_x < box.max_x && own.max_x > box.min_x && own.min_y < box.max_y &&
         own.max_y > box.min_y;
}

void require_inside(const std::vector<MapLandslide>& landslides, const MappedEvent& map,
                    const std::string& path, Reporter& reporter) {
  const Bounds box = map.grid.bounds();
  const auto outside = std::count_if(landslides.begin(), landslides.end(),
                                     [&](const auto& one) { return !inside(one.outline, box); });
  if (outside == 0) return;
  if (static_cast<std::size_t>(outside) == landslides.size()) {
    throw Error({"none of its landslides lies in the map", path,
                 "Check the reference system of the layer, and that it belongs to this map"});
  }
  reporter.warn(
      fmt::format("{} of {} landslides lie outside of the map: nothing was measured there", outside,
                  landslides.size()));
}

// Overlaps become one landslide, with the number and notes of the first.
std::vector<MapLandslide> without_overlaps(std::vector<MapLandslide> landslides,
                                           EditedLandslides& edited) {
  std::vector<geo::MultiPolygon> outlines;
  for (const MapLandslide& one : landslides) outlines.push_back(one.outline);
  std::vector<MapLandslide> apart;
  for (geo::Joined& joined : geo::join_overlapping(outlines)) {
    MapLandslide& one = apart.emplace_back(std::move(landslides[joined.members.front()]));
    one.outline = std::move(joined.geometry);
    if (joined.members.size() > 1) edited.joined += joined.members.size();
  }
  return apart;
}

// Numbers that are missing or taken get the next ones, which no landslide of the machine has. How
// many were taken, or are none that a landslide can have.
std::size_t number(std::vector<MapLandslide>& landslides,
                   const std::vector<MapLandslide>& machine) {
  std::set<std::int64_t> taken;
  std::int64_t highest = 0;
  for (const MapLandslide& one : machine) highest = std::max(highest, one.id);
  std::vector<MapLandslide*> without;
  for (MapLandslide& one : landslides) {
    const bool sound = one.id > 0 && one.id < std::numeric_limits<std::int32_t>::max();
    if (sound && taken.insert(one.id).second) {
      highest = std::max(highest, one.id);
    } else {
      without.push_back(&one);
    }
  }
  std::size_t anew = 0;
  for (MapLandslide* one : without) {
    anew += one->id != 0 ? 1 : 0;
    one->id = ++highest;
  }
  return anew;
}

bool near(std::optional<double> a, std::optional<double> b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return std::abs(*a - *b) <= 1e-6 * std::max(std::abs(*a), std::abs(*b));
}

// Whether someone wrote other numbers than were measured.
bool other_numbers(const MapLandslide& edited, const MapLandslide& machine,
                   const std::set<std::string>& columns, const std::string& value) {
  const auto differ = [&](const std::string& column, auto a, auto b) {
    return columns.contains(column) && !near(a, b);
  };
  return differ("area_m2", edited.area_m2, machine.area_m2) ||
         differ("mean_" + value, edited.mean_score, machine.mean_score) ||
         differ("max_" + value, edited.max_score, machine.max_score) ||
         differ("mean_slope_deg", edited.mean_slope_deg, machine.mean_slope_deg);
}

// As the machine drew it: what it measured, with what an analyst wrote.
MapLandslide described_anew(MapLandslide edited, const MapLandslide& machine,
                            const std::set<std::string>& columns) {
  MapLandslide result = machine;
  result.by_analyst = false;
  if (edited.id != 0) result.id = edited.id;
  result.others = std::move(edited.others);
  for (const product::TextColumn& column : product::kTextColumns) {
    std::string& text = edited.*column.text;
    if (!columns.contains(column.name) || text == machine.*column.text) continue;
    result.*column.text = std::move(text);
    result.by_analyst = true;
  }
  return result;
}

// Of a reshaped outline its columns say what the machine wrote of another; what differs from that,
// an analyst wrote.
MapLandslide drawn_anew(MapLandslide edited, const MapLandslide* machine, const MappedEvent& map) {
  MapLandslide result;
  result.id = edited.id;
  result.outline = std::move(edited.outline);
  result.others = std::move(edited.others);
  result.by_analyst = true;
  for (const product::TextColumn& column : product::kTextColumns) {
    std::string& text = edited.*column.text;
    if (machine == nullptr || text != machine->*column.text) result.*column.text = std::move(text);
  }
  const auto fill = [](std::string& text, std::string otherwise) {
    if (text.empty()) text = std::move(otherwise);
  };
  fill(result.event, text_at(map.summary, "/event"));
  fill(result.event_type, text_at(map.summary, "/event_type"));
  fill(result.description, product::kDescription);
  fill(result.method, "analyst");
  return result;
}

// What the machine drew keeps what it measured of it.
void recognise(const MappedEvent& map, const std::set<std::string>& columns,
               EditedLandslides& edited) {
  const OutlineIndex machine(map.machine, map.grid);
  std::map<std::int64_t, const MapLandslide*> by_id;
  for (const MapLandslide& one : map.machine) by_id.emplace(one.id, &one);
  std::set<std::size_t> found;
  for (MapLandslide& one : edited.landslides) {
    const auto same = machine.find(one.outline);
    if (same && found.insert(*same).second) {
      const MapLandslide& before = map.machine[*same];
      edited.renumbered += other_numbers(one, before, columns, map.value) ? 1 : 0;
      one = described_anew(std::move(one), before, columns);
      edited.drawn.push_back(false);
      ++edited.kept;
    } else {
      const auto of_id = by_id.find(one.id);
      one = drawn_anew(std::move(one), of_id == by_id.end() ? nullptr : of_id->second, map);
      edited.drawn.push_back(true);
    }
  }
  edited.removed = map.machine.size() - edited.kept;
}

void tell(const EditedLandslides& edited, const std::string& path, Reporter& reporter) {
  const auto warn = [&](const char* what, std::size_t count) {
    if (count > 0) reporter.warn(fmt::format("{}: {}: {}", path, what, count));
  };
  warn("outlines that crossed themselves, repaired", edited.repaired);
  warn("features without a polygon, left out", edited.without_polygon);
  warn("outlines that shared ground with others, joined to one landslide each", edited.joined);
  warn("landslides whose numbers were changed by hand, which are as measured again",
       edited.renumbered);
  warn("ids that are no whole numbers, not read", edited.not_numbers);
  warn("landslides whose id another one has, or that no landslide can have, numbered anew",
       edited.numbered_anew);
}

}  // namespace

EditedLandslides read_edited(const std::string& path, const MappedEvent& map, Reporter& reporter) {
  const geo::VectorLayer layer = layer_on(map.grid, path, layer_of(path));
  EditedLandslides edited;
  edited.repaired = layer.repaired;
  edited.without_polygon = layer.without_polygon;
  product::LandslideLayer read = product::landslides_in(layer, map.value, map.polarisations);
  require_inside(read.landslides, map, path, reporter);
  edited.other_fields = std::move(read.other_fields);
  edited.landslides = without_overlaps(std::move(read.landslides), edited);
  recognise(map, read.columns, edited);
  edited.not_numbers = read.not_numbers;
  edited.numbered_anew = number(edited.landslides, map.machine);
  tell(edited, path, reporter);
  return edited;
}

}  // namespace scarp::pipeline
