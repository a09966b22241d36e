#include "report/folder_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "core/error.h"
#include "geo/cog.h"
#include "geo/raster_file.h"
#include "made_folder.h"
#include "product/map_package.h"
#include "report/html.h"
#include "support/temp_folder.h"

namespace scarp::report {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

class FolderPage : public testing::Test {
 protected:
  FolderPage() { test::make_map_folder(map()); }

  fs::path map() const { return folder_ / "map"; }
  Page page() const { return page_of_folder(map(), {}); }

  std::string error() const {
    try {
      page();
    } catch (const Error& error) {
      return error.problem().what;
    }
    return "none";
  }

  void edit(const char* name, const std::function<void(nlohmann::ordered_json&)>& how) const {
    test::edit_json(map() / name, how);
  }

 private:
  test::TempFolder folder_;
};

std::vector<std::string> names_of(const std::vector<Picture>& pictures) {
  std::vector<std::string> names;
  for (const Picture& picture : pictures) names.push_back(picture.name);
  return names;
}

std::size_t bytes_of(const std::vector<Picture>& pictures) {
  std::size_t bytes = 0;
  for (const Picture& picture : pictures) bytes += picture.png.size();
  return bytes;
}

std::string value_of(const std::vector<Fact>& facts, const std::string& name) {
  for (const Fact& fact : facts) {
    if (fact.name == name) return fact.value;
  }
  return "";
}

TEST_F(FolderPage, HasTheNumbersOfTheGeoPackage) {
  const Page page = this->page();
  EXPECT_EQ(value_of(page.key_figures, "Landslides"), "2");
  EXPECT_EQ(value_of(page.key_figures, "Area together"), "0.48 ha");
  EXPECT_EQ(value_of(page.key_figures, "Largest"), "0.36 ha");
  EXPECT_EQ(value_of(page.key_figures, "Not assessable"), "0.01 km² (2.1 %)");
  ASSERT_EQ(page.outlines.size(), 2U);
  EXPECT_THAT(page.outlines[0].outlines[0].values,
              ElementsAre("0.36 ha", "0.83", "0.95", "−3.2 dB", "31.5°", "darker"));
  EXPECT_THAT(page.outlines[1].outlines[0].values, ElementsAre("1.00 ha", "no data"));
  EXPECT_THAT(page.notes, ElementsAre("a warning of the run"));
}

TEST_F(FolderPage, ShowsTheImagesThatTheRunRead) {
  const Page page = this->page();
  EXPECT_THAT(names_of(page.pictures),
              ElementsAre("Before", "After", "Colour composite", "Relief", "Score", "Change"));
  ASSERT_EQ(page.swipes.size(), 1U);
  EXPECT_EQ(page.pictures[page.swipes[0].after].name, "After");
  EXPECT_EQ(page.pictures[0].description, "Radar backscatter VV, one date, 2018-09-01.");
  const test::TempFolder folder;
  test::write_file(folder / "after.png", page.pictures[1].png);
  const geo::RasterFile picture(folder / "after.png");
  EXPECT_NEAR(picture.grid().rows(), 60, 3);
  EXPECT_NEAR(picture.grid().cols(), 80, 3);
}

TEST_F(FolderPage, IsTheSameEveryTime) { EXPECT_EQ(to_html(page()), to_html(page())); }

TEST_F(FolderPage, SaysWhenTheLandslidesWereEdited) {
  edit("summary.json", [](auto& json) { json["landslides"] = 3; });
  EXPECT_THAT(page().notes, Contains(HasSubstr("edited after the map was made: the program had "
                                               "mapped 3")));
}

TEST_F(FolderPage, LeavesOutWhatIsGoneOrHasChanged) {
  test::write_file(map() / "scenes" / "pre_vv.tif", "other");
  fs::remove(map() / "scenes" / "dem.tif");
  fs::remove(map() / "change.tif");
  fs::remove(map() / "summary.json");
  const Page page = this->page();
  EXPECT_THAT(names_of(page.pictures), ElementsAre("After", "Score"));
  EXPECT_TRUE(page.pictures[0].shown);
  EXPECT_TRUE(page.swipes.empty());
  EXPECT_THAT(page.notes, Contains("pre_vv.tif is not shown: it is not where it was, or has "
                                   "changed since."));
  EXPECT_THAT(page.notes, Contains(HasSubstr("cannot be compared")));
  EXPECT_THAT(page.notes, Contains(HasSubstr("summary.json is missing")));
}

TEST_F(FolderPage, LeavesOutBrokenPictures) {
  test::write_file(map() / "score.tif", "no raster");
  EXPECT_THAT(page().notes, Contains(testing::StartsWith("The score is not shown: ")));
}

TEST_F(FolderPage, ShrinksPicturesUntilTheyFit) {
  const Page large = page();
  FolderOptions options;
  options.pictures.most_bytes = bytes_of(large.pictures) * 8 / 10;
  const Page small = page_of_folder(map(), options);
  EXPECT_LE(bytes_of(small.pictures), options.pictures.most_bytes);
  EXPECT_EQ(small.pictures.size(), large.pictures.size());
  options.pictures.most_bytes = 100;
  EXPECT_THROW(page_of_folder(map(), options), Error);
}

TEST_F(FolderPage, NeedsWhatAMapIs) {
  edit("run.json", [](auto& json) { json["command"] = "stack"; });
  EXPECT_EQ(error(), "was made by scarp stack, which has no report");
  edit("run.json", [](auto& json) { json["command"] = "change"; });
  for (const char* name : {"score.tif", "mask.tif"}) fs::remove(map() / name);
  EXPECT_EQ(error(), "holds neither mask.tif nor score.tif nor probability.tif");
  fs::remove(map() / "landslides.gpkg");
  EXPECT_EQ(error(), "holds no landslides.gpkg");
  test::write_file(map() / "run.json", R"({"program": "other"})");
  EXPECT_EQ(error(), "is no run record of scarp");
  fs::remove(map() / "run.json");
  EXPECT_EQ(error(), "holds no run.json: it is no complete result of scarp");
  fs::remove_all(map());
  EXPECT_EQ(error(), "no such folder");
}

// A track of scarp map whose dates are the images of the made folder.
nlohmann::ordered_json track_of(const char* pass, int relative_orbit,
                                const std::string& first_look) {
  nlohmann::ordered_json dates = nlohmann::ordered_json::array();
  for (const auto& [side, file] :
       {std::pair("before", "scenes/pre_vv.tif"), std::pair("after", "scenes/post_vv.tif")}) {
    dates.push_back({{"side", side}, {"backscatter", nlohmann::ordered_json::array({file})}});
  }
  return {{"pass", pass},
          {"relative_orbit", relative_orbit},
          {"dates", dates},
          {"first_look", first_look}};
}

TEST_F(FolderPage, HasDetailWhereLandslidesLieOnceImagesAreShrunk) {
  const Page whole = page();
  for (const Picture& picture : whole.pictures) EXPECT_TRUE(picture.tiles.empty());
  FolderOptions options;
  options.pictures.longest_edge = 20;  // for 80 columns
  const Page small = page_of_folder(map(), options);
  ASSERT_EQ(small.swipes.size(), 1U);
  for (std::size_t i = 0; i < small.pictures.size(); ++i) {
    const bool swiped = i == small.swipes[0].before || i == small.swipes[0].after;
    // The map is smaller than a tile.
    ASSERT_EQ(small.pictures[i].tiles.size(), swiped ? 1U : 0U) << small.pictures[i].name;
  }
  const PictureTile& tile = small.pictures[small.swipes[0].after].tiles.front();
  const test::TempFolder folder;
  test::write_file(folder / "tile.png", tile.png);
  test::write_file(folder / "whole.png", whole.pictures[whole.swipes[0].after].png);
  EXPECT_EQ(geo::RasterFile(folder / "tile.png").grid().size(),
            geo::RasterFile(folder / "whole.png").grid().size());
  const Bounds& shown = whole.pictures[whole.swipes[0].after].lon_lat;
  EXPECT_NEAR(tile.lon_lat.min_x, shown.min_x, 1e-9);
  EXPECT_NEAR(tile.lon_lat.max_y, shown.max_y, 1e-9);
  // They count among the bytes of pictures.
  options.pictures.most_bytes = bytes_of(small.pictures) * 3 / 2 + tile.png.size();
  for (const Picture& picture : page_of_folder(map(), options).pictures) {
    EXPECT_TRUE(picture.tiles.empty());
  }
}

TEST_F(FolderPage, ShowsEveryTrackOfAMap) {
  edit("run.json", [](auto& json) { json["command"] = "map"; });
  edit("summary.json", [](auto& json) {
    json["method"] = "change detection without a model";
    json["tracks"] = {track_of("ascending", 116, "first-look/a"),
                      track_of("descending", 46, "first-look/b")};
  });
  for (const char* name : {"a", "b"}) {
    fs::create_directories(map() / "first-look" / name);
    fs::copy_file(map() / "change.tif", map() / "first-look" / name / "change.tif");
  }
  fs::remove(map() / "change.tif");
  const Page page = this->page();
  EXPECT_THAT(names_of(page.pictures),
              ElementsAre("Before", "After", "Colour composite", "Before, descending 46",
                          "After, descending 46", "Colour composite, descending 46", "Relief",
                          "Score", "Change", "Change, descending 46"));
  ASSERT_EQ(page.swipes.size(), 2U);
  EXPECT_EQ(page.swipes[0].name, "Before and after");
  EXPECT_EQ(page.swipes[1].name, "Before and after, descending 46");
  EXPECT_EQ(page.pictures[page.swipes[1].before].name, "Before, descending 46");
  EXPECT_EQ(value_of(page.facts, "Images shown, descending 46"), "VV: 1 before, 1 after the event");
}

TEST_F(FolderPage, ShowsWhatTheMapWasComparedWith) {
  const fs::path folder = map() / "evaluation";
  fs::create_directories(folder);
  test::write_file(folder / "metrics.json",
                   R"({"metrics": [{"metric": "f1", "value": 0.5, "low": null}, 7],
                       "counts": "many", "landslides": [{"size": "all", "landslides": 3}]})");
  test::write_file(folder / "precision_recall.csv",
                   "threshold,recall,precision\n0.9,0.1,0.8\n,nan,x\n0.1,1,0.2\n");
  test::write_file(folder / "roc.csv", "threshold,false_positive_rate,recall\n0.9,0.1,0.8\n");
  const geo::RasterFile score(map() / "score.tif");
  geo::write_cog(folder / "confusion.tif",
                 {.grid = score.grid(), .bands = {{"", ""}}, .type = geo::CellType::u8},
                 Image<std::uint8_t>(score.grid().size(), 2));
  const Page page = this->page();
  std::vector<std::string> tables;
  for (const eval::Table& table : page.tables) tables.push_back(table.name);
  EXPECT_THAT(tables, ElementsAre("not_assessable", "truth_metrics", "truth_landslides"));
  EXPECT_EQ(page.tables[1].rows.size(), 1U);
  std::vector<std::string> figures;
  for (const Figure& figure : page.figures) figures.push_back(figure.title);
  EXPECT_THAT(figures, Contains("Precision and recall"));
  EXPECT_THAT(figures, testing::Not(Contains("Receiver operating characteristic")));
  EXPECT_THAT(names_of(page.pictures), Contains("Comparison"));
}

