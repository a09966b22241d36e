#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/crs.h"
#include "geo/polygon.h"

namespace scarp::geo {

enum class FieldType { integer, real, text };

struct Field {
  std::string name;
  FieldType type = FieldType::real;
};

using FieldValue = std::variant<std::monostate, std::int64_t, double, std::string>;

/// A polygon and its attributes, in the order of the layer's fields; monostate is null.
struct Feature {
  MultiPolygon geometry;
  std::vector<FieldValue> values;
};

struct VectorLayer {
  std::string name;
  CrsPtr crs;
  std::vector<Field> fields;
  std::vector<Feature> features;
  std::size_t repaired = 0;         ///< of the features read, those whose polygons were not valid
  std::size_t without_polygon = 0;  ///< features of the file that are left out
};

/// By its ending: a GeoPackage, GeoJSON or shapefile.
bool is_vector_file(const std::string& path);

/// The polygons of one layer (the first when `layer` is empty) of a GeoPackage, GeoJSON or
/// shapefile. Invalid polygons are repaired; features without a polygon are passed over. Throws
/// Error when the file is unreadable, has no such layer, or holds no polygon layer.
VectorLayer read_polygons(const std::string& path, const std::string& layer = "");

/// Names of the layers that may hold polygons, in the order of the file. Throws Error when it is
/// unreadable.
std::vector<std::string> polygon_layers(const std::string& path);

/// The same polygons in another reference system.
VectorLayer transform(const VectorLayer& layer, const CrsPtr& to);

/// Writes a GeoPackage, GeoJSON or shapefile (by the ending) layer by layer, feature by feature.
/// The file appears in `finish`, whole. GeoPackages carry a fixed time stamp, so that the same
/// input gives the same bytes; GeoJSON is written in longitude and latitude; a shapefile is several
/// files, and cuts field names to ten letters.
class VectorWriter {
 public:
  explicit VectorWriter(std::filesystem::path path);
  ~VectorWriter();
  VectorWriter(const VectorWriter&) = delete;
  VectorWriter& operator=(const VectorWriter&) = delete;

  /// Starts a layer; an empty one is valid. Only a GeoPackage holds several.
  void begin_layer(const std::string& name, const CrsPtr& crs, const std::vector<Field>& fields);
  /// Starts a table without geometry, in a GeoPackage.
  void begin_table(const std::string& name, const std::vector<Field>& fields);
  void add(const Feature& feature);  ///< to the layer or table begun last

  /// Throws Error when anything kept the file from being complete.
  void finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace scarp::geo
