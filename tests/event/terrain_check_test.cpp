#include <gtest/gtest.h>

#include <cmath>

#include "event/coverage_checks.h"
#include "geo/cog.h"
#include "geo/crs.h"
#include "scene_of.h"
#include "support/temp_folder.h"

namespace scarp::event {
namespace {

/// The area is a square of a tenth of a degree.
class TerrainCheck : public testing::Test {
 protected:
  std::string told_of(double west, double south, double east, double north, float height = 50,
                      std::optional<double> no_data = std::nullopt) {
    const Size size{60, 60};
    const Grid grid({west, (east - west) / size.cols, 0, north, 0, (south - north) / size.rows},
                    size, geo::wgs84());
    const auto path = folder_ / "dem.tif";
    geo::write_cog(path, {.grid = grid, .bands = {{"height", "m"}}}, Image<float>(size, height));
    const Findings findings =
        check_terrain(path.string(), no_data, read_area("142,42.7,142.1,42.8"));
    return findings.empty() ? "" : fmt_of(findings.front());
  }

  test::TempFolder folder_;

 private:
  static std::string fmt_of(const Finding& one) {
    return std::string(name_of(one.severity)) + ": " + one.what;
  }
};

TEST_F(TerrainCheck, FiveKilometresBeyondTheAreaAreEnough) {
  EXPECT_EQ(told_of(141.9, 42.6, 142.2, 42.9), "");
}

TEST_F(TerrainCheck, TheAreaAloneIsAWarning) {
  EXPECT_EQ(told_of(141.99, 42.69, 142.11, 42.81).substr(0, 40),
            "warning: does not cover 5 km around the ");
}

TEST_F(TerrainCheck, HalfOfTheAreaIsAWarningWithItsShare) {
  const std::string text = told_of(141.9, 42.6, 142.05, 42.9);
  EXPECT_NE(text.find("warning: has heights for 5"), std::string::npos) << text;
}

TEST_F(TerrainCheck, NothingOfTheAreaIsAnError) {
  EXPECT_EQ(told_of(10, 50, 10.3, 50.3), "error: has no heights in the area");
  EXPECT_EQ(told_of(141.9, 42.6, 142.2, 42.9, std::nanf("")), "error: has no heights in the area");
}

TEST_F(TerrainCheck, AHeightThatIsSaidToBeNoneIsNone) {
  EXPECT_EQ(told_of(141.9, 42.6, 142.2, 42.9, 0, 0), "error: has no heights in the area");
  EXPECT_EQ(told_of(141.9, 42.6, 142.2, 42.9, 0, -9999), "");
}

TEST_F(TerrainCheck, AFileThatIsNoRasterIsAnError) {
  test::write_file(folder_ / "dem.tif", "no raster");
  const Findings findings =
      check_terrain((folder_ / "dem.tif").string(), std::nullopt, read_area("142,42.7,142.1,42.8"));
  EXPECT_TRUE(any_error(findings));
}

}  // namespace
}  // namespace scarp::event
