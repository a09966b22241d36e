#include "dataset/data_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <numeric>

#include "core/run_record.h"
#include "dataset/data_set_files.h"
#include "dataset/json.h"
#include "support/error_of.h"
#include "support/temp_folder.h"

namespace scarp::dataset {
namespace {

using test::error_of;
using test::TempFolder;
using test::write_file;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

std::vector<Band> pre_and_slope() {
  return {{"VV_pre", "power", "VV", "descending", Utc::parse("2018-09-01T20:40:11.5Z")},
          {"slope", "degree", "", "", std::nullopt}};
}

// `count` patches of 2 × 2 whose values are their place in memory.
Patches some(std::int64_t count) {
  Patches patches{count, 2, 2, 2, {}, {}, {}};
  patches.x.resize(static_cast<std::size_t>(count) * 8);
  std::iota(patches.x.begin(), patches.x.end(), 0.0F);
  for (std::int64_t i = 0; i < count; ++i) {
    patches.y.insert(patches.y.end(), {0, 1, 0, 1});
    patches.valid.insert(patches.valid.end(), {1, 1, 1, 0});
  }
  return patches;
}

void write_set(const std::filesystem::path& folder, bool validity) {
  OutputFolder out(folder, false);
  DataSetWriter writer(out, {{3, 1, 0}, 2, 2, 2, validity});
  writer.write(Part::train, 1, select(some(3), {1, 2}));
  writer.write(Part::validation, 0, some(1));
  writer.write(Part::train, 0, some(1));
  DataSetDescription description;
  description.bands = pre_and_slope();
  description.scaling = {Scaling::Kind::standard, {1, 2}, {3, 4}, {"power", "degree"}};
  description.details["seed"] = 7;
  writer.finish(description, {{Part::train, 0, "Iburi, 2018", 64, 128, {573220, 4747320}, 0.5, 1}});
  write_text(out.file("run.json"), "{\"program\": \"scarp\"}");
  out.commit();
}

class DataSetFolder : public testing::Test {
 protected:
  std::filesystem::path folder() const { return folder_ / "set"; }
  std::string refusal() const {
    return error_of([&] {
      const DataSet set(folder());
      for (const Part part : kParts) set.read(part);
    });
  }
  void replace(const std::string& file, const std::string& from, const std::string& to) const {
    std::string text = test::read_file(folder() / file);
    text.replace(text.find(from), from.size(), to);
    write_file(folder() / file, text);
  }
  void write(const std::string& name, const std::vector<std::int64_t>& shape,
             const std::vector<float>& values) const {
    std::filesystem::create_directories(folder());
    write_npy(folder() / name, shape, values.data());
  }

