#include "geo/file_content.h"

#include <cpl_vsi.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "core/error.h"
#include "geo/gdal.h"
#include "make_raster.h"
#include "support/error_of.h"
#include "support/temp_folder.h"

namespace scarp::geo {
namespace {

using test::error_of;
using test::TempFolder;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::size_t kMiB = std::size_t{1} << 20U;

std::string make_zip(const TempFolder& folder, const std::string& content) {
  initialise();
  const std::string zip = "/vsizip/" + (folder / "a.zip").string();
  VSILFILE* archive = VSIFOpenL(zip.c_str(), "wb");
  for (const char* name : {"/inner/a.txt", "/inner/b.txt"}) {
    VSILFILE* member = VSIFOpenL((zip + name).c_str(), "wb");
    VSIFWriteL(content.data(), 1, content.size(), member);
    VSIFCloseL(member);
  }
  VSIFCloseL(archive);
  return zip;
}

TEST(FileContent, IsReadFromFilesAndArchives) {
  const TempFolder folder;
  const std::string content(3 * kMiB, 'x');  // several chunks to the byte
  test::write_file(folder / "a.txt", content);
  EXPECT_EQ(read_content(folder / "a.txt", 4 * kMiB), content);
  const std::string zip = make_zip(folder, content);
  EXPECT_EQ(read_content(zip + "/inner/a.txt", 4 * kMiB), content);
}

TEST(FileContent, HasALimit) {
  const TempFolder folder;
  const std::string zip = make_zip(folder, std::string(3 * kMiB, 'x'));
  EXPECT_THAT(error_of([&] { read_content(zip + "/inner/a.txt", 2 * kMiB); }),
              HasSubstr("has more than 2 MiB"));
}

TEST(FileContent, FoldersAndArchivesAreListed) {
  const TempFolder folder;
  const std::string zip = make_zip(folder, "x");
  EXPECT_THAT(list_folder(zip), ElementsAre("inner"));
  EXPECT_THAT(list_folder(zip + "/inner"), ElementsAre("a.txt", "b.txt"));
  EXPECT_THAT(list_folder(folder.path()), ElementsAre("a.zip"));
  EXPECT_EQ(kind_of(zip + "/inner"), PathKind::folder);
  EXPECT_EQ(kind_of(zip + "/inner/a.txt"), PathKind::file);
  EXPECT_EQ(kind_of(zip + "/other"), PathKind::absent);
  EXPECT_THAT(error_of([&] { list_folder(folder / "none"); }), HasSubstr("is no folder"));
}

TEST(FileContent, NetworksAreRefused) {
  EXPECT_THAT(error_of([] { kind_of("/vsicurl/http://127.0.0.1/a.zip"); }),
              HasSubstr("is not allowed"));
  EXPECT_THAT(error_of([] { read_content("/vsizip//vsicurl/http://127.0.0.1/a.zip/a", kMiB); }),
              HasSubstr("is not allowed"));
}

}  // namespace
}  // namespace scarp::geo
