#include <fmt/format.h>
#include <ogrsf_frmts.h>

#include <cmath>
#include <utility>

#include "core/error.h"
#include "geo/crs_internal.h"
#include "geo/gdal_internal.h"
#include "geo/ogr_geometry.h"
#include "geo/output_file.h"
#include "geo/vector_file.h"

namespace scarp::geo {
namespace fs = std::filesystem;
namespace {

OGRFieldType ogr_type(FieldType type) {
  switch (type) {
    case FieldType::integer:
      return OFTInteger64;
    case FieldType::real:
      return OFTReal;
    case FieldType::text:
      break;
  }
  return OFTString;
}

void set_field(OGRFeature& feature, int index, const FieldValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    feature.SetField(index, static_cast<GIntBig>(*number));
  } else if (const auto* real = std::get_if<double>(&value); real && std::isfinite(*real)) {
    feature.SetField(index, *real);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    feature.SetField(index, text->c_str());
  } else {
    feature.SetFieldNull(index);
  }
}

enum class Format { geopackage, geojson, shapefile };

Format format_of(const fs::path& path) {
  const std::string ending = path.extension();
  if (ending == ".gpkg") return Format::geopackage;
  if (ending == ".geojson" || ending == ".json") return Format::geojson;
  if (ending == ".shp") return Format::shapefile;
  throw Error({"is no GeoPackage, GeoJSON or shapefile by its name", path.string(),
               "Let the name end in .gpkg, .geojson or .shp"});
}

const char* driver_name(Format format) {
  switch (format) {
    case Format::geopackage:
      return "GPKG";
    case Format::geojson:
      return "GeoJSON";
    case Format::shapefile:
      break;
  }
  return "ESRI Shapefile";
}

OGRwkbGeometryType geometry_type(Format format) {
  switch (format) {
    case Format::geopackage:
      return wkbMultiPolygon;
    case Format::geojson:
      return wkbUnknown;  // polygons stay polygons
    case Format::shapefile:
      break;
  }
  return wkbPolygon;  // a shapefile's polygons may have several parts
}

// The same input gives the same bytes: no date of today.
CPLStringList layer_options(Format format) {
  CPLStringList options;
  if (format == Format::geojson) options.SetNameValue("RFC7946", "YES");
  if (format == Format::shapefile) {
    options.SetNameValue("ENCODING", "UTF-8");
    options.SetNameValue("DBF_DATE_LAST_UPDATE", "1970-01-01");
  }
  return options;
}

}  // namespace

struct VectorWriter::Impl {
  OutputFile file;
  Format format;
  DatasetPtr dataset;  // after `file`: must be closed before the folder goes
  OGRLayer* layer = nullptr;
  std::size_t field_count = 0;

