#include "stack/series_argument.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "support/temp_folder.h"

namespace scarp::stack {
namespace {

TEST(SeriesArgument, IsReadFromText) {
  const SeriesArgument full = parse_series_argument("vv=a/b.tif:1-3,7");
  EXPECT_EQ(full.polarisation, "VV");
  EXPECT_EQ(full.path, "a/b.tif");
  EXPECT_EQ(full.bands, (std::vector<int>{1, 2, 3, 7}));

  const SeriesArgument plain = parse_series_argument("b.tif");
  EXPECT_EQ(plain.polarisation, "");
  EXPECT_EQ(plain.path, "b.tif");
  EXPECT_TRUE(plain.bands.empty());

  EXPECT_EQ(parse_series_argument("XX=b.tif").path, "XX=b.tif") << "no polarisation, so a name";
  EXPECT_EQ(parse_series_argument("a:b.tif").path, "a:b.tif");
}

TEST(SeriesArgument, TakesAnExistingFileByItsName) {
  const test::TempFolder temp;
  const std::string odd = (temp / "VV=x:1").string();
  test::write_file(odd, "");
  EXPECT_EQ(parse_series_argument(odd).path, odd);
  EXPECT_EQ(parse_series_argument("VV=" + odd).path, odd);
}

TEST(SeriesArgument, RefusesMalformedBands) {
  for (const char* text :
       {"a.tif:3-1", "a.tif:0", "a.tif:1,", "a.tif:-2", "a.tif:1--2", "a.tif:99999999999", ""}) {
    EXPECT_THROW(parse_series_argument(text), Error) << text;
  }
  EXPECT_THROW(parse_series_argument(std::string(200000, 'a')), Error);
}

}  // namespace
}  // namespace scarp::stack