TEST_F(FolderPage, SaysThatAnAnalystEditedTheMap) {
  edit("run.json", [](auto& json) { json["command"] = "map"; });
  edit("summary.json", [](auto& json) {
    json["edited"] = true;
    json["landslides_by_analyst"] = 3;
    json["machine"] = {{"landslides", 7}, {"landslide_area_m2", 12345.0}};
    json["water"] = {{"source", "given"}, {"water_or_noise_floor_area_m2", 550000.0}};
  });
  const Page page = this->page();
  EXPECT_THAT(page.subtitle, testing::EndsWith(", edited by an analyst"));
  EXPECT_THAT(page.cautions, ElementsAre(HasSubstr("An analyst went through this map")));
  EXPECT_EQ(value_of(page.facts, "Drawn, reshaped or described by an analyst"), "3");
  EXPECT_EQ(value_of(page.facts, "What the program had mapped"), "7 landslides, 1.23 ha");
  EXPECT_EQ(value_of(page.facts, "Water"), "given: 0.55 km²");
}

std::string words_of(const Page& page) {
  std::string words;
  for (const Section& section : page.sections) {
    for (const std::string& paragraph : section.paragraphs) words += paragraph + "\n";
  }
  return words;
}

TEST_F(FolderPage, TellsWhatTheProgramDidFromWhatAnAnalystDid) {
  EXPECT_THAT(words_of(page()), testing::Not(HasSubstr("analyst")));
  EXPECT_THAT(words_of(page()), testing::Not(HasSubstr("Water was")));
  edit("run.json", [](auto& json) { json["command"] = "map"; });
  edit("summary.json", [](auto& json) {
    json["edited"] = true;
    json["water"] = {{"source", "estimated from backscatter"}};
    json["tracks"] = {1, 2};
    json["landslides_by_analyst"] = 0;
    json["landslides_of_machine_removed"] = 0;
  });
  EXPECT_THAT(page().cautions, ElementsAre(HasSubstr("left its outlines as the program drew")));
  edit("summary.json", [](auto& json) { json["landslides_of_machine_removed"] = 1; });
  EXPECT_THAT(page().cautions, ElementsAre(HasSubstr("changed outlines")));
  EXPECT_THAT(words_of(page()), HasSubstr("Images from 2 tracks"));
  EXPECT_THAT(words_of(page()), HasSubstr("Water was estimated"));
  EXPECT_THAT(words_of(page()), HasSubstr("The program mapped like this:"));
  EXPECT_THAT(words_of(page()), HasSubstr("Outlines that an analyst drew are as they were drawn"));
}

