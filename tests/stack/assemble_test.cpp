#include "stack/assemble.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/random.h"
#include "geo/mask_file.h"
#include "geo/raster_file.h"
#include "made_files.h"
#include "sar/speckle_filter.h"
#include "stack/stack_file.h"
#include "support/error_of.h"
#include "support/temp_folder.h"

namespace scarp::stack {
namespace {

using test::error_of;
using test::image_of;
using test::make_file;
using test::utm_grid;
using testing::HasSubstr;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// Power that changes linearly with place, so that bilinear interpolation keeps it.
double ramp(double x, double y) { return 0.05 + (x - 573220) * 1e-5 + (4747320 - y) * 2e-5; }

class Assemble : public testing::Test {
 protected:
  void SetUp() override {
    make("pre.tif", utm_grid({60, 80}), ramp);
    make("post.tif", utm_grid({60, 80}), [](double x, double y) { return 2 * ramp(x, y); });
    options_.before = {arg("pre.tif")};
    options_.after = {arg("post.tif")};
  }

  SeriesArgument arg(const std::string& name, const std::string& polarisation = "VV") const {
    return {polarisation, (folder_ / name).string(), {}};
  }
  void make(const std::string& name, const Grid& grid,
            const std::function<double(double, double)>& power, const geo::BandSpec& band = {}) {
    make_file(folder_ / name, grid, image_of(grid, power), band);
  }
  dataset::Stack run() {
    OutputFolder out(folder_ / "out", true);
    RunRecord record("stack", HashDepth::small_files);
    shifts_ = assemble(options_, out, record, threads_, reporter_);
    record.write(out.file("run.json"), out.written(), reporter_);
    out.commit();
    return read_stack(folder_ / "out");
  }

