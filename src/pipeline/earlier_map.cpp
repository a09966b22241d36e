#include "pipeline/earlier_map.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <variant>
#include <vector>

#include "core/json.h"
#include "core/run_record.h"
#include "core/sha256.h"
#include "geo/vector_digest.h"
#include "geo/vector_file.h"
#include "pipeline/event_products.h"
#include "pipeline/stage_cache.h"

namespace scarp::pipeline {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::ordered_json;

/// Takes in values one by one, so that none runs into the next.
class Digest {
 public:
  void add(std::string_view text) {
    add(static_cast<double>(text.size()));
    hash_.update(text.data(), text.size());
  }
  void add(double number) { hash_.update(&number, sizeof number); }
  void add(std::int64_t number) { hash_.update(&number, sizeof number); }

  void add(const geo::Ring& ring) {
    add(static_cast<double>(ring.size()));
    for (const Point p : ring) {
      add(p.x);
      add(p.y);
    }
  }

  void add(const geo::FieldValue& value) {
    add(static_cast<std::int64_t>(value.index()));
    if (const auto* whole = std::get_if<std::int64_t>(&value)) add(*whole);
    if (const auto* real = std::get_if<double>(&value)) add(*real);
    if (const auto* text = std::get_if<std::string>(&value)) add(std::string_view(*text));
  }

  std::string text() { return hash_.hex_digest(); }

 private:
  Sha256 hash_;
};

std::string sha256_of(const geo::VectorLayer& layer) {
  Digest digest;
  for (const geo::Field& field : layer.fields) digest.add(std::string_view(field.name));
  digest.add(static_cast<std::int64_t>(layer.without_polygon));
  for (const geo::Feature& feature : layer.features) {
    for (const geo::Polygon& polygon : feature.geometry) {
      digest.add(polygon.outer);
      for (const geo::Ring& hole : polygon.holes) digest.add(hole);
    }
    for (const geo::FieldValue& value : feature.values) digest.add(value);
  }
  return digest.text();
}

// Of the layer of landslides, whichever its name; empty where there is none.
std::string layer_of(const std::vector<std::string>& layers) {
  for (const std::string& name :
       {product::LayerNames().landslides, product::cems_names().landslides}) {
    if (std::find(layers.begin(), layers.end(), name) != layers.end()) return name;
  }
  return "";
}

// Outlines, columns and values. Opening the file with another program does not change it, editing
// does.
std::string landslides_sha256(const std::string& package) {
  const std::string layer = layer_of(geo::polygon_layers(package));
  return layer.empty() ? "" : sha256_of(geo::read_polygons(package, layer));
}

std::string other_layers_sha256(const std::string& package) {
  return geo::other_layers_sha256(package, layer_of(geo::polygon_layers(package)));
}

/// What people may change in a result, its digest as it was written, and what to say then.
struct Editable {
  const char* file;
  const char* fact;
  std::string (*digest)(const std::string& path);
  const char* changed;
  const char* advice;
};
constexpr const char* kKeepElsewhere = "Keep it elsewhere first, or try --overwrite";
constexpr std::array<Editable, 3> kEditable{
    {{kPackageFile, "landslides_sha256", landslides_sha256, "landslides.gpkg was edited",
      "Make a map of the edits with --from-edited first, or try --overwrite"},
     {kPackageFile, "other_layers_sha256", other_layers_sha256,
      "other layers of landslides.gpkg were added or edited", kKeepElsewhere},
     {kProjectFile, "project_sha256", sha256_of_file, "landslides.qgs was changed",
      kKeepElsewhere}}};

void add_scenes(const std::vector<event::Acquisition>& side, Json& files) {
  for (const event::Scene& scene : event::scenes_of(side)) {
    files.push_back(identity_of(scene.path));
    if (!scene.orbit_file.empty()) files.push_back(identity_of(scene.orbit_file));
  }
}

}  // namespace

std::string inputs_sha256(const event::Plan& plan) {
  Json files = Json::array();
  for (const event::PlannedTrack& planned : plan.tracks) {
    add_scenes(planned.track.before, files);
    add_scenes(planned.track.after, files);
  }
  const event::Event& event = plan.event;
  std::vector<std::string> others{event.dem, event.water, event.inventory, event.interpreted_area};
  if (!event::box_in(event.area)) others.push_back(event.area);
  others.insert(others.end(), event.models.begin(), event.models.end());
  for (const std::string& file : others) {
    if (!file.empty()) files.push_back(identity_of(file));
  }
  Digest digest;
  digest.add(std::string_view(files.dump(-1, ' ', false, Json::error_handler_t::replace)));
  return digest.text();
}

void record_as_written(const OutputFolder& out, RunRecord& record) {
  for (const Editable& one : kEditable) record.fact(one.fact, one.digest(out.file(one.file)));
}

std::optional<Edit> edit_of(const fs::path& folder) {
  const Json record = object_in(folder / kRunRecordName);
  for (const Editable& one : kEditable) {
    const fs::path file = folder / one.file;
    const Json::json_pointer fact(std::string("/facts/") + one.fact);
    if (!fs::exists(file) || !record.contains(fact)) continue;
    if (one.digest(file) != text_at(record, fact.to_string())) return Edit{one.changed, one.advice};
  }
  return std::nullopt;
}

bool has_all_outputs(const fs::path& folder) {
  const std::vector<std::string> outputs = texts_at(object_in(folder / kRunRecordName), "/outputs");
  std::error_code error;
  return !outputs.empty() && std::all_of(outputs.begin(), outputs.end(), [&](const auto& name) {
    return fs::is_regular_file(folder / name, error);
  });
}

}  // namespace scarp::pipeline
