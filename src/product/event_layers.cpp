#include "product/event_layers.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "core/mask.h"
#include "core/text.h"
#include "geo/polygonise.h"

namespace scarp::product {
namespace {

std::string causes_in(std::uint8_t cell) {
  std::string causes;
  for (const MaskBitInfo& info : kMaskBits) {
    if (!has(cell, info.bit)) continue;
    if (!causes.empty()) causes += ", ";
    causes += info.name;
  }
  return causes;
}

geo::FieldValue real(std::optional<double> value) {
  geo::FieldValue field;  // null
  if (value && std::isfinite(*value)) field = *value;
  return field;
}

std::vector<geo::Field> landslide_fields(const LandslideFields& known) {
  std::vector<geo::Field> fields{{"area_m2"}, {"mean_" + known.value}, {"max_" + known.value}};
  for (const std::string& name : known.polarisations) {
    fields.push_back({"mean_change_" + lower(name) + "_db"});
  }
  fields.push_back({"mean_slope_deg"});
  if (!known.polarisations.empty()) fields.push_back({"direction", geo::FieldType::text});
  return fields;
}

void write_blind_areas(geo::VectorWriter& writer, const CrsPtr& crs,
                       const std::vector<BlindArea>& blind) {
  writer.begin_layer(kNotAssessableLayer, crs, {{"area_m2"}, {"cause", geo::FieldType::text}});
  for (const BlindArea& area : blind) {
    std::vector<geo::FieldValue> values;
    values.push_back(real(area.area_m2));
    values.emplace_back(area.cause);
    writer.add({area.outline, values});
  }
}

}  // namespace

std::string direction(const Landslide& landslide) {
  return landslide.mean_change < 0 ? "darker" : "brighter";
}

std::vector<BlindArea> blind_areas(const Runs& mask, const Grid& grid, double min_area_m2) {
  Runs inside;
  std::copy_if(mask.begin(), mask.end(), std::back_inserter(inside), [](const Run& run) {
    return !has(static_cast<std::uint8_t>(run.value), MaskBit::edited);
  });
  std::vector<BlindArea> areas;
  for (geo::Region& region : geo::polygonise(inside, grid, {.min_area_m2 = min_area_m2})) {
    const double area_m2 = region.area_m2;
    areas.push_back(
        {std::move(region.outline), area_m2, causes_in(static_cast<std::uint8_t>(region.value))});
  }
  return areas;
}

EventPackageWriter::EventPackageWriter(const std::filesystem::path& path, CrsPtr crs,
                                       LandslideFields known)
    : writer_(path), crs_(std::move(crs)), known_(std::move(known)) {
  writer_.begin_layer(kObservedEventLayer, crs_, landslide_fields(known_));
}

void EventPackageWriter::add(const Landslide& landslide) {
  std::vector<geo::FieldValue> values;
  for (const double value : {landslide.area_m2, landslide.mean_score, landslide.max_score}) {
    values.push_back(real(value));
  }
  for (const double change : landslide.mean_change_db) values.push_back(real(change));
  values.push_back(real(landslide.mean_slope_deg));
  if (!known_.polarisations.empty()) values.emplace_back(direction(landslide));
  writer_.add({landslide.outline, values});
}

void EventPackageWriter::finish(const std::vector<BlindArea>& blind) {
  write_blind_areas(writer_, crs_, blind);
  writer_.finish();
}

void write_event_package(const std::filesystem::path& path, const CrsPtr& crs,
                         const LandslideFields& known, const std::vector<Landslide>& landslides,
                         const std::vector<BlindArea>& blind) {
  EventPackageWriter writer(path, crs, known);
  for (const Landslide& landslide : landslides) writer.add(landslide);
  writer.finish(blind);
}

}  // namespace scarp::product
