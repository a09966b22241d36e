#include "pipeline/edited_layers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/json.h"
#include "core/run_record.h"
#include "geo/overlap.h"
#include "geo/raster_file.h"
#include "pipeline/event_products.h"

namespace scarp::pipeline {
namespace fs = std::filesystem;
namespace {

using product::MapLandslide;

// GeoJSON has seven decimals of a degree: a centimetre.
constexpr double kSamePlace_m = 0.05;

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// What tells outlines apart, whichever corner they begin with.
struct Look {
  std::size_t corners = 0;
  double area = 0;
  Bounds box{HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
};

Look look_of(const geo::MultiPolygon& outline) {
  Look look;
  look.area = geo::area(outline);
  for (const geo::Polygon& polygon : outline) {
    look.corners += polygon.outer.size();
    for (const geo::Ring& hole : polygon.holes) look.corners += hole.size();
    for (const Point p : polygon.outer) {
      look.box = {std::min(look.box.min_x, p.x), std::min(look.box.min_y, p.y),
                  std::max(look.box.max_x, p.x), std::max(look.box.max_y, p.y)};
    }
  }
  return look;
}

// `unit`: of the coordinates for each metre.
bool same(const Look& a, const Look& b, double unit) {
  const double near = kSamePlace_m * unit;
  const double edge = std::sqrt(std::max(a.area, b.area));
  return a.corners == b.corners && std::abs(a.area - b.area) <= 4 * near * edge + near * near &&
         std::abs(a.box.min_x - b.box.min_x) <= near &&
         std::abs(a.box.max_x - b.box.max_x) <= near &&
         std::abs(a.box.min_y - b.box.min_y) <= near && std::abs(a.box.max_y - b.box.max_y) <= near;
}

double unit_of(const Grid& grid) {
  return std::sqrt(grid.cell_width() * grid.cell_height()) / grid.cell_size_m();
}

// Finds outlines by the western edges of their boxes.
class Outlines {
 public:
  Outlines(const std::vector<MapLandslide>& landslides, double unit) : unit_(unit) {
    for (const MapLandslide& one : landslides) looks_.push_back(look_of(one.outline));
    for (std::size_t i = 0; i < looks_.size(); ++i) by_west_.insert({looks_[i].box.min_x, i});
  }

  /// The first that looks the same; nothing where there is none.
  std::optional<std::size_t> find(const geo::MultiPolygon& outline) const {
    const Look look = look_of(outline);
    const double near = 2 * kSamePlace_m * unit_;
    for (auto at = by_west_.lower_bound({look.box.min_x - near, 0});
         at != by_west_.end() && at->first <= look.box.min_x + near; ++at) {
      if (same(looks_[at->second], look, unit_)) return at->second;
    }
    return std::nullopt;
  }

