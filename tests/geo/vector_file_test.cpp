#include "geo/vector_file.h"

#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

#include <cmath>
#include <filesystem>
#include <limits>

#include "full_disk.h"
#include "geo/crs.h"
#include "make_raster.h"
#include "support/error_of.h"
#include "support/shared_data.h"
#include "support/temp_folder.h"

namespace scarp::geo {
namespace {

namespace fs = std::filesystem;
using test::error_of;
using test::TempFolder;
using test::write_file;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

Polygon square(double x, double y, double edge) {
  return {{{x, y}, {x + edge, y}, {x + edge, y + edge}, {x, y + edge}, {x, y}}, {}};
}

Polygon square_with_hole(double x, double y, double edge) {
  Polygon polygon = square(x, y, edge);
  Ring hole = square(x + edge / 4, y + edge / 4, edge / 2).outer;
  polygon.holes.emplace_back(hole.rbegin(), hole.rend());
  return polygon;
}

const std::vector<Field> kFields{
    {"id", FieldType::integer}, {"area_m2", FieldType::real}, {"note", FieldType::text}};

void write_sample(const fs::path& path, const CrsPtr& crs, double x, double y, double edge) {
  VectorWriter writer(path);
  writer.begin_layer("landslides", crs, kFields);
  writer.add(
      {{square_with_hole(x, y, edge)}, {std::int64_t{1}, 12.5, std::string("Atsuma ß 厚真")}});
  writer.add({{square(x + 2 * edge, y, edge), square(x + 4 * edge, y, edge)},
              {std::int64_t{2}, std::numeric_limits<double>::quiet_NaN(), std::monostate{}}});
  writer.finish();
}

std::string collection(const std::string& geometry) {
  return R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":1},)"
         R"("geometry":)" +
         geometry + "}]}";
}

TEST(VectorFile, GeoPackageComesBack) {
  const TempFolder folder;
  const CrsPtr utm = parse_crs("EPSG:32654");
  write_sample(folder / "a.gpkg", utm, 500000, 4700000, 100);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);