  test::TempFolder folder_;
  AssembleOptions options_;
  std::vector<MeasuredShift> shifts_;
  ThreadPool threads_{2};
  Reporter reporter_{Reporter::Level::quiet};
};

TEST_F(Assemble, KeepsCellsThatAreOnTheGridAlready) {
  const dataset::Stack stack = run();
  EXPECT_TRUE(stack.grid.compatible(utm_grid({60, 80})));
  ASSERT_EQ(stack.bands.size(), 2U);
  EXPECT_EQ(stack.bands[0].name, "VV_pre");
  EXPECT_EQ(stack.bands[1].name, "VV_post");
  EXPECT_EQ(stack.bands[1].unit, "power");
  EXPECT_EQ(stack.bands[1].polarisation, "VV");
  EXPECT_EQ(stack.values[0].values(), image_of(stack.grid, ramp).values());
  EXPECT_EQ(stack.valid.values(), std::vector<std::uint8_t>(4800, 1));
}

TEST_F(Assemble, InterpolatesLinearPowerNotDecibels) {
  // Columns of 0 and −20 dB; the stack's cells lie halfway between them.
  make("post.tif", utm_grid({60, 60}, 10, 5),
       [](double x, double) { return std::lround((x - 573230) / 10) % 2 == 0 ? 0 : -20; },
       {.unit = "dB"});
  const dataset::Stack stack = run();
  for (int col = 1; col < 60; ++col) ASSERT_NEAR(stack.values[1](30, col), 0.505, 1e-5) << col;
  EXPECT_TRUE(std::isnan(stack.values[1](30, 70))) << "beyond the image";
  EXPECT_EQ(stack.valid(30, 70), 0);
}

TEST_F(Assemble, TakesZeroPowerForDataWhereTheFileSaysSo) {
  const auto half_dark = [](double x, double) { return x < 573520 ? 0 : 0.1; };
  make("pre.tif", utm_grid({60, 80}), half_dark);
  make("post.tif", utm_grid({60, 80}), half_dark, {.metadata = {{"ZERO_POWER", "data"}}});
  const dataset::Stack stack = run();
  EXPECT_TRUE(std::isnan(stack.values[0](5, 5)));
  EXPECT_FLOAT_EQ(stack.values[1](5, 5), 1e-5F);
}

TEST_F(Assemble, WritesTheUnitsAskedFor) {
  options_.as = BackscatterUnit::decibel;
  const dataset::Stack decibels = run();
  EXPECT_EQ(decibels.bands[0].unit, "dB");
  const Point at = decibels.grid.centre(7, 9);
  EXPECT_NEAR(decibels.values[0](7, 9), 10 * std::log10(ramp(at.x, at.y)), 1e-4);
  options_.as = BackscatterUnit::amplitude;
  EXPECT_NEAR(run().values[0](7, 9), std::sqrt(ramp(at.x, at.y)), 1e-6);
}

TEST_F(Assemble, AveragesThePowerOfAllDatesOfASide) {
  make("older.tif", utm_grid({60, 80}), [](double x, double y) {
    return x < 573620 ? 3 * ramp(x, y) : 0;  // no data in the right half
  });
  options_.before = {arg("older.tif"), arg("pre.tif")};
  options_.bands = "VV_premean,VV_postmean,VV_pre";
  options_.as = BackscatterUnit::decibel;
  const dataset::Stack stack = run();
  const auto power = [&](int band, int col) {
    return std::pow(10, stack.values[static_cast<std::size_t>(band)](7, col) / 10);
  };
  EXPECT_NEAR(power(0, 10) / power(2, 10), 2, 1e-4) << "of 3 and 1";
  EXPECT_NEAR(power(0, 70) / power(2, 70), 1, 1e-4) << "of the date that has data";
  EXPECT_NEAR(power(1, 10) / power(2, 10), 2, 1e-4) << "of one date, itself";
  EXPECT_EQ(stack.bands[0].polarisation, "VV");
}

TEST_F(Assemble, TakesSlopeAtTheCellsOfTheTerrainModel) {
  // A plane that rises 0.3 to the east and 0.4 to the south: atan 0.5.
  make("dem.tif", utm_grid({50, 50}, 30, -200, -200),
       [](double x, double y) { return 100 + 0.3 * (x - 573220) + 0.4 * (4747320 - y); });
  options_.dem = folder_ / "dem.tif";
  options_.bands = "VV_pre,slope,height";
  const dataset::Stack stack = run();
  ASSERT_EQ(stack.bands.size(), 3U);
  EXPECT_EQ(stack.bands[1].unit, "degree");
  EXPECT_EQ(stack.bands[2].unit, "m");
  for (const int row : {0, 31, 59}) {
    for (const int col : {0, 17, 79}) {
      const Point at = stack.grid.centre(row, col);
      EXPECT_NEAR(stack.values[1](row, col), std::atan(0.5) * 180 / M_PI, 1e-3);
      EXPECT_NEAR(stack.values[2](row, col), 100 + 0.3 * (at.x - 573220) + 0.4 * (4747320 - at.y),
                  0.2);
    }
  }
}

TEST_F(Assemble, DoesNotShowItsTiles) {
  make("pre.tif", utm_grid({1100, 30}), ramp);
  make("post.tif", utm_grid({1100, 30}, 10, 4, 4), ramp);
  Random random(3);
  std::vector<double> heights;
  for (int i = 0; i < 500 * 20; ++i) heights.push_back(random.uniform(0, 300));
  const Grid dem = utm_grid({400, 20}, 30, -100, -100);
  make("dem.tif", dem, [&](double x, double y) {
    const CellPoint cell = dem.to_cell({x, y});
    return heights[static_cast<std::size_t>(static_cast<int>(cell.row) * 20 + cell.col)];
  });
  options_.dem = folder_ / "dem.tif";
  const dataset::Stack whole = run();
  options_.grid.like = folder_ / "part.tif";  // crosses the border of the first tile elsewhere
  make("part.tif", whole.grid.crop({400, 0, 300, 30}), ramp);
  const dataset::Stack part = run();
  for (std::size_t b = 0; b < 3; ++b) {
    for (int row = 0; row < 300; ++row) {
      for (int col = 0; col < 28; ++col) {
        ASSERT_NEAR(part.values[b](row, col), whole.values[b](400 + row, col), b == 2 ? 0.02 : 1e-6)
            << b << " " << row << " " << col;
      }
    }
  }
}

TEST_F(Assemble, KeepsTheMaskAndAddsWhatIsMissing) {
  const Grid grid = utm_grid({60, 80});
  Image<float> bits = image_of(utm_grid({30, 40}, 20), [](double, double) { return 0; });
  bits(0, 0) = 2;
  make_file(folder_ / "mask.tif", utm_grid({30, 40}, 20), bits, {});
  Image<float> pre = image_of(grid, ramp);
  pre(10, 10) = kNaN;
  pre(0, 1) = 0;  // no data too
  make_file(folder_ / "pre.tif", grid, pre, {});
  options_.masks = {folder_ / "mask.tif", folder_ / "other.tif"};
  Image<float> edited(grid.size(), 0);
  edited(1, 1) = edited(20, 20) = 32;
  make_file(folder_ / "other.tif", grid, edited, {});
  const dataset::Stack stack = run();
  const MaskImage mask = geo::read_mask(geo::RasterFile(folder_ / "out/mask.tif"), grid);
  EXPECT_EQ(mask(0, 0), 2);
  EXPECT_EQ(mask(0, 1), 3);
  EXPECT_EQ(mask(1, 1), 34);
  EXPECT_EQ(mask(20, 20), 32);
  EXPECT_EQ(mask(2, 1), 0);
  EXPECT_EQ(mask(10, 10), 1);
  EXPECT_EQ(stack.valid(1, 1), 0);
  EXPECT_EQ(stack.valid(10, 10), 0);
  EXPECT_FALSE(std::isnan(stack.values[0](0, 0))) << "masked values stay";
  bits(3, 3) = 1.5;
  make_file(folder_ / "mask.tif", utm_grid({30, 40}, 20), bits, {});
  EXPECT_THAT(error_of([&] { run(); }), HasSubstr("holds 1.5, but masks hold whole numbers"));
}

TEST_F(Assemble, OrdersDatesByTimeAndCarriesMetadata) {
  const auto dated = [](const std::string& time) {
    return geo::BandSpec{.metadata = {{"ACQUISITION_TIME", time}, {"ORBIT_PASS", "DESCENDING"}}};
  };
  make("pre.tif", utm_grid({60, 80}), ramp, dated("2018-09-01T20:40:11.25Z"));
  make("late.tif", utm_grid({60, 80}), ramp, dated("2018-09-29T20:40:11Z"));
  make("S1A_IW_GRDH_1SDV_20180917T204011_20180917T204036.tif", utm_grid({60, 80}), ramp);
  options_.after = {arg("late.tif"), arg("S1A_IW_GRDH_1SDV_20180917T204011_20180917T204036.tif")};
  const dataset::Stack stack = run();
  ASSERT_EQ(stack.bands.size(), 3U);
  EXPECT_EQ(stack.bands[0].time.value_or(Utc()).text(), "2018-09-01T20:40:11.25Z");
  EXPECT_EQ(stack.bands[0].pass, "descending");
  EXPECT_EQ(stack.bands[1].time.value_or(Utc()).text(), "2018-09-17T20:40:11Z");
  EXPECT_EQ(stack.bands[1].name, "VV_post1");
  EXPECT_EQ(stack.bands[1].pass, "");
  EXPECT_EQ(stack.bands[2].time.value_or(Utc()).text(), "2018-09-29T20:40:11Z");

  options_.before = {arg("late.tif")};
  options_.after = {arg("pre.tif")};
  EXPECT_THAT(error_of([&] { run(); }),
              HasSubstr("acquired at 2018-09-01T20:40:11.25Z, not after"));
}

TEST_F(Assemble, DoesNotMixPasses) {
  make("pre.tif", utm_grid({60, 80}), ramp, {.metadata = {{"ORBIT_PASS", "ascending"}}});
  make("post.tif", utm_grid({60, 80}), ramp, {.metadata = {{"ORBIT_PASS", "descending"}}});
  EXPECT_THAT(error_of([&] { run(); }), HasSubstr("post.tif: its pass is descending, but that of"));
}

TEST_F(Assemble, ChoosesAGrid) {
  options_.grid.resolution = 25;
  dataset::Stack stack = run();
  EXPECT_EQ(stack.grid.cell_width(), 25);
  EXPECT_EQ(stack.grid.affine().x0, 573200);
  EXPECT_EQ(stack.grid.affine().y0, 4747325);
  EXPECT_EQ(stack.grid.crs()->name, "EPSG:32654");
  options_.grid.crs = "EPSG:32653";
  EXPECT_EQ(run().grid.crs()->name, "EPSG:32653");
  EXPECT_EQ(run().grid.cell_width(), 25);
  options_.grid.resolution.reset();
  EXPECT_NEAR(run().grid.cell_width(), 10, 0.001);
  options_.grid.crs = "auto";
  EXPECT_EQ(run().grid.crs()->name, "EPSG:32654");
}

TEST_F(Assemble, MovesShiftedDatesBack) {
  Random random(7);
  std::vector<std::array<double, 3>> waves;
  for (int i = 0; i < 40; ++i) {
    waves.push_back({random.uniform(0.005, 0.05) * (i % 2 == 0 ? 1 : -1),
                     random.uniform(0.005, 0.05), random.uniform(0, 6.28)});
  }
  const auto texture = [&](double x, double y) {
    double db = -10;
    for (const auto& [a, b, phase] : waves) db += 0.7 * std::cos(a * x + b * y + phase);
    return std::pow(10.0, db / 10);
  };
  const Grid grid = utm_grid({420, 420});
  make("pre.tif", grid, texture);
  make("post.tif", grid, [&](double x, double y) { return texture(x - 7, y - 4); });
  options_.shift = ShiftHandling::measure;
  const dataset::Stack measured = run();
  ASSERT_EQ(shifts_.size(), 1U);
  EXPECT_EQ(shifts_[0].bands, std::vector<std::string>{"VV_post"});
  EXPECT_THAT(test::read_file(folder_ / "out/shifts.csv"), HasSubstr("\nVV_post,VV,70,70,"));
  EXPECT_NEAR(shifts_[0].shift.east_m, 7, 0.3);
  EXPECT_NEAR(shifts_[0].shift.north_m, 4, 0.3);
  options_.shift = ShiftHandling::correct;
  const dataset::Stack corrected = run();
  double before = 0;
  double after = 0;
  for (int row = 10; row < 410; ++row) {
    for (int col = 10; col < 410; ++col) {
      const float fixed = measured.values[0](row, col);
      before += std::abs(std::log(measured.values[1](row, col) / fixed));
      after += std::abs(std::log(corrected.values[1](row, col) / fixed));
    }
  }
  EXPECT_LT(after, 0.15 * before);
}

// VH has no texture to tell a shift by, and the mask is that of the date.
TEST_F(Assemble, MovesAllOfAnAcquisitionTogether) {
  const auto dated = [](const std::string& time) {
    return geo::BandSpec{.metadata = {{"ACQUISITION_TIME", time}}};
  };
  const geo::BandSpec early = dated("2018-08-24T20:40:00.5Z");
  const geo::BandSpec late = dated("2018-09-05T20:40:00.5Z");
  const auto texture = [](double x, double y) {
    const double at_x = x - 573220;
    const double at_y = 4747320 - y;
    return std::pow(10.0, 0.3 * (std::sin(at_x / 90 + at_y / 400) + std::sin(at_y / 70) +
                                 std::sin(at_x / 31 - at_y / 57)));
  };
  const Grid grid = utm_grid({420, 420});
  const auto moved = [](const auto& power) {
    return [power](double x, double y) { return power(x - 30, y); };  // three columns
  };
  make("pre.tif", grid, texture, early);
  make("post.tif", grid, moved(texture), late);
  make("pre_vh.tif", grid, ramp, early);
  make("post_vh.tif", grid, moved(ramp), late);
  Image<float> bits(grid.size(), 0);
  bits(200, 203) = 2;
  make_file(folder_ / "s1a-iw-20180905t204000-dm.tif", grid, bits, {});
  bits(200, 203) = 0;
  bits(100, 100) = 4;
  make_file(folder_ / "s1a-iw-20180824t204000-dm.tif", grid, bits, {});
  options_.before = {arg("pre.tif"), arg("pre_vh.tif", "VH")};
  options_.after = {arg("post.tif"), arg("post_vh.tif", "VH")};
  options_.masks = {folder_ / "s1a-iw-20180905t204000-dm.tif",
                    folder_ / "s1a-iw-20180824t204000-dm.tif"};
  options_.shift = ShiftHandling::correct;
  const dataset::Stack stack = run();
  ASSERT_EQ(shifts_.size(), 1U);
  EXPECT_THAT(shifts_[0].bands, testing::ElementsAre("VV_post", "VH_post"));
  EXPECT_NEAR(shifts_[0].shift.cols, 3, 0.05);
  ASSERT_EQ(stack.bands[2].name, "VH_pre");
  ASSERT_EQ(stack.bands[3].name, "VH_post");
  EXPECT_NEAR(stack.values[3](200, 200), stack.values[2](200, 200), 1e-5);
  const MaskImage mask = geo::read_mask(geo::RasterFile(folder_ / "out/mask.tif"), grid);
  EXPECT_EQ(mask(200, 200), 2);
  EXPECT_EQ(mask(200, 203), 0);
  EXPECT_EQ(mask(100, 100), 4);
}

// Dates of VV and VH, of which the last ones have VH alone: their references were moved, or were
// not, and were preferred then.
TEST_F(Assemble, AccountsForReferencesThatWereMoved) {
  const auto dated = [](int day) {
    return geo::BandSpec{
        .metadata = {{"ACQUISITION_TIME", fmt::format("2018-09-{:02}T20:40:00Z", day)}}};
  };
  const auto texture = [](double x, double y) {
    const double at_x = x - 573220;
    const double at_y = 4747320 - y;
    return std::pow(10.0, 0.3 * (std::sin(at_x / 90 + at_y / 400) + std::sin(at_y / 70) +
                                 std::sin(at_x / 31 - at_y / 57)));
  };
  const Grid grid = utm_grid({420, 420});
  const auto date = [&](const std::string& name, int day, double east_m) {
    make(name, grid, [&](double x, double y) { return texture(x - east_m, y); }, dated(day));
  };
  date("pre.tif", 1, 0);
  date("moved_vv.tif", 7, 20);
  date("moved_vh.tif", 7, 20);
  date("last_vh.tif", 13, 30);
  options_.after = {arg("moved_vv.tif"), arg("moved_vh.tif", "VH"), arg("last_vh.tif", "VH")};
  options_.shift = ShiftHandling::correct;
  dataset::Stack stack = run();
  ASSERT_EQ(shifts_.size(), 2U);
  EXPECT_THAT(shifts_[1].against, testing::Contains("VH_post1"));
  EXPECT_NEAR(shifts_[0].shift.cols, 2, 0.05);
  EXPECT_NEAR(shifts_[1].shift.cols, 3, 0.05);
  EXPECT_NEAR(shifts_[1].shift.east_m, 30, 0.5);
  for (const WindowShift& window : shifts_[1].shift.windows) EXPECT_NEAR(window.cols, 3, 0.2);
  for (std::size_t b = 1; b < stack.bands.size(); ++b) {
    EXPECT_NEAR(stack.values[b](200, 200) / stack.values[0](200, 200), 1, 0.02) << b;
  }
  const geo::RasterFile file((folder_ / "out/stack.tif").string());
  for (int b = 1; b <= file.band_count(); ++b) {
    const auto& items = file.band(b).metadata;
    ASSERT_EQ(items.contains("SCARP_SHIFT"), b > 1);
    if (b > 1) {
      EXPECT_THAT(items.at("SCARP_SHIFT"), HasSubstr("corrected: +"));
    }
  }
  EXPECT_THAT(test::read_file(folder_ / "out/run.json"), HasSubstr("\"outcome\": \"corrected\""));

  // Where a date that stays has VH, too, it is the one to measure by.
  date("kept_vv.tif", 10, 0);
  date("kept_vh.tif", 10, 0);
  options_.after = {arg("moved_vv.tif"), arg("moved_vh.tif", "VH"), arg("kept_vv.tif"),
                    arg("kept_vh.tif", "VH"), arg("last_vh.tif", "VH")};
  run();
  ASSERT_EQ(shifts_.size(), 3U);
  EXPECT_EQ(shifts_[1].outcome, ShiftOutcome::not_significant);
  EXPECT_THAT(shifts_[2].against, testing::ElementsAre("VV_post2", "VH_post2"));
  EXPECT_NEAR(shifts_[2].shift.cols, 3, 0.05);

  options_.shift = ShiftHandling::measure;
  options_.after = {arg("moved_vv.tif"), arg("moved_vh.tif", "VH"), arg("last_vh.tif", "VH")};
  run();
  EXPECT_EQ(shifts_[1].outcome, ShiftOutcome::measured);
  EXPECT_NEAR(shifts_[1].shift.cols, 1, 0.05);  // of where that date lies as it is
  options_.shift = ShiftHandling::correct;
  options_.least_correction_cells = 4;
  run();
  EXPECT_EQ(shifts_[0].outcome, ShiftOutcome::below_limit);
  EXPECT_EQ(shifts_[1].outcome, ShiftOutcome::below_limit);
  EXPECT_NEAR(shifts_[1].shift.cols, 1, 0.05);
}

TEST_F(Assemble, RefusesWhatCannotBe) {
  options_.bands = "BA_S";
  EXPECT_THAT(error_of([&] { run(); }), HasSubstr("slope is asked for, but there is no terrain"));
  options_.bands = "VV_post2";
  EXPECT_THAT(error_of([&] { run(); }), HasSubstr("VV_post2 was asked for, but"));
  options_.bands = "VH_pre";
  EXPECT_THAT(error_of([&] { run(); }), HasSubstr("have no dates of VH before the event"));
  options_.bands = "";
  make("far.tif", utm_grid({60, 80}, 10, 50000), ramp);
  options_.after = {arg("far.tif")};
  EXPECT_THAT(error_of([&] { run(); }), HasSubstr("far.tif: does not cover any"));
  options_.grid.resolution = 10;
  EXPECT_THAT(error_of([&] { run(); }), HasSubstr("far.tif: shares no ground with"));
  options_.grid.resolution.reset();
  options_.after = {arg("pre.tif")};
  EXPECT_THAT(error_of([&] { run(); }), HasSubstr("band 1 is given twice"));
  make("empty.tif", utm_grid({60, 80}), [](double, double) { return NAN; });
  options_.after = {arg("empty.tif")};
  EXPECT_THAT(error_of([&] { run(); }), HasSubstr("has no data anywhere on the grid"));
}

TEST_F(Assemble, FindsTheMaskOfAStackOrSaysSo) {
  run();
  EXPECT_EQ(read_stack(folder_ / "out/stack.tif").valid.values(),
            std::vector<std::uint8_t>(4800, 1));
  std::filesystem::remove(folder_ / "out/mask.tif");
  EXPECT_THAT(error_of([&] { read_stack(folder_ / "out"); }), HasSubstr("its mask.tif is missing"));
  EXPECT_THAT(error_of([&] { read_stack(folder_ / "pre.tif"); }), HasSubstr("band 1 has no name"));
}

// Larger than a tile, whose edges must not show.
TEST_F(Assemble, FiltersTheDatesOfAPolarisationTogether) {
  const Grid grid = utm_grid({40, 600});
  Random random(7);
  const auto speckled = [&](double, double) { return 0.1 * random.speckle(4); };
  make("pre.tif", grid, speckled);
  make("post.tif", grid, speckled);
  const dataset::Stack plain = run();
  options_.multitemporal_filter = true;
  const dataset::Stack filtered = run();
  const std::vector<Image<float>> expected = sar::multitemporal(plain.values, 3);
  EXPECT_EQ(filtered.values[0].values(), expected[0].values());
  EXPECT_EQ(filtered.values[1].values(), expected[1].values());
}

}  // namespace
}  // namespace scarp::stack