 private:
  double unit_;
  std::vector<Look> looks_;
  std::set<std::pair<double, std::size_t>> by_west_;
};

bool all_the_same(const std::vector<MapLandslide>& a, const std::vector<MapLandslide>& b,
                  double unit) {
  if (a.size() != b.size()) return false;
  const Outlines known(b, unit);
  return std::all_of(a.begin(), a.end(),
                     [&](const MapLandslide& one) { return known.find(one.outline).has_value(); });
}

std::vector<MapLandslide> read_layer(const std::string& file, const std::string& layer,
                                     const MappedEvent& map) {
  std::vector<geo::Field> others;
  return product::landslides_in(geo::transform(geo::read_polygons(file, layer), map.grid.crs()),
                                map.value, map.polarisations, others);
}

// As scarp wrote them: an edited map keeps them in a layer of their own, another in its GeoJSON,
// to a centimetre; where the GeoPackage still has the same, its outlines are exact.
std::vector<MapLandslide> machine_landslides(const MappedEvent& map) {
  const std::string package = map.file(kPackageFile);
  const std::vector<std::string> layers = geo::polygon_layers(package);
  if (contains(layers, map.names.machine)) return read_layer(package, map.names.machine, map);
  std::vector<MapLandslide> told = read_layer(map.file(kGeoJsonFile), "", map);
  if (!contains(layers, map.names.landslides)) return told;
  std::vector<MapLandslide> there = read_layer(package, map.names.landslides, map);
  return all_the_same(there, told, unit_of(map.grid)) ? there : told;
}

std::vector<std::string> polarisations_in(const nlohmann::ordered_json& summary) {
  std::set<std::string> found;
  for (const auto& track : list_at(summary, "/tracks")) {
    for (const std::string& name : texts_at(track, "/polarisations")) found.insert(name);
  }
  std::vector<std::string> all;
  for (const char* name : {"VV", "HH", "VH", "HV"}) {
    if (found.contains(name)) all.emplace_back(name);
  }
  return all;
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
  const Bounds own = look_of(outline).box;
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

// Numbers that are missing or taken get the next ones.
void number(std::vector<MapLandslide>& landslides) {
  std::set<std::int64_t> taken;
  std::int64_t highest = 0;
  std::vector<MapLandslide*> without;
  for (MapLandslide& one : landslides) {
    const bool sound = one.id > 0 && one.id < std::numeric_limits<std::int32_t>::max();
    if (sound && taken.insert(one.id).second) {
      highest = std::max(highest, one.id);
    } else {
      without.push_back(&one);
    }
  }
  for (MapLandslide* one : without) one->id = ++highest;
}

// What the machine drew keeps what it said of it.
void recognise(const MappedEvent& map, EditedLandslides& edited) {
  const Outlines machine(map.machine, unit_of(map.grid));
  std::set<std::size_t> found;
  for (MapLandslide& one : edited.landslides) {
    const auto same = machine.find(one.outline);
    if (same && found.insert(*same).second) {
      const MapLandslide& before = map.machine[*same];
      std::vector<geo::FieldValue> others = std::move(one.others);
      const std::int64_t id = one.id;
      one = before;
      one.id = id;
      one.others = std::move(others);
      one.by_analyst = false;
      ++edited.kept;
    } else {
      MapLandslide drawn;
      drawn.id = one.id;
      drawn.outline = std::move(one.outline);
      drawn.others = std::move(one.others);
      drawn.method = "analyst";
      drawn.by_analyst = true;
      one = std::move(drawn);
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
}

}  // namespace

MappedEvent open_mapped_event(const fs::path& folder) {
  MappedEvent map;
  map.folder = folder;
  map.record = object_in(folder / kRunRecordName);
  if (text_at(map.record, "/program") != kProgram || text_at(map.record, "/command") != "map") {
    throw Error({"holds no result of scarp map", folder.string(),
                 "Name with --map the folder that the edited layer belongs to"});
  }
  map.summary = object_in(folder / "summary.json");
  map.value = fs::exists(folder / "probability.tif") ? "probability" : "score";
  map.polarisations = polarisations_in(map.summary);
  const geo::RasterFile score(map.file(map.value + ".tif"));
  score.require_georeference();
  map.grid = score.grid();
  const std::vector<std::string> layers = geo::polygon_layers(map.file(kPackageFile));
  if (contains(layers, product::cems_names().footprint)) map.names = product::cems_names();
  map.machine = machine_landslides(map);
  return map;
}

bool was_edited(const fs::path& folder) {
  const MappedEvent map = open_mapped_event(folder);
  const std::string package = map.file(kPackageFile);
  const std::vector<std::string> layers = geo::polygon_layers(package);
  if (contains(layers, map.names.machine) || !contains(layers, map.names.landslides)) return true;
  return !all_the_same(read_layer(package, map.names.landslides, map), map.machine,
                       unit_of(map.grid));
}

EditedLandslides read_edited(const std::string& path, const MappedEvent& map, Reporter& reporter) {
  geo::VectorLayer layer = geo::read_polygons(path, layer_of(path));
  if (!layer.crs) {
    throw Error(
        {"has no coordinate reference system", path, "Set it in the program that wrote the file"});
  }
  EditedLandslides edited;
  edited.repaired = layer.repaired;
  edited.without_polygon = layer.without_polygon;
  std::vector<MapLandslide> read = product::landslides_in(
      geo::transform(layer, map.grid.crs()), map.value, map.polarisations, edited.other_fields);
  require_inside(read, map, path, reporter);
  edited.landslides = without_overlaps(std::move(read), edited);
  number(edited.landslides);
  recognise(map, edited);
  tell(edited, path, reporter);
  return edited;
}

}  // namespace scarp::pipeline