  explicit Impl(fs::path path) : file(std::move(path)), format(format_of(file.target())) {
    const Complaints complaints;
    const std::string path_aside = in_memory() ? memory_name(file) : file.aside().string();
    dataset.reset(
        driver(driver_name(format)).Create(path_aside.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    require(dataset != nullptr, complaints);
    if (format == Format::geopackage) {
      require(dataset->StartTransaction() == OGRERR_NONE, complaints);
    }
  }

  // GDAL's GeoJSON writer overlooks a full disk.
  bool in_memory() const { return format == Format::geojson; }

  ~Impl() {
    const Complaints quiet;
    dataset.reset();
    if (in_memory()) VSIUnlink(memory_name(file).c_str());
  }

  void require(bool done, const Complaints& complaints) const {
    if (done && !complaints.failed()) return;
    throw_unwritten(file.target(), complaints.add_to(driver_name(format)));
  }

  void require_open() const {
    if (!dataset) throw Error({"is finished already", file.target().string(), ""});
  }

  void begin_layer(const std::string& name, const CrsPtr& crs, const std::vector<Field>& fields);
  void begin_table(const std::string& name, const std::vector<Field>& fields);
  void make_fields(const std::vector<Field>& fields, const Complaints& complaints);
  void add(const Feature& feature);
  void finish();
};

void VectorWriter::Impl::begin_layer(const std::string& name, const CrsPtr& crs,
                                     const std::vector<Field>& fields) {
  require_open();
  if (format != Format::geopackage && layer != nullptr) {
    throw Error({"can hold one layer only", file.target().string(), "Write a GeoPackage"});
  }
  if (!crs) {
    throw Error({fmt::format("layer \"{}\" has no coordinate reference system", name),
                 file.target().string(), ""});
  }
  OGRSpatialReference system = to_ogr(*crs);
  const Complaints complaints;
  layer = dataset->CreateLayer(name.c_str(), &system, geometry_type(format),
                               layer_options(format).List());
  require(layer != nullptr, complaints);
  make_fields(fields, complaints);
}

void VectorWriter::Impl::begin_table(const std::string& name, const std::vector<Field>& fields) {
  require_open();
  if (format != Format::geopackage) {
    throw Error({"holds no tables without geometry", file.target().string(), "Write a GeoPackage"});
  }
  const Complaints complaints;
  layer = dataset->CreateLayer(name.c_str(), nullptr, wkbNone, nullptr);
  require(layer != nullptr, complaints);
  make_fields(fields, complaints);
}

void VectorWriter::Impl::make_fields(const std::vector<Field>& fields,
                                     const Complaints& complaints) {
  for (const Field& field : fields) {
    OGRFieldDefn definition(field.name.c_str(), ogr_type(field.type));
    require(layer->CreateField(&definition) == OGRERR_NONE, complaints);
  }
  field_count = fields.size();
  layer->ResetReading();  // makes the GeoPackage's table now, so that layers keep their order
}

void VectorWriter::Impl::add(const Feature& feature) {
  require_open();
  if (layer == nullptr || feature.values.size() != field_count) {
    throw Error({fmt::format("a feature with {} values does not fit its layer of {} fields",
                             feature.values.size(), field_count),
                 file.target().string(), ""});
  }
  const Complaints complaints;
  const OGRFeatureUniquePtr copy(OGRFeature::CreateFeature(layer->GetLayerDefn()));
  if (layer->GetGeomType() == wkbNone) {
    // of a table
  } else if (format == Format::geojson && feature.geometry.size() == 1) {
    copy->SetGeometryDirectly(new OGRPolygon(to_ogr(feature.geometry.front())));
  } else {
    copy->SetGeometryDirectly(to_ogr(feature.geometry).release());
  }
  for (std::size_t i = 0; i < field_count; ++i) {
    set_field(*copy, static_cast<int>(i), feature.values[i]);
  }
  require(layer->CreateFeature(copy.get()) == OGRERR_NONE, complaints);
}

void VectorWriter::Impl::finish() {
  require_open();
  const Complaints complaints;
  if (format == Format::geopackage) {
    require(dataset->CommitTransaction() == OGRERR_NONE, complaints);
  }
  layer = nullptr;
  dataset.reset();
  require(true, complaints);
  if (in_memory()) write_from_memory(file);
  if (format == Format::shapefile) {
    file.commit_with_companions();
  } else {
    file.commit();
  }
}

VectorWriter::VectorWriter(fs::path path) : impl_(std::make_unique<Impl>(std::move(path))) {}
VectorWriter::~VectorWriter() = default;

void VectorWriter::begin_layer(const std::string& name, const CrsPtr& crs,
                               const std::vector<Field>& fields) {
  impl_->begin_layer(name, crs, fields);
}

void VectorWriter::begin_table(const std::string& name, const std::vector<Field>& fields) {
  impl_->begin_table(name, fields);
}

void VectorWriter::add(const Feature& feature) { impl_->add(feature); }
void VectorWriter::finish() { impl_->finish(); }

}  // namespace scarp::geo
