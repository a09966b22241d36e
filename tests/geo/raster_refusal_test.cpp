// What RasterFile says of files it cannot use.

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <limits>

#include "geo/crs.h"
#include "geo/raster_file.h"
#include "geo/vector_file.h"
#include "make_raster.h"
#include "support/error_of.h"
#include "support/temp_folder.h"

namespace scarp::geo {
namespace {

namespace fs = std::filesystem;
using test::error_of;
using test::make_raster;
using test::RasterRecipe;
using test::TempFolder;
using test::write_file;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

std::string open_error(const fs::path& path) {
  return error_of([&] { RasterFile file(path.string()); });
}

std::string read_error(const fs::path& path) {
  return error_of([&] { read_band(RasterFile(path.string())); });
}

class RasterRefusal : public testing::Test {
 protected:
  // The message for a file, which must name it.
  static testing::Matcher<std::string> says(const fs::path& path, const std::string& what) {
    return AllOf(StartsWith(path.string() + ": "), HasSubstr(what));
  }

  TempFolder folder_;
};

TEST_F(RasterRefusal, MissingFile) {
  EXPECT_THAT(open_error(folder_ / "none.tif"), says(folder_ / "none.tif", "no such file"));
  EXPECT_THAT(open_error(""), HasSubstr("no such file"));
}

TEST_F(RasterRefusal, Folder) {
  EXPECT_THAT(open_error(folder_.path()), says(folder_.path(), "is a folder"));
}

TEST_F(RasterRefusal, Empty) {
  write_file(folder_ / "a.tif", "");
  EXPECT_THAT(open_error(folder_ / "a.tif"), says(folder_ / "a.tif", "is empty"));
}

TEST_F(RasterRefusal, NoPermission) {
  make_raster(folder_ / "a.tif");
  fs::permissions(folder_ / "a.tif", fs::perms::none);
  fs::permissions(folder_.path(), fs::perms::all);
  // The superuser may read everything: try as somebody else, in a process of its own.
  const pid_t child = fork();
  if (child == 0) {
    if (getuid() == 0 && setuid(65534) != 0) _exit(2);
    const std::string message = open_error(folder_ / "a.tif");
    _exit(message.find("a.tif: may not be read") != std::string::npos ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST_F(RasterRefusal, TextInDisguise) {
  write_file(folder_ / "a.tif", "these are not the pixels you are looking for\n");
  EXPECT_THAT(open_error(folder_ / "a.tif"), says(folder_ / "a.tif", "cannot be read as a raster"));
}

TEST_F(RasterRefusal, SnapDescription) {
  write_file(folder_ / "a.dim", "<?xml version=\"1.0\"?><Dimap_Document/>");
  EXPECT_THAT(open_error(folder_ / "a.dim"),
              AllOf(says(folder_ / "a.dim", "SNAP"), HasSubstr(".img")));
}

TEST_F(RasterRefusal, Vectors) {
  write_file(folder_ / "a.geojson", R"({"type":"FeatureCollection","features":[{"type":"Feature",
    "properties":{},"geometry":{"type":"Point","coordinates":[1,2]}}]})");
  EXPECT_THAT(open_error(folder_ / "a.geojson"), says(folder_ / "a.geojson", "vector data"));
}

TEST_F(RasterRefusal, NetworkAndReferencesToOtherFiles) {
  EXPECT_THAT(open_error("/vsicurl/http://127.0.0.1/a.tif"), HasSubstr("not allowed"));
  EXPECT_THAT(open_error("/vsizip//vsicurl/http://127.0.0.1/a.zip/a.tif"),
              HasSubstr("not allowed"));
  EXPECT_THAT(open_error("/vsizip/{/vsicurl/http://127.0.0.1/a.zip}/a.tif"),
              HasSubstr("not allowed"));
  EXPECT_THAT(open_error("/vsistdin/"), HasSubstr("not allowed"));
  EXPECT_THAT(open_error("MEM:::DATAPOINTER=0x1,PIXELS=1,LINES=1"), HasSubstr("no such file"));
  make_raster(folder_ / "a.tif");
  write_file(folder_ / "a.vrt", R"(<VRTDataset rasterXSize="4" rasterYSize="3">
    <VRTRasterBand dataType="Float32" band="1"><SimpleSource>
    <SourceFilename relativeToVRT="1">a.tif</SourceFilename></SimpleSource></VRTRasterBand>
    </VRTDataset>)");
  EXPECT_THAT(open_error(folder_ / "a.vrt"), says(folder_ / "a.vrt", "cannot be read"));
}

TEST_F(RasterRefusal, CutShort) {
  RasterRecipe recipe;
  recipe.size = {200, 200};
  make_raster(folder_ / "a.tif", recipe);
  const RasterFile file(folder_ / "a.tif");
  fs::resize_file(folder_ / "a.tif", fs::file_size(folder_ / "a.tif") / 2);
  EXPECT_THAT(read_error(folder_ / "a.tif"), says(folder_ / "a.tif", "cannot be read"));
}

// What GDAL writes last is the directory: such a header is at the front in files made by others.
TEST_F(RasterRefusal, CutShortBehindItsHeader) {
  RasterRecipe recipe;
  recipe.size = {600, 600};
  recipe.options = {"TILED=YES", "COMPRESS=DEFLATE"};
  make_raster(folder_ / "a.tif", recipe);
  GDALDataset* source = GDALDataset::Open((folder_ / "a.tif").c_str());
  GDALDataset* copy = GetGDALDriverManager()->GetDriverByName("COG")->CreateCopy(
      (folder_ / "cog.tif").c_str(), source, FALSE, nullptr, nullptr, nullptr);
  GDALClose(copy);
  GDALClose(source);
  fs::resize_file(folder_ / "cog.tif", fs::file_size(folder_ / "cog.tif") * 2 / 3);
  ASSERT_EQ(open_error(folder_ / "cog.tif"), "no error");
  EXPECT_THAT(read_error(folder_ / "cog.tif"),
              AllOf(says(folder_ / "cog.tif", "band 1 cannot be read"), HasSubstr("download")));
}

TEST_F(RasterRefusal, CutShortEnvi) {
  RasterRecipe recipe;
  recipe.driver = "ENVI";
  recipe.size = {200, 200};
  make_raster(folder_ / "a.img", recipe);
  fs::resize_file(folder_ / "a.img", std::uintmax_t{199} * 200 * 4);
  EXPECT_THAT(open_error(folder_ / "a.img"),
              says(folder_ / "a.img", "it has 159200 bytes, but its header promises 160000"));
}

TEST_F(RasterRefusal, CutShortOtherwise) {
  RasterRecipe recipe;
  recipe.driver = "HFA";
  recipe.size = {200, 200};
  make_raster(folder_ / "a.img", recipe);
  fs::resize_file(folder_ / "a.img", fs::file_size(folder_ / "a.img") / 2);
  EXPECT_THAT(read_error(folder_ / "a.img"), says(folder_ / "a.img", "cannot be read"));
  write_file(folder_ / "a.asc",
             "ncols 3\nnrows 3\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3\n4 5");
  EXPECT_THAT(read_error(folder_ / "a.asc"), says(folder_ / "a.asc", "cannot be read"));
}

TEST_F(RasterRefusal, ComplexValues) {
  RasterRecipe recipe;
  recipe.type = GDT_CFloat32;
  make_raster(folder_ / "a.tif", recipe);
  EXPECT_THAT(open_error(folder_ / "a.tif"), says(folder_ / "a.tif", "complex numbers"));
}

TEST_F(RasterRefusal, BrokenGeotransform) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const std::array<double, 6>& terms : {std::array<double, 6>{nan, 10, 0, 0, 0, -10},
                                             {500000, 10, 0, HUGE_VAL, 0, -10},
                                             {500000, 10, 10, 0, 10, 10}}) {
    RasterRecipe recipe;
    recipe.geotransform = terms;
    make_raster(folder_ / "a.tif", recipe);
    EXPECT_THAT(open_error(folder_ / "a.tif"), says(folder_ / "a.tif", "cannot be inverted"));
  }
}

