#include "stack/image_folders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "dataset/data_set.h"
#include "made_files.h"
#include "stack/image_names.h"
#include "support/error_of.h"
#include "support/temp_folder.h"

namespace scarp::stack {
namespace {

using dataset::Part;
using test::error_of;
using test::make_file;
using test::utm_grid;
using testing::ElementsAre;
using testing::HasSubstr;

class ImageFoldersTest : public testing::Test {
 protected:
  // Two bands that tell their number, and a label that is `positive` in the first column.
  void make_images(const std::string& part, int number, float positive = 1, Size size = {4, 8}) {
    const auto path = [&](const std::string& band, const std::string& name) {
      const std::filesystem::path folder = folder_ / "images" / part / band;
      std::filesystem::create_directories(folder);
      return folder / (name + "_" + std::to_string(number) + ".tif");
    };
    const Grid grid = utm_grid(size);
    const auto value = static_cast<float>(number);
    make_file(path("before", "b"), grid, Image<float>(size, value), {"", ""});
    make_file(path("after", "a"), grid, Image<float>(size, -value), {"", ""});
    Image<float> label(size);
    for (int row = 0; row < size.rows; ++row) label(row, 0) = positive;
    make_file(path("mask", "m"), grid, label, {"", ""});
  }

  dataset::DataSet run() {
    from_.folder = folder_ / "images";
    OutputFolder out(folder_ / "out", true);
    RunRecord record("dataset", HashDepth::small_files);
    make_data_set(from_, out, record, reporter_);
    record.write(out.file("run.json"), out.written(), reporter_);
    out.commit();
    return dataset::DataSet(folder_ / "out");
  }

  std::string refusal() {
    return error_of([&] { run(); });
  }

  test::TempFolder folder_;
  ImageFolders from_{{}, {{"VV_pre", "before"}, {"VV_post", "after"}}, "mask"};
  Reporter reporter_{Reporter::Level::quiet};
};

TEST_F(ImageFoldersTest, KeepsPartsAndTakesAFifthForValidation) {
  for (int i = 1; i <= 10; ++i) make_images("train", i);
  make_images("test", 11, 255);
  const dataset::DataSet set = run();
  EXPECT_EQ(set.count(Part::train), 8);
  EXPECT_EQ(set.count(Part::validation), 2);
  EXPECT_EQ(set.bands()[1].polarisation, "VV");
  std::set<float> numbers;
  for (const Part part : {Part::train, Part::validation}) {
    const dataset::Patches patches = set.read(part);
    for (std::int64_t i = 0; i < patches.count; ++i) {
      numbers.insert(patches.patch(i)[0]);
      EXPECT_EQ(patches.patch(i)[1], -patches.patch(i)[0]);
    }
  }
  EXPECT_EQ(numbers.size(), 10U);  // each once
  const dataset::Patches test = set.read(Part::test);
  EXPECT_EQ(test.x[0], 11);
  EXPECT_THAT(std::vector<float>(test.y.begin(), test.y.begin() + 3), ElementsAre(1, 0, 0));
  EXPECT_EQ(test.y[8], 1);
  EXPECT_TRUE(test.valid.empty());
}

TEST_F(ImageFoldersTest, TakesAllForTestingWithoutParts) {
  make_images("", 2);
  make_images("", 10);
  const dataset::DataSet set = run();
  EXPECT_EQ(set.count(Part::train), 0);
  const dataset::Patches test = set.read(Part::test);
  ASSERT_EQ(test.count, 2);
  EXPECT_EQ(test.patch(1)[0], 10);  // by number
}

TEST_F(ImageFoldersTest, LeavesOutWhatHasNoValue) {
  make_images("", 1, NAN);
  const dataset::Patches test = run().read(Part::test);
  EXPECT_THAT(std::vector<int>(test.valid.begin(), test.valid.begin() + 3), ElementsAre(0, 1, 1));
  EXPECT_EQ(test.y[0], 0);
}

TEST_F(ImageFoldersTest, RefusesWhatDoesNotFit) {
  EXPECT_THAT(refusal(), HasSubstr("before: no such folder"));
  make_images("", 1);
  make_images("", 2, 3);
  EXPECT_THAT(refusal(), HasSubstr("m_2.tif: holds 3, but labels are 0, and 1 or 255"));
  make_images("", 2, 1, {4, 4});
  EXPECT_THAT(refusal(), HasSubstr("b_2.tif: measures 4 × 4, but the images before 4 × 8"));
  std::filesystem::remove(folder_ / "images/after/a_2.tif");
  EXPECT_THAT(refusal(), HasSubstr("b_2.tif: has no counterpart in"));
}

TEST(MatchingImages, GoByNumberOrElseByName) {
  const test::TempFolder folder;
  const auto touch = [&](const std::string& name) {
    std::filesystem::create_directories((folder / name).parent_path());
    write_text(folder / name, "");
  };
  for (const char* name : {"x/b_2.png", "x/b_10.png", "y/m_0010.png", "y/m_0002.png"}) touch(name);
  auto sets = matching_images({folder / "x", folder / "y"});
  ASSERT_EQ(sets.size(), 2U);
  EXPECT_EQ(sets[0][1].filename(), "m_0002.png");
  touch("x/c_2.png");
  EXPECT_THAT(error_of([&] { matching_images({folder / "x", folder / "y"}); }),
              HasSubstr("has no counterpart"));
  for (const char* name : {"p/1_1.png", "p/2_1.png", "q/1_1.tif", "q/2_1.tif"}) touch(name);
  sets = matching_images({folder / "p", folder / "q"});
  ASSERT_EQ(sets.size(), 2U);
  EXPECT_EQ(sets[1][1].filename(), "2_1.tif");
}

}  // namespace
}  // namespace scarp::stack
