#include "pipeline/series_files.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "geo/cog.h"
#include "geo/crs.h"
#include "support/temp_folder.h"

namespace scarp::pipeline {
namespace {

class OpenSeries : public testing::Test {
 protected:
  std::string make(const std::string& name, const std::vector<geo::BandSpec>& bands, float value) {
    const Grid grid({500000, 10, 0, 4700000, 0, -10}, {8, 8}, geo::parse_crs("EPSG:32654"));
    const std::filesystem::path path = temp_ / name;
    geo::CogWriter writer(path, {.grid = grid, .bands = bands});
    for (std::size_t band = 1; band <= bands.size(); ++band) {
      writer.write(static_cast<int>(band), 0, 0, Image<float>(grid.size(), value));
    }
    writer.finish();
    return path;
  }

  change::Series open(const std::vector<std::string>& before, const std::vector<std::string>& after,
                      std::optional<change::Units> units = {}) {
    const auto parse = [](const std::vector<std::string>& texts) {
      std::vector<stack::SeriesArgument> arguments;
      for (const std::string& text : texts) arguments.push_back(stack::parse_series_argument(text));
      return arguments;
    };
    files_ = open_series(parse(before), parse(after), units, reporter_);
    return files_.series;
  }

  test::TempFolder temp_;
  Reporter reporter_{Reporter::Level::quiet};
  SeriesFiles files_;
};

TEST_F(OpenSeries, SortsBandsByTheirPolarisation) {
  const std::string both = make("both.tif", {{"VV 2024-01-01"}, {"VH 2024-01-01"}}, 0.1F);
  const std::string post_vv = make("S1A_post_VV.tif", {{""}}, 0.1F);
  const std::string post_vh = make("gamma0-vh-lin.tif", {{""}}, 0.1F);
  const change::Series series = open({both}, {post_vh, post_vv});
  ASSERT_EQ(series.polarisations.size(), 2U);
  EXPECT_EQ(series.polarisations[0].name, "VH");
  EXPECT_EQ(series.polarisations[0].before[0].band, 2);
  EXPECT_EQ(series.polarisations[1].name, "VV");
  EXPECT_EQ(series.units, change::Units::power);
}

TEST_F(OpenSeries, ReadsDecibelFromTheMetadata) {
  const std::string pre = make("pre_vv.tif", {{"", "dB"}}, -11);
  const std::string post = make("post_vv.tif", {{"", "dB"}}, -12);
  EXPECT_EQ(open({pre}, {post}).units, change::Units::decibel);
  EXPECT_THROW(open({pre}, {post}, change::Units::power), Error);
}

TEST_F(OpenSeries, DoesNotGuessFromANameWithTwoPolarisations) {
  const std::string both = make("S1_VV_VH_pre.tif", {{""}, {""}}, 0.1F);
  const std::string post = make("post_vv.tif", {{""}}, 0.1F);
  EXPECT_THROW(open({both}, {post}), Error);
  EXPECT_EQ(open({"VV=" + both + ":1"}, {post}).polarisations[0].before.size(), 1U);
}

TEST_F(OpenSeries, KnowsAFileUnderAnotherName) {
  const std::string pre = make("pre_vv.tif", {{""}}, 0.1F);
  const std::filesystem::path link = temp_ / "link_vv.tif";
  std::filesystem::create_symlink(pre, link);
  EXPECT_THROW(open({pre}, {link}), Error);
  EXPECT_THROW(open({pre}, {(temp_.path() / "." / "pre_vv.tif").string()}), Error);
}

TEST_F(OpenSeries, FindsDecibelAtTheEdgeOfAnEmptyRaster) {
  const Grid grid({500000, 10, 0, 4700000, 0, -10}, {400, 2000}, geo::parse_crs("EPSG:32654"));
  Image<float> image(grid.size(), std::nanf(""));
  for (int row = 0; row < 400; ++row) {
    for (int col = 0; col < 200; ++col) image(row, col) = -12;
  }
  for (const char* name : {"pre_vv.tif", "post_vv.tif"}) {
    geo::write_cog(temp_ / name, {.grid = grid, .bands = {{"VV", ""}}}, image);
  }
  EXPECT_THROW(open({(temp_ / "pre_vv.tif").string()}, {(temp_ / "post_vv.tif").string()}), Error);
}

TEST_F(OpenSeries, DoesNotDependOnTheOrderOfFiles) {
  const std::string a = make("a_vv.tif", {{""}}, 0.1F);
  const std::string b = make("b_vv.tif", {{""}}, 0.2F);
  const std::string c = make("c_vv.tif", {{""}}, 0.3F);
  const auto values = [](const change::Series& series) {
    std::vector<float> first;
    for (const change::Acquisition& date : series.polarisations[0].before) {
      first.push_back(date.source->read(date.band, {0, 0, 1, 1})(0, 0));
    }
    return first;
  };
  const std::vector<float> one = values(open({a, b}, {c}));
  EXPECT_EQ(values(open({b, a}, {c})), one);
}

}  // namespace
}  // namespace scarp::pipeline