TEST_F(RasterRefusal, BandsAndWindowsOutOfRange) {
  make_raster(folder_ / "a.tif");
  const RasterFile file(folder_ / "a.tif");
  for (const int band : {-1, 0, 2}) {
    EXPECT_THAT(error_of([&] { read_band(file, band); }),
                says(folder_ / "a.tif", "was asked for, but there are 1"));
    EXPECT_THAT(error_of([&] { file.band(band); }), HasSubstr("was asked for"));
  }
  constexpr int kMax = std::numeric_limits<int>::max();
  for (const Window& window : {Window{0, 0, 4, 4},
                               {-1, 0, 2, 2},
                               {0, 3, 1, 2},
                               {0, 0, 0, 0},
                               {0, 0, -1, 2},
                               {2, 2, kMax - 2, kMax - 2}}) {
    EXPECT_THAT(error_of([&] { file.read(1, window); }),
                says(folder_ / "a.tif", "reach beyond its 3 × 4"));
  }
}

TEST_F(RasterRefusal, NoReferenceSystem) {
  RasterRecipe recipe;
  recipe.crs = "";
  make_raster(folder_ / "a.tif", recipe);
  const RasterFile file(folder_ / "a.tif");
  EXPECT_EQ(file.grid().crs(), nullptr);
  EXPECT_EQ(file.grid().to_world({0, 0}), (Point{500000, 4700000}));
  EXPECT_THAT(error_of([&] { file.require_georeference(); }),
              says(folder_ / "a.tif", "no coordinate reference system"));
}

