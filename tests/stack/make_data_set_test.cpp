#include "stack/make_data_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include "geo/crs.h"
#include "geo/rasterise.h"
#include "geo/vector_file.h"
#include "made_files.h"
#include "support/error_of.h"
#include "support/shared_data.h"
#include "support/temp_folder.h"

namespace scarp::stack {
namespace {

using dataset::Part;
using test::error_of;
using test::image_of;
using test::make_file;
using test::make_polygons;
using test::utm_grid;
using testing::HasSubstr;

class MakeDataSet : public testing::Test {
 protected:
  // A stack of one band that tells the cell, with a landslide in each of 6 × 6 patches.
  LabelledStack make_stack(const std::string& name, double east = 0,
                           const std::string& unit = "1") {
    const Grid grid = utm_grid({96, 96}, 10, east);
    Image<float> image = image_of(
        grid, [&](double x, double y) { return (x - 573220 - east) / 10 + (4747320 - y) * 10; });
    make_file(folder_ / (name + ".tif"), grid, image, {"cell", unit});
    std::vector<Window> slides;
    for (int i = 0; i < 36; ++i) slides.push_back({16 * (i / 6) + 3, 16 * (i % 6) + 4, 2, 3});
    make_polygons(folder_ / (name + ".gpkg"), grid, slides);
    LabelledStack stack;
    stack.stack = folder_ / (name + ".tif");
    stack.labels.inventory = folder_ / (name + ".gpkg");
    stack.event = name;
    return stack;
  }

  dataset::DataSet run() {
    OutputFolder out(folder_ / "out", true);
    RunRecord record("dataset", HashDepth::small_files);
    make_data_set(options_, out, record, threads_, reporter_);
    record.write(out.file("run.json"), out.written(), reporter_);
    out.commit();
    return dataset::DataSet(folder_ / "out");
  }