  TempFolder folder_;
};

TEST_F(DataSetFolder, ComesBackAsWritten) {
  write_set(folder(), true);
  const DataSet set(folder());
  EXPECT_EQ(set.rows(), 2);
  EXPECT_EQ(set.cols(), 2);
  EXPECT_EQ(set.count(Part::train), 3);
  EXPECT_EQ(set.count(Part::validation), 1);
  EXPECT_EQ(set.count(Part::test), 0);
  EXPECT_EQ(difference(set.bands(), pre_and_slope()), "");
  EXPECT_EQ(set.bands()[0].time.value_or(Utc()).text(), "2018-09-01T20:40:11.5Z");
  EXPECT_EQ(set.bands()[0].pass, "descending");
  EXPECT_EQ(set.scaling().kind, Scaling::Kind::standard);
  EXPECT_THAT(set.scaling().offset, ElementsAre(1, 2));
  EXPECT_THAT(set.scaling().range, ElementsAre(3, 4));
  EXPECT_THAT(set.scaling().units, ElementsAre("power", "degree"));
  EXPECT_EQ(set.description().details["seed"], 7);

  const Patches train = set.read(Part::train);
  EXPECT_EQ(train.x, some(3).x);
  EXPECT_EQ(train.y, some(3).y);
  EXPECT_EQ(train.valid, some(3).valid);
  EXPECT_EQ(set.read(Part::train, 1, 1).x, select(some(3), {1}).x);
  EXPECT_EQ(set.read(Part::test).count, 0);
  EXPECT_THAT(error_of([&] { set.read(Part::train, 2, 2); }), HasSubstr("patches 2 to 4 of train"));
}

TEST_F(DataSetFolder, ListsItsPatches) {
  write_set(folder(), false);
  EXPECT_EQ(test::read_file(folder() / "patches.csv"),
            "split,index,source,row,col,easting,northing,landslide_share,valid_share\n"
            "train,0,\"Iburi, 2018\",64,128,573220,4747320,0.500000,1.000000\n");
  EXPECT_FALSE(std::filesystem::exists(folder() / "v_train.npy"));
  EXPECT_FALSE(std::filesystem::exists(folder() / "x_test.npy"));
  EXPECT_TRUE(DataSet(folder()).read(Part::train).valid.empty());
}

TEST_F(DataSetFolder, ReadsTheAuthorsArrays) {
  write("trainX.npy", {7, 2, 2, 4}, std::vector<float>(112, 0.5F));
  write("trainY.npy", {7, 2, 2, 1}, std::vector<float>(28, 1));
  write("testX.npy", {2, 2, 2, 4}, std::vector<float>(32, 0.25F));
  write("testY.npy", {2, 2, 2, 1}, std::vector<float>(8, 0));
  const DataSet set(folder());
  EXPECT_EQ(set.count(Part::train), 5) << "as Keras rounds 0.8 · 7";
  EXPECT_EQ(set.count(Part::validation), 2);
  EXPECT_EQ(set.count(Part::test), 2);
  EXPECT_EQ(set.bands()[2].name, "VV_post2");
  EXPECT_EQ(set.bands()[3].name, "slope");
  EXPECT_EQ(set.scaling().kind, Scaling::Kind::none);
  EXPECT_EQ(set.read(Part::validation).y, std::vector<float>(8, 1));
  EXPECT_EQ(set.read(Part::test).x, std::vector<float>(32, 0.25F));
}

TEST_F(DataSetFolder, DividesTheAuthorsArraysAsPublished) {
  write("trainX.npy", {752, 1, 1, 3}, std::vector<float>(2256));
  write("trainY.npy", {752, 1, 1, 1}, std::vector<float>(752));
  const DataSet set(folder());
  EXPECT_EQ(set.count(Part::train), 601);
  EXPECT_EQ(set.count(Part::validation), 151);
  EXPECT_EQ(set.bands()[1].name, "VV_post");
}

TEST_F(DataSetFolder, MayHoldOnePartAlone) {
  write_set(folder(), true);
  for (const char letter : {'x', 'y', 'v'}) {
    std::filesystem::remove(folder() / array_name(letter, Part::train));
  }
  const DataSet data(folder());
  EXPECT_EQ(data.count(Part::train), 0);
  EXPECT_EQ(data.count(Part::validation), 1);
  EXPECT_EQ(data.rows(), 2);
  EXPECT_THAT(data.files(Part::validation),
              ElementsAre(folder() / "x_validation.npy", folder() / "y_validation.npy",
                          folder() / "v_validation.npy"));
  EXPECT_TRUE(data.files(Part::test).empty());
}

TEST_F(DataSetFolder, RefusesWhatIsNoDataSet) {
  std::filesystem::create_directories(folder());
  EXPECT_THAT(refusal(), HasSubstr("neither dataset.json nor trainX.npy is in it"));
  write("trainX.npy", {2, 2, 2, 7}, std::vector<float>(56));
  EXPECT_THAT(refusal(), HasSubstr("trainY.npy: no such file"));
  write("trainY.npy", {2, 2, 2, 1}, std::vector<float>(8));
  EXPECT_THAT(refusal(), HasSubstr("trainX.npy: has 7 bands"));
  write("trainX.npy", {2, 8}, std::vector<float>(16));
  EXPECT_THAT(refusal(), HasSubstr("has the shape 2 × 8, but"));
}

TEST_F(DataSetFolder, RefusesMixedShapes) {
  write_set(folder(), true);
  write("y_train.npy", {2, 2, 2}, std::vector<float>(8));
  EXPECT_THAT(refusal(),
              HasSubstr("y_train.npy: has the shape 2 × 2 × 2, but 3 × 2 × 2 × 1 belongs to"));
  write("y_train.npy", {3, 2, 2, 1}, std::vector<float>(12));
  EXPECT_EQ(refusal(), "no error");
  write("x_validation.npy", {1, 2, 2, 3}, std::vector<float>(12));
  EXPECT_THAT(refusal(), HasSubstr("x_validation.npy: has 3 bands, but 2 are described"));
  write("x_validation.npy", {1, 4, 1, 2}, std::vector<float>(8));
  write("y_validation.npy", {1, 4, 1}, std::vector<float>(4));
  write("v_validation.npy", {1, 4, 1}, std::vector<float>(4));
  EXPECT_THAT(refusal(), HasSubstr("patches of 4 × 1, but the others have 2 × 2"));
}

TEST_F(DataSetFolder, NamesThePatchOfABadValue) {
  write_set(folder(), true);
  std::vector<float> labels(12);
  labels[6] = 2;
  write("y_train.npy", {3, 2, 2}, labels);
  EXPECT_THAT(refusal(), HasSubstr("y_train.npy: patch 1, row 1 holds 2, but only 0 and 1"));
  write("y_train.npy", {3, 2, 2}, std::vector<float>(12));
  std::vector<float> values = some(3).x;
  values[23] = kNaN;  // not valid
  write("x_train.npy", {3, 2, 2, 2}, values);
  EXPECT_EQ(refusal(), "no error");
  values[17] = kNaN;
  write("x_train.npy", {3, 2, 2, 2}, values);
  EXPECT_THAT(refusal(), HasSubstr("x_train.npy: patch 2, row 0, band 2 holds nan"));
}

TEST_F(DataSetFolder, RefusesABrokenDescription) {
  const auto broken = [&](const std::string& from, const std::string& to) {
    std::filesystem::remove_all(folder());
    write_set(folder(), false);
    replace("dataset.json", from, to);
    return refusal();
  };
  EXPECT_THAT(broken("{", "["), HasSubstr("dataset.json: is no JSON object"));
  EXPECT_THAT(broken("scarp data set", "set"), HasSubstr("that this version knows"));
  EXPECT_THAT(broken("\"bands\"", "\"band\""), HasSubstr("describes no bands"));
  EXPECT_THAT(broken("\"VV_pre\"", "3"), HasSubstr("\"name\" is not a text"));
  EXPECT_THAT(broken("2018-09-01", "2018-13-01"), HasSubstr("is no time"));
  EXPECT_THAT(broken("\"standard\"", "\"other\""), HasSubstr("no scaling 'other'"));
  EXPECT_THAT(broken("3.0", "0.0"), HasSubstr("ranges above zero"));
  EXPECT_THAT(broken("3.0", "\"x\""), HasSubstr("\"range\" holds no numbers"));
  const std::string nested = std::string(1000000, '[') + std::string(1000000, ']');
  EXPECT_THAT(broken("\"seed\": 7", "\"seed\": " + nested), HasSubstr("is no JSON object"));
  for (const char* cell : {"0", "-10", "1e6", "\"ten\"", "null"}) {
    EXPECT_THAT(broken("\"format\"", std::string("\"cell_size_m\": ") + cell + ", \"format\""),
                HasSubstr("\"cell_size_m\" is not within 0.001 and 100000"))
        << cell;
  }
}

TEST_F(DataSetFolder, RefusesPatchesLargerThanModelsTake) {
  write("trainX.npy", {1, 4112, 1, 3}, std::vector<float>(std::size_t{4112} * 3));
  write("trainY.npy", {1, 4112, 1}, std::vector<float>(4112));
  EXPECT_THAT(refusal(), HasSubstr("have at most 4096 rows and columns"));
}

}  // namespace
}  // namespace scarp::dataset