  const VectorLayer layer = read_polygons(folder / "a.gpkg");
  EXPECT_EQ(layer.name, "landslides");
  EXPECT_TRUE(same_crs(layer.crs, utm));
  ASSERT_EQ(layer.fields.size(), 3U);
  EXPECT_EQ(layer.fields[0].type, FieldType::integer);
  EXPECT_EQ(layer.fields[1].name, "area_m2");
  ASSERT_EQ(layer.features.size(), 2U);
  EXPECT_EQ(area(layer.features[0].geometry), 7500);
  EXPECT_EQ(layer.features[0].geometry[0].holes.size(), 1U);
  EXPECT_EQ(layer.features[1].geometry.size(), 2U);
  EXPECT_EQ(std::get<std::int64_t>(layer.features[0].values[0]), 1);
  EXPECT_EQ(std::get<double>(layer.features[0].values[1]), 12.5);
  EXPECT_EQ(std::get<std::string>(layer.features[0].values[2]), "Atsuma ß 厚真");
  EXPECT_TRUE(std::holds_alternative<std::monostate>(layer.features[1].values[1]));
  EXPECT_TRUE(std::holds_alternative<std::monostate>(layer.features[1].values[2]));
}

TEST(VectorFile, GeoPackagesAreTheSameBytes) {
  const TempFolder folder;
  write_sample(folder / "a.gpkg", parse_crs("EPSG:32654"), 500000, 4700000, 100);
  write_sample(folder / "b.gpkg", parse_crs("EPSG:32654"), 500000, 4700000, 100);
  EXPECT_TRUE(test::read_file(folder / "a.gpkg") == test::read_file(folder / "b.gpkg"));
}

TEST(VectorFile, GeoPackagesHoldSeveralAndEmptyLayers) {
  const TempFolder folder;
  const CrsPtr utm = parse_crs("EPSG:32654");
  VectorWriter writer(folder / "a.gpkg");
  writer.begin_layer("landslides", utm, kFields);
  writer.begin_layer("outline", utm, {});
  writer.add({{square(0, 0, 1)}, {}});
  writer.finish();
  EXPECT_TRUE(read_polygons(folder / "a.gpkg").features.empty());
  EXPECT_EQ(read_polygons(folder / "a.gpkg").name, "landslides");
  EXPECT_EQ(read_polygons(folder / "a.gpkg", "outline").features.size(), 1U);
  EXPECT_THAT(polygon_layers(folder / "a.gpkg"), ElementsAre("landslides", "outline"));
  EXPECT_THAT(error_of([&] { read_polygons(folder / "a.gpkg", "roads"); }),
              AllOf(HasSubstr("a.gpkg: has no layer \"roads\""), HasSubstr("landslides, outline")));
}

TEST(VectorFile, GeoJsonIsInLongitudeAndLatitude) {
  const TempFolder folder;
  write_sample(folder / "a.geojson", parse_crs("EPSG:32654"), 500000, 4700000, 100);
  const VectorLayer layer = read_polygons(folder / "a.geojson");
  EXPECT_TRUE(same_crs(layer.crs, wgs84()));
  ASSERT_EQ(layer.features.size(), 2U);
  EXPECT_NEAR(layer.features[0].geometry[0].outer[0].x, 141, 1e-2);
  EXPECT_NEAR(layer.features[0].geometry[0].outer[0].y, 42.45, 1e-2);
  const std::string text = test::read_file(folder / "a.geojson");
  EXPECT_THAT(text, HasSubstr("\"area_m2\": null"));
  EXPECT_THAT(text, Not(HasSubstr("\"crs\"")));
  EXPECT_NEAR(area(transform(layer, parse_crs("EPSG:32654")).features[0].geometry), 7500, 5);
}

TEST(VectorFile, EmptyGeoJsonIsValid) {
  const TempFolder folder;
  VectorWriter writer(folder / "a.geojson");
  writer.begin_layer("landslides", wgs84(), kFields);
  writer.finish();
  EXPECT_TRUE(read_polygons(folder / "a.geojson").features.empty());
}

TEST(VectorFile, ShapefileComesBackWithItsCompanions) {
  const TempFolder folder;
  const CrsPtr utm = parse_crs("EPSG:32654");
  write_sample(folder / "a.shp", utm, 500000, 4700000, 100);
  for (const char* ending : {"shp", "shx", "dbf", "prj", "cpg"}) {
    EXPECT_TRUE(fs::exists(folder / ("a." + std::string(ending)))) << ending;
  }
  const VectorLayer layer = read_polygons(folder / "a.shp");
  EXPECT_TRUE(same_crs(layer.crs, utm));
  ASSERT_EQ(layer.features.size(), 2U);
  EXPECT_EQ(area(layer.features[0].geometry), 7500);
  EXPECT_EQ(layer.features[1].geometry.size(), 2U);
  EXPECT_EQ(std::get<std::string>(layer.features[0].values[2]), "Atsuma ß 厚真");

  fs::create_directory(folder / "again");
  write_sample(folder / "again/a.shp", utm, 500000, 4700000, 100);
  for (const char* name : {"a.shp", "a.dbf", "a.shx"}) {
    EXPECT_EQ(test::read_file(folder / name), test::read_file(folder.path() / "again" / name))
        << name;
  }
}

TEST(VectorFile, NothingAppearsWithoutFinish) {
  const TempFolder folder;
  for (const char* name : {"a.gpkg", "a.geojson", "a.shp"}) {
    VectorWriter writer(folder / name);
    writer.begin_layer("landslides", wgs84(), {});
    writer.add({{square(0, 0, 1)}, {}});
  }
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(VectorWriter, NoticesAFullDisk) {
  const TempFolder folder;
  for (const char* name : {"a.gpkg", "a.geojson", "a.shp"}) {
    for (const int bytes : {0, 500, 50000, 200000}) {
      EXPECT_TRUE(test::fails_cleanly(folder.path(), static_cast<std::uint64_t>(bytes),
                                      [&] {
                                        VectorWriter writer(folder / name);
                                        writer.begin_layer("landslides", wgs84(), {});
                                        for (int i = 0; i < 2000; ++i)
                                          writer.add({{square(i % 50, i % 40, 0.5)}, {}});
                                        writer.finish();
                                      }))
          << name << " of " << bytes << " bytes";
    }
  }
}

TEST(VectorWriter, RefusesWhatItCannotWrite) {
  const TempFolder folder;
  EXPECT_THAT(error_of([&] { VectorWriter(folder / "a.kml"); }),
              HasSubstr(".gpkg, .geojson or .shp"));
  EXPECT_THAT(error_of([&] { VectorWriter(folder / "none" / "a.gpkg"); }),
              HasSubstr("does not exist"));
  VectorWriter writer(folder / "a.geojson");
  EXPECT_THAT(error_of([&] { writer.begin_layer("a", nullptr, {}); }),
              HasSubstr("no coordinate reference system"));
  EXPECT_THAT(error_of([&] { writer.add({{square(0, 0, 1)}, {}}); }), HasSubstr("does not fit"));
  writer.begin_layer("a", wgs84(), {});
  EXPECT_THAT(error_of([&] { writer.begin_layer("b", wgs84(), {}); }), HasSubstr("one layer"));
  EXPECT_THAT(error_of([&] { writer.add({{square(0, 0, 1)}, {1.0}}); }), HasSubstr("does not fit"));
}

TEST(ReadPolygons, RepairsInvalidPolygons) {
  const TempFolder folder;
  write_file(folder / "bow.geojson",
             collection(R"({"type":"Polygon","coordinates":[[[0,0],[2,2],[2,0],[0,2],[0,0]]]})"));
  const VectorLayer layer = read_polygons(folder / "bow.geojson");
  ASSERT_EQ(layer.features.size(), 1U);
  EXPECT_EQ(layer.features[0].geometry.size(), 2U);
  EXPECT_DOUBLE_EQ(area(layer.features[0].geometry), 2);
}

TEST(ReadPolygons, TakesPolygonsOutOfCollections) {
  const TempFolder folder;
  write_file(folder / "a.geojson", collection(R"({"type":"GeometryCollection","geometries":[
      {"type":"Point","coordinates":[5,5]},
      {"type":"Polygon","coordinates":[[[0,0,7],[1,0,7],[1,1,7],[0,0,7]]]}]})"));
  const VectorLayer layer = read_polygons(folder / "a.geojson");
  ASSERT_EQ(layer.features.size(), 1U);
  EXPECT_DOUBLE_EQ(area(layer.features[0].geometry), 0.5);
}

TEST(ReadPolygons, StraightensCurves) {
  const TempFolder folder;
  write_sample(folder / "unused.gpkg", wgs84(), 0, 0, 1);  // sets GDAL up
  GDALDataset* dataset = GetGDALDriverManager()->GetDriverByName("GPKG")->Create(
      (folder / "a.gpkg").c_str(), 0, 0, 0, GDT_Unknown, nullptr);
  OGRLayer* layer = dataset->CreateLayer("circles", nullptr, wkbCurvePolygon, nullptr);
  OGRFeature feature(layer->GetLayerDefn());
  OGRGeometry* circle = nullptr;
  OGRGeometryFactory::createFromWkt("CURVEPOLYGON(CIRCULARSTRING(-1 0,0 1,1 0,0 -1,-1 0))", nullptr,
                                    &circle);
  feature.SetGeometryDirectly(circle);
  ASSERT_EQ(layer->CreateFeature(&feature), OGRERR_NONE);
  GDALClose(dataset);
  const VectorLayer read = read_polygons(folder / "a.gpkg");
  EXPECT_EQ(read.crs, nullptr);
  EXPECT_NEAR(area(read.features.at(0).geometry), M_PI, 0.01);
}

TEST(ReadPolygons, RefusesWhatHoldsNone) {
  const TempFolder folder;
  const auto message = [](const fs::path& path) { return error_of([&] { read_polygons(path); }); };
  EXPECT_THAT(message(folder / "none.gpkg"), HasSubstr("none.gpkg: no such file"));
  write_file(folder / "a.geojson", collection(R"({"type":"Point","coordinates":[5,5]})"));
  EXPECT_THAT(message(folder / "a.geojson"), HasSubstr("a.geojson: holds no"));
  write_file(folder / "b.geojson", "{ not json");
  EXPECT_THAT(message(folder / "b.geojson"), HasSubstr("b.geojson: cannot be read"));
  write_file(folder / "c.shp", "text");
  EXPECT_THAT(message(folder / "c.shp"), HasSubstr("c.shp: cannot be read"));
  test::make_raster(folder / "d.tif");
  EXPECT_THAT(message(folder / "d.tif"), HasSubstr("d.tif: holds a raster"));
  EXPECT_THAT(message("http://127.0.0.1/a.geojson"), HasSubstr("no such file"));
}

TEST(ReadPolygons, RefusesFilesCutShort) {
  const TempFolder folder;
  write_sample(folder / "a.gpkg", wgs84(), 0, 0, 1);
  fs::resize_file(folder / "a.gpkg", fs::file_size(folder / "a.gpkg") / 2);
  EXPECT_THAT(error_of([&] { read_polygons(folder / "a.gpkg"); }), HasSubstr("a.gpkg: "));
  write_sample(folder / "a.geojson", wgs84(), 0, 0, 1);
  fs::resize_file(folder / "a.geojson", fs::file_size(folder / "a.geojson") / 2);
  EXPECT_THAT(error_of([&] { read_polygons(folder / "a.geojson"); }), HasSubstr("a.geojson: "));
}

TEST(TransformLayer, SaysWhichHasNoImage) {
  VectorLayer layer{"far", wgs84(), {}, {{{square(0, 89.5, 1)}, {}}}};
  EXPECT_THAT(error_of([&] { transform(layer, parse_crs("EPSG:3857")); }),
              HasSubstr("layer \"far\" has no image in EPSG:3857"));
}

TEST(ReadPolygons, ReadsARealInventory) {
  SCARP_SHARED_DATA(path, "png2024/papau_new_guinea_landslide_2024.geojson");
  const VectorLayer layer = read_polygons(path);
  EXPECT_FALSE(layer.features.empty());
}

}  // namespace
}  // namespace scarp::geo
