#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "geo/vector_file.h"
#include "report/page.h"

namespace scarp::report {

/// The layers of an event's GeoPackage that a page shows, the landslides first; within each the
/// largest first. Throws Error when the file is unreadable or lacks the landslides.
std::vector<geo::VectorLayer> read_event_layers(const std::string& path);

/// One of those layers on the map, `listed` of it in a table too.
OutlineLayer outline_layer(const geo::VectorLayer& layer, double meridian_deg, std::size_t listed);

/// Where the outlines are too many for a page the smallest are left out, of the landslides last,
/// and `notes` says so. `most_bytes` is met roughly.
void fit_outlines(std::vector<OutlineLayer>& layers, std::size_t most_bytes,
                  std::vector<std::string>& notes);

/// The number in a field of each feature that has one.
std::vector<double> numbers_in(const geo::VectorLayer& layer, const std::string& field);

/// "Mean slope" for mean_slope_deg.
std::string column_title(const std::string& field);

/// An attribute as a person reads it, by the unit in the field's name: areas in hectares, dB,
/// degrees.
std::string value_text(const std::string& field, const geo::FieldValue& value);

}  // namespace scarp::report