  test::TempFolder folder_;
  DataSetOptions options_;
  ThreadPool threads_{2};
  Reporter reporter_{Reporter::Level::quiet};
};

TEST_F(MakeDataSet, CutsWhatTheStackHolds) {
  options_.sources = {make_stack("a")};
  options_.cut.patch = options_.cut.stride = 16;
  const dataset::DataSet set = run();
  EXPECT_EQ(set.count(Part::train), 22);
  EXPECT_EQ(set.count(Part::validation), 6);
  EXPECT_EQ(set.count(Part::test), 8);
  EXPECT_EQ(set.bands()[0].name, "cell");
  EXPECT_EQ(set.scaling().kind, dataset::Scaling::Kind::patch_minmax);
  std::vector<int> seen(36);
  for (const Part part : dataset::kParts) {
    const dataset::Patches patches = set.read(part);
    EXPECT_TRUE(patches.valid.empty());
    for (std::int64_t i = 0; i < patches.count; ++i) {
      const float* x = patches.patch(i);
      const int first = static_cast<int>(x[0]);  // col + 100·row + 50.5
      const int row = (first - 50) / 100;
      const int col = (first - 50) % 100;
      const int square = row / 16 * 6 + col / 16;
      ++seen[static_cast<std::size_t>(square)];
      EXPECT_EQ(x[17] - x[0], 101) << "one down, one right";
      EXPECT_EQ(std::accumulate(patches.labels(i), patches.labels(i) + 256, 0.0F), 6);
      EXPECT_EQ(patches.labels(i)[3 * 16 + 4], 1);
    }
  }
  EXPECT_EQ(seen, std::vector<int>(36, 1));
}

TEST_F(MakeDataSet, CountsOnlyWhatSomeoneLookedAtAndSaw) {
  options_.sources = {make_stack("a")};
  options_.cut.patch = options_.cut.stride = 16;
  const Grid grid = utm_grid({96, 96});
  make_polygons(folder_ / "area.geojson", grid, {{0, 0, 96, 72}});
  options_.sources[0].labels.interpreted_area = folder_ / "area.geojson";
  Image<float> bits(grid.size(), 0);
  for (int col = 0; col < 16; ++col) {
    for (int row = 0; row < 16; ++row) bits(row, col) = 4;  // shadow
  }
  make_file(folder_ / "mask.tif", grid, bits, {});
  options_.sources[0].labels.mask = folder_ / "mask.tif";
  const dataset::DataSet set = run();
  std::int64_t patches = 0;
  std::int64_t half = 0;
  for (const Part part : dataset::kParts) {
    const dataset::Patches of_part = set.read(part);
    patches += of_part.count;
    for (std::int64_t i = 0; i < of_part.count; ++i) {
      const int valid = std::accumulate(of_part.validity(i), of_part.validity(i) + 256, 0);
      half += valid == 128 ? 1 : 0;
      EXPECT_TRUE(valid == 128 || valid == 256);
    }
  }
  EXPECT_EQ(patches, 6 * 5 - 1) << "the column without any, and the one in shadow";
  EXPECT_EQ(half, 6);
}

TEST_F(MakeDataSet, LeavesOneEventOut) {
  options_.sources = {make_stack("a"), make_stack("b", 100000), make_stack("c", 200000)};
  options_.cut.patch = options_.cut.stride = 16;
  options_.split = SplitKind::events;
  options_.test_event = "b";
  options_.block_cells = 16;
  options_.buffer_cells = 0;
  const dataset::DataSet set = run();
  EXPECT_EQ(set.count(Part::test), 36);
  EXPECT_EQ(set.count(Part::train) + set.count(Part::validation), 72);
  const std::string index = test::read_file(folder_ / "out/patches.csv");
  std::istringstream lines(index);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_EQ(line.rfind("test,", 0) == 0, line.find(",b,") != std::string::npos) << line;
  }
  options_.test_event = "z";
  EXPECT_THAT(error_of([&] { run(); }), HasSubstr("there is no event 'z'"));
  options_.sources.resize(1);
  EXPECT_THAT(error_of([&] { run(); }), HasSubstr("one event cannot be left out of one"));
}

TEST_F(MakeDataSet, WarnsOfPartsThatShareCells) {
  options_.cut.patch = 16;
  options_.cut.stride = 8;
  options_.sources = {make_stack("a")};
  run();
  EXPECT_THAT(reporter_.warnings(), testing::ElementsAre(HasSubstr("share cells")));
}

TEST_F(MakeDataSet, WarnsOfStacksThatShareGround) {
  options_.cut.patch = options_.cut.stride = 16;
  options_.sources = {make_stack("a"), make_stack("b", 100000)};
  run();
  EXPECT_TRUE(reporter_.warnings().empty());
  options_.sources[1] = make_stack("b");
  run();
  EXPECT_THAT(reporter_.warnings(), testing::ElementsAre(HasSubstr("share cells")));
}

TEST_F(MakeDataSet, BlocksHoldAlikeInDegreesAndMetres) {
  // The second stack is in degrees, its cells about as large.
  LabelledStack degrees;
  degrees.stack = folder_ / "degrees.tif";
  degrees.labels.inventory = folder_ / "degrees.gpkg";
  degrees.event = "degrees";
  constexpr double kCell_deg = 1e-4;
  const Grid grid({141, kCell_deg, 0, 43, 0, -kCell_deg}, {96, 96}, geo::parse_crs("EPSG:4326"));
  make_file(degrees.stack, grid, Image<float>(grid.size(), 1.0F), {"cell", "1"});
  std::vector<Window> slides;
  for (int i = 0; i < 36; ++i) slides.push_back({16 * (i / 6) + 3, 16 * (i % 6) + 4, 2, 3});
  make_polygons(degrees.labels.inventory, grid, slides);
  options_.sources = {make_stack("a"), degrees};
  options_.cut.patch = options_.cut.stride = 16;
  options_.split = SplitKind::blocks;
  options_.block_cells = 32;
  options_.buffer_cells = 0;
  run();
  // All of one block of metres would fit into one part; so would those in degrees if they were
  // dealt out in blocks of 32 × 10 degrees.
  std::istringstream lines(test::read_file(folder_ / "out/patches.csv"));
  std::set<std::string> parts;
  for (std::string line; std::getline(lines, line);) {
    if (line.find(",degrees,") != std::string::npos) parts.insert(line.substr(0, line.find(',')));
  }
  EXPECT_EQ(parts.size(), 3U);
}

TEST_F(MakeDataSet, RefusesStacksThatDiffer) {
  options_.sources = {make_stack("a"), make_stack("b", 100000, "dB")};
  EXPECT_THAT(error_of([&] { run(); }),
              HasSubstr("b.tif: the bands wanted are cell (1), but those given are cell (dB)"));
}

TEST_F(MakeDataSet, RefusesAnInventoryFromElsewhere) {
  options_.sources = {make_stack("a")};
  make_polygons(folder_ / "far.gpkg", utm_grid({9, 9}, 10, 90000), {{1, 1, 3, 3}});
  options_.sources[0].labels.interpreted_area = folder_ / "far.gpkg";
  EXPECT_THAT(error_of([&] { run(); }), HasSubstr("far.gpkg: has no polygon on the ground of"));
  options_.sources[0].labels = {folder_ / "far.gpkg", "", ""};
  EXPECT_THAT(error_of([&] { run(); }), HasSubstr("far.gpkg: has no polygon on the ground of"));
}

TEST_F(MakeDataSet, IsTheSameOnAnyNumberOfThreads) {
  options_.sources = {make_stack("a")};
  options_.cut = {16, 8, dataset::Keep::ratio, 0.5, 9};
  options_.scaling = dataset::Scaling::Kind::standard;
  const auto bytes = [&](int threads) {
    ThreadPool pool(threads);
    OutputFolder out(folder_ / "out", true);
    RunRecord record("dataset", HashDepth::small_files);
    make_data_set(options_, out, record, pool, reporter_);
    record.write(out.file("run.json"), out.written(), reporter_);
    out.commit();
    std::string all;
    for (const char* name : {"x_train.npy", "y_test.npy", "dataset.json", "patches.csv"}) {
      all += test::read_file(folder_ / "out" / name);
    }
    return all;
  };
  EXPECT_EQ(bytes(1), bytes(3));
}

// The inventory of Hokkaido 2018 on the grid of the paper's study: 6,116 outlines, 43.8 km².
TEST_F(MakeDataSet, LabelsHokkaido) {
  SCARP_SHARED_DATA(folder, "hokkaido-inventory");
  const geo::VectorLayer layer =
      geo::transform(geo::read_polygons((folder / "iburitoubu_sanpuku.geojson").string()),
                     geo::parse_crs("EPSG:32654"));
  ASSERT_EQ(layer.features.size(), 6116U);
  double area_m2 = 0;
  Bounds box{1e9, 1e9, -1e9, -1e9};
  for (const geo::Feature& feature : layer.features) {
    area_m2 += geo::area(feature.geometry);
    for (const geo::Polygon& polygon : feature.geometry) {
      for (const Point& p : polygon.outer) {
        box = {std::min(box.min_x, p.x), std::min(box.min_y, p.y), std::max(box.max_x, p.x),
               std::max(box.max_y, p.y)};
      }
    }
  }
  const Grid grid = snapped_grid(box, 10, layer.crs);
  make_file(folder_ / "h.tif", grid, Image<float>(grid.size(), 1), {"VV_pre", "power"});
  LabelledStack source;
  source.stack = folder_ / "h.tif";
  source.labels = {folder / "iburitoubu_sanpuku.geojson", folder / "handoku_Area.geojson", ""};
  const dataset::Labels labels = label_stack(StackFile(source.stack), source.labels, threads_);
  std::int64_t landslide = 0;
  std::int64_t valid = 0;
  for (std::size_t i = 0; i < labels.valid.values().size(); ++i) {
    landslide += labels.landslide.values()[i];
    valid += labels.valid.values()[i];
  }
  EXPECT_NEAR(area_m2, 43.8e6, 0.05e6);
  EXPECT_NEAR(static_cast<double>(landslide) * 100, area_m2, 0.01 * area_m2);
  EXPECT_GT(valid, landslide * 3);
  options_.sources = {source};
  const dataset::DataSet set = run();
  const std::int64_t patches =
      set.count(Part::train) + set.count(Part::validation) + set.count(Part::test);
  EXPECT_GT(patches, 500) << "the paper has 941 with another inventory";
  EXPECT_LT(patches, 1100);
  RecordProperty("patches", static_cast<int>(patches));
  RecordProperty("landslide_cells", static_cast<int>(landslide));
  RecordProperty("valid_cells", static_cast<int>(valid));
}

}  // namespace
}  // namespace scarp::stack
