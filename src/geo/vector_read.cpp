#include <fmt/format.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/text.h"
#include "geo/crs_internal.h"
#include "geo/gdal_internal.h"
#include "geo/ogr_geometry.h"
#include "geo/vector_file.h"

namespace scarp::geo {
namespace {

[[noreturn]] void throw_unknown(const std::string& path, const Complaints& complaints) {
  if (open_raster(path)) {
    throw Error({"holds a raster, not polygons", path, "Name a GeoPackage, GeoJSON or shapefile"});
  }
  throw Error({complaints.add_to("cannot be read as a vector file"), path,
               "GeoPackage, GeoJSON and shapefiles can be read; a shapefile needs its .shx and "
               ".dbf beside it"});
}

std::string layer_names(GDALDataset& dataset) {
  std::string names;
  for (OGRLayer* layer : dataset.GetLayers()) {
    names += (names.empty() ? "" : ", ") + std::string(layer->GetName());
  }
  return names;
}

// Layers of mixed content, as in GeoJSON, may hold polygons too.
bool may_hold_polygons(OGRLayer& layer) {
  const OGRwkbGeometryType type = wkbFlatten(layer.GetGeomType());
  return type == wkbUnknown || type == wkbGeometryCollection || OGR_GT_IsSurface(type) ||
         OGR_GT_IsSubClassOf(type, wkbMultiSurface);
}

OGRLayer& choose_layer(GDALDataset& dataset, const std::string& name, const std::string& path) {
  if (!name.empty()) {
    OGRLayer* layer = dataset.GetLayerByName(name.c_str());
    if (layer == nullptr) {
      throw Error(
          {fmt::format("has no layer \"{}\"", name), path, "It holds: " + layer_names(dataset)});
    }
    if (may_hold_polygons(*layer)) return *layer;
    throw Error({fmt::format("layer \"{}\" holds no polygons", name), path, ""});
  }
  for (OGRLayer* layer : dataset.GetLayers()) {
    if (may_hold_polygons(*layer)) return *layer;
  }
  throw Error({"holds no layer of polygons", path, ""});
}

FieldType field_type(OGRFieldType type) {
  switch (type) {
    case OFTInteger:
    case OFTInteger64:
      return FieldType::integer;
    case OFTReal:
      return FieldType::real;
    default:
      return FieldType::text;
  }
}

std::vector<Field> fields_of(OGRLayer& layer) {
  std::vector<Field> fields;
  for (int i = 0; i < layer.GetLayerDefn()->GetFieldCount(); ++i) {
    const OGRFieldDefn& definition = *layer.GetLayerDefn()->GetFieldDefn(i);
    fields.push_back({definition.GetNameRef(), field_type(definition.GetType())});
  }
  return fields;
}

std::string text_of(const OGRFeature& feature, int index) {
  std::string text = feature.GetFieldAsString(index);
  if (CPLIsUTF8(text.c_str(), -1)) return text;
  char* plain = CPLForceToASCII(text.c_str(), -1, '?');
  std::string result = plain;
  CPLFree(plain);
  return result;
}

FieldValue value_of(const OGRFeature& feature, int index, FieldType type) {
  if (!feature.IsFieldSetAndNotNull(index)) return {};
  switch (type) {
    case FieldType::integer:
      return static_cast<std::int64_t>(feature.GetFieldAsInteger64(index));
    case FieldType::real:
      return feature.GetFieldAsDouble(index);
    case FieldType::text:
      break;
  }
  return text_of(feature, index);
}

// Straight edges, two dimensions, valid.
MultiPolygon clean_polygons(const OGRGeometry& given, std::size_t& repaired) {
  GeometryPtr geometry(given.getLinearGeometry());
  if (!geometry) return {};
  geometry->flattenTo2D();
  if (geometry->IsValid()) return polygons_of(*geometry);
  ++repaired;
  const GeometryPtr valid(geometry->MakeValid());
  return valid ? polygons_of(*valid) : MultiPolygon{};
}

DatasetPtr open_polygons(const std::string& path) {
  require_readable_file(path);
  const Complaints opening;
  DatasetPtr dataset = open_vector(path);
  if (!dataset) throw_unknown(path, opening);
  return dataset;
}

}  // namespace

bool is_vector_file(const std::string& path) {
  constexpr std::array<const char*, 4> kEndings{".gpkg", ".geojson", ".json", ".shp"};
  const std::string ending = lower(std::filesystem::path(path).extension().string());
  return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

std::vector<std::string> polygon_layers(const std::string& path) {
  const DatasetPtr dataset = open_polygons(path);
  std::vector<std::string> names;
  for (OGRLayer* layer : dataset->GetLayers()) {
    if (may_hold_polygons(*layer)) names.emplace_back(layer->GetName());
  }
  return names;
}

VectorLayer read_polygons(const std::string& path, const std::string& layer) {
  const DatasetPtr dataset = open_polygons(path);
  OGRLayer& source = choose_layer(*dataset, layer, path);

  VectorLayer result{source.GetName(), from_ogr(source.GetSpatialRef()), fields_of(source)};
  const Complaints reading;
  bool seen_any = false;
  while (const OGRFeatureUniquePtr feature{source.GetNextFeature()}) {
    seen_any = true;
    const OGRGeometry* geometry = feature->GetGeometryRef();
    const Complaints quiet;  // broken geometry is repaired or passed over
    Feature copy;
    if (geometry != nullptr) copy.geometry = clean_polygons(*geometry, result.repaired);
    if (copy.geometry.empty()) {
      ++result.without_polygon;
      continue;
    }
    for (std::size_t i = 0; i < result.fields.size(); ++i) {
      copy.values.push_back(value_of(*feature, static_cast<int>(i), result.fields[i].type));
    }
    result.features.push_back(std::move(copy));
  }
  if (reading.failed()) {
    throw Error({reading.add_to("cannot be read to its end"), path,
                 "The file is damaged or cut short: copy or download it again"});
  }
  if (seen_any && result.features.empty()) throw Error({"holds no polygons", path, ""});
  return result;
}

}  // namespace scarp::geo
