#include "product/event_layers.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "core/components.h"
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

Runs within_area(const Runs& mask) {
  Runs inside;
  std::copy_if(mask.begin(), mask.end(), std::back_inserter(inside), [](const Run& run) {
    return !has(static_cast<std::uint8_t>(run.value), MaskBit::edited);
  });
  return inside;
}

double area_of(const Run& run, const Grid& grid) {
  return (run.end - run.first) * grid.cell_area_m2(run.row);
}

// Which runs are part of connected ground, of whatever values, of at least that area.
std::vector<bool> in_large_regions(const Runs& runs, const Grid& grid, double min_area_m2) {
  Runs whole;  // runs of all values side by side as one
  std::vector<std::uint32_t> whole_of;
  for (const Run& run : runs) {
    const bool goes_on =
        !whole.empty() && whole.back().row == run.row && whole.back().end == run.first;
    if (goes_on) {
      whole.back().end = run.end;
    } else {
      whole.push_back({run.row, run.first, run.end, 1});
    }
    whole_of.push_back(static_cast<std::uint32_t>(whole.size() - 1));
  }
  const std::vector<std::int32_t> region_of = connect(whole, Connection::corners);
  std::vector<double> areas_m2;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    areas_m2.resize(std::max(areas_m2.size(), static_cast<std::size_t>(region_of[i]) + 1));
    areas_m2[static_cast<std::size_t>(region_of[i])] += area_of(whole[i], grid);
  }
  std::vector<bool> large;
  for (const std::uint32_t i : whole_of) {
    // A hair of slack: four cells of 99.999 m² reach 400 m².
    large.push_back(areas_m2[static_cast<std::size_t>(region_of[i])] >= min_area_m2 * (1 - 1e-6));
  }
  return large;
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

BlindAreas blind_areas(const Runs& mask, const Grid& grid, double min_area_m2) {
  Runs inside = within_area(mask);
  BlindAreas areas;
  const std::vector<bool> large = in_large_regions(inside, grid, min_area_m2);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    if (large[i]) {
      inside[kept++] = inside[i];
    } else {
      areas.smaller_m2 += area_of(inside[i], grid);
    }
  }
  inside.resize(kept);
  for (geo::Region& region : geo::polygonise(inside, grid)) {
    areas.shown.push_back({std::move(region.outline), region.area_m2,
                           causes_in(static_cast<std::uint8_t>(region.value))});
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
