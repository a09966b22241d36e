#include "scoring/labelled_patches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "dataset/npy.h"
#include "support/temp_folder.h"

namespace scarp::scoring {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ArrayFilesTest : public testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const std::vector<std::int64_t>& shape,
                              const std::vector<float>& values) const {
    dataset::write_npy(folder_ / name, shape, values.data());
    return folder_ / name;
  }

  static std::string refusal(const ArrayFiles& files) {
    try {
      static_cast<void>(open_arrays(files));
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

  test::TempFolder folder_;
};

TEST_F(ArrayFilesTest, JoinsTheBandsOfSeveralFiles) {
  const auto before = write("before.npy", {2, 1, 2}, {1, 2, 3, 4});
  const auto after = write("after.npy", {2, 1, 2, 2}, {10, 11, 20, 21, 30, 31, 40, 41});
  const auto y = write("y.npy", {2, 1, 2, 1}, {0, 1, NAN, 0});
  const auto valid = write("v.npy", {2, 1, 2}, {1, 1, 1, 0});
  const LabelledPatches patches = open_arrays({{before, after}, y, valid});
  EXPECT_EQ(patches.count, 2);
  EXPECT_EQ(patches.bands, 3);
  EXPECT_THAT(patches.files, ElementsAre(before, after, y, valid));
  const dataset::Patches read = patches.read(1, 1);
  EXPECT_THAT(read.x, ElementsAre(3, 30, 31, 4, 40, 41));
  EXPECT_TRUE(std::isnan(read.y[0]));
  EXPECT_THAT(read.valid, ElementsAre(1, 0));
}

TEST_F(ArrayFilesTest, ConstantsStandForOptionalBands) {
  const std::vector<dataset::Band> wanted{{"slope", "degree", "", "", {}, 7.5},
                                          {"VV_post", "dB", "VV", "", {}},
                                          {"height", "m", "", "", {}, 100}};
  LabelledPatches patches;
  patches.bands = 1;
  patches.read = [](std::int64_t, std::int64_t count) {
    return dataset::Patches{count, 1, 2, 1, {-9, -8}, {0, 1}, {}};
  };
  const LabelledPatches all = completed(patches, wanted, {wanted[1]});
  EXPECT_EQ(all.bands, 3);
  EXPECT_THAT(all.read(0, 1).x, ElementsAre(7.5F, -9, 100, 7.5F, -8, 100));
  EXPECT_EQ(all.read(0, 1).bands, 3);
  EXPECT_THAT(completed(patches, wanted, {}).read(0, 1).x, ElementsAre(-9, -8))
      << "which bands there are is not known";
}

TEST_F(ArrayFilesTest, ValidityIsZeroOrOne) {
  const auto x = write("x.npy", {1, 1, 2}, {1, 2});
  for (const float value : {NAN, 2.0F, -1.0F}) {
    const auto valid = write("v.npy", {1, 1, 2}, {1, value});
    EXPECT_THROW(open_arrays({{x}, x, valid}).read(0, 1), Error) << value;
  }
}

TEST_F(ArrayFilesTest, MustBelongTogether) {
  const auto x = write("x.npy", {2, 1, 2, 1}, {1, 2, 3, 4});
  const auto wide = write("wide.npy", {2, 2, 1}, {1, 2, 3, 4});
  const auto flat = write("flat.npy", {4}, {1, 2, 3, 4});
  const auto none = write("none.npy", {0, 4, 4, 1}, {});
  EXPECT_THAT(refusal({{x, wide}, x, {}}), HasSubstr("has the shape (2, 2, 1), but (2, 1, 2)"));
  EXPECT_THAT(refusal({{x}, wide, {}}), HasSubstr("wide.npy"));
  EXPECT_THAT(refusal({{x}, x, wide}), HasSubstr("wide.npy"));
  EXPECT_THAT(refusal({{flat}, x, {}}), HasSubstr("(patches, rows, columns, bands)"));
  EXPECT_THAT(refusal({{none}, none, {}}), HasSubstr("holds no patches"));
  EXPECT_THAT(refusal({{folder_ / "gone.npy"}, x, {}}), HasSubstr("gone.npy"));
}

}  // namespace
}  // namespace scarp::scoring
