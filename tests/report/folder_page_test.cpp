#include "report/folder_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "core/error.h"
#include "geo/raster_file.h"
#include "made_folder.h"
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
  // NOLINTNEXTLINE(bugprone-unchecked-optional-access): an exception fails the test
  EXPECT_EQ(page.pictures[page.swipe.value().after].name, "After");
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
  EXPECT_FALSE(page.swipe);
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