TEST_F(RasterRefusal, LocalReferenceSystem) {
  RasterRecipe recipe;
  recipe.crs = R"(ENGCRS["site",EDATUM["site"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],
                 LENGTHUNIT["metre",1]])";
  make_raster(folder_ / "a.tif", recipe);
  EXPECT_THAT(error_of([&] { RasterFile(folder_ / "a.tif").require_georeference(); }),
              says(folder_ / "a.tif", "no coordinate reference system"));
}

TEST_F(RasterRefusal, ControlPointsOnly) {
  RasterRecipe recipe;
  recipe.geotransform.reset();
  recipe.crs = "";
  recipe.finish = [](GDALDataset& dataset) {
    OGRSpatialReference system;
    system.importFromEPSG(4326);
    GDAL_GCP points[4] = {};
    GDALInitGCPs(4, points);
    for (int i = 0; i < 4; ++i) {
      points[i].dfGCPPixel = i % 2 * 4;
      points[i].dfGCPLine = i < 2 ? 0 : 3;
      points[i].dfGCPX = 12 + points[i].dfGCPPixel;
      points[i].dfGCPY = 42 - points[i].dfGCPLine;
    }
    ASSERT_EQ(dataset.SetGCPs(4, points, &system), CE_None);
    GDALDeinitGCPs(4, points);
  };
  make_raster(folder_ / "a.tif", recipe);
  EXPECT_THAT(error_of([&] { RasterFile(folder_ / "a.tif").require_georeference(); }),
              says(folder_ / "a.tif", "Terrain-correct it first"));
}

TEST_F(RasterRefusal, SeveralRastersInOne) {
  RasterRecipe recipe;
  make_raster(folder_ / "a.tif", recipe);
  recipe.options = {"APPEND_SUBDATASET=YES"};
  make_raster(folder_ / "a.tif", recipe);
  EXPECT_THAT(open_error(folder_ / "a.tif"),
              AllOf(says(folder_ / "a.tif", "holds 2 rasters"), HasSubstr("GTIFF_DIR:1:")));
}

// A header of a few hundred bytes may claim 8 TB.
TEST_F(RasterRefusal, MoreThanMemoryHolds) {
  geo::parse_crs("EPSG:4326");  // sets GDAL up
  CPLStringList options;
  for (const char* option : {"SPARSE_OK=YES", "TILED=YES", "COMPRESS=DEFLATE", "BIGTIFF=YES",
                             "BLOCKXSIZE=32768", "BLOCKYSIZE=32768"}) {
    options.AddString(option);
  }
  GDALClose(GetGDALDriverManager()->GetDriverByName("GTiff")->Create(
      (folder_ / "a.tif").c_str(), 1500000, 1500000, 1, GDT_Float32, options.List()));
  const RasterFile file(folder_ / "a.tif");
  EXPECT_EQ(file.grid().size(), (Size{1500000, 1500000}));
  EXPECT_THAT(error_of([&] { read_band(file); }),
              says(folder_ / "a.tif", "do not fit into memory"));
}

}  // namespace
}  // namespace scarp::geo