TEST_F(FolderPage, WarnsWhereNothingOrNearlyNothingCouldBeAssessed) {
  const auto first_caution = [&](double assessed_m2, double blind_m2) {
    edit("summary.json", [&](auto& json) {
      json["assessable_area_m2"] = assessed_m2;
      json["not_assessable_area_m2"] = blind_m2;
    });
    return page().cautions.front();
  };
  EXPECT_THAT(first_caution(0, 1e6), testing::StartsWith("Nothing of the area could be assessed"));
  EXPECT_THAT(first_caution(2e4, 98e4), testing::StartsWith("Only 2 % of the area could be "));
  EXPECT_THAT(first_caution(1e5, 9e5), HasSubstr("on the ground"));
}

TEST_F(FolderPage, KnowsTheLayersOfCopernicusEms) {
  const geo::RasterFile score(map() / "score.tif");
  const Grid& grid = score.grid();
  const Bounds box = grid.bounds();
  const geo::MultiPolygon square{{{{box.min_x, box.min_y},
                                   {box.min_x + 50, box.min_y},
                                   {box.min_x + 50, box.min_y + 50},
                                   {box.min_x, box.min_y}},
                                  {}}};
  product::MapPackage package;
  package.crs = grid.crs();
  package.landslides.emplace_back().outline = square;
  package.area = square;
  fs::remove(map() / "landslides.gpkg");
  product::write_map_package(map() / "landslides.gpkg", package, product::cems_names());
  std::vector<std::string> layers;
  for (const OutlineLayer& layer : page().outlines) layers.push_back(layer.name);
  EXPECT_THAT(layers,
              ElementsAre("Landslides", "Not assessable", "Image footprint", "Area of interest"));
}

TEST_F(FolderPage, PassesOverMembersOfTheWrongKind) {
  edit("run.json", [](auto& json) {
    json["inputs"] = {1, {{"path", 7}, {"bytes", "many"}}, nullptr};
    json["warnings"] = "none";
    json["options"] = 3;
    json["facts"] = nlohmann::ordered_json::array();
  });
  edit("summary.json", [](auto& json) {
    json["assessable_area_m2"] = "large";
    json["landslides"] = nullptr;
    json["models"] = {1, 2};
  });
  EXPECT_THAT(names_of(page().pictures), ElementsAre("Score", "Change"));
}

}  // namespace
}  // namespace scarp::report
