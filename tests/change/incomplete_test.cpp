// Rasters that are not whole: dates, polarisations or ground missing in part, and broken cells.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "change/detector.h"
#include "change/memory_series.h"
#include "core/median.h"

namespace scarp::change {
namespace {

using test::MemorySeries;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

Detection detect_whole(const Series& series) {
  ThreadPool pool(2);
  Reporter reporter(Reporter::Level::quiet);
  const Window all = whole(series.grid.size());
  return detect(series, calibrate(series, {}, pool, reporter), {all, all});
}

// Rewrites every cell of every band: `edit(polarisation, band, row, col, value)`.
template <typename Edit>
void edit(MemorySeries& memory, const Edit& edit_cell) {
  for (std::size_t p = 0; p < memory.sources.size(); ++p) {
    test::MemorySource& source = *memory.sources[p];
    std::vector<Image<float>> bands;
    for (int band = 1; band <= source.band_count(); ++band) {
      Image<float> image = source.read(band, whole(source.grid().size()));
      for (int row = 0; row < image.rows(); ++row) {
        for (int col = 0; col < image.cols(); ++col) {
          image(row, col) = edit_cell(p, band, row, col, image(row, col));
        }
      }
      bands.push_back(image);
    }
    source = test::MemorySource(source.grid(), bands);
  }
}

double median_of(const Image<float>& image, const Window& window) {
  return median(crop(image, window).values());
}

TEST(IncompleteSeries, HasDataOfZeroPowerWhereThatIsSaid) {
  const Grid grid({0, 10, 0, 0, 0, -10}, {1, 2}, nullptr);
  const test::MemorySource source(grid, {Image<float>({1, 2}, 0.0F)});
  const auto log_of = [&](const Acquisition& date) {
    return log_power(date, {0, 0, 1, 1}, Units::power)(0, 0);
  };
  EXPECT_TRUE(std::isnan(log_of({&source, 1})));
  EXPECT_NEAR(log_of({&source, 1, ZeroPower::data}), std::log(1e-5), 1e-4);
}

TEST(IncompleteSeries, IsNotBiasedWhereSomeDatesAreMissing) {
  // Four of eight dates before the event are 3 dB wetter, and end within the scene.
  MemorySeries memory = test::make_series({.size = {120, 160}, .before = 8, .after = 3});
  edit(memory, [](std::size_t, int band, int, int col, float value) {
    if (band > 4) return value;
    return col < 64 ? kNaN : 2 * value;
  });
  const Detection found = detect_whole(memory.series);
  const double left = median_of(found.change_db[0], {10, 5, 100, 50});
  const double right = median_of(found.change_db[0], {10, 75, 100, 80});
  EXPECT_NEAR(left, 0, 0.15);
  EXPECT_NEAR(right, 0, 0.15);
}

TEST(IncompleteSeries, TakesZeroAsNoData) {
  MemorySeries memory = test::make_series({.before = 2, .after = 1});
  edit(memory, [](std::size_t, int band, int, int col, float value) {
    return band == 3 && col < 20 ? 0.0F : value;
  });
  const Detection found = detect_whole(memory.series);
  EXPECT_TRUE(has(found.mask(50, 10), MaskBit::no_data));
  EXPECT_FALSE(has(found.mask(50, 10), MaskBit::water));
  EXPECT_EQ(found.mask(50, 50), 0);
}

TEST(IncompleteSeries, PassesOverBrokenCells) {
  for (const Units units : {Units::power, Units::amplitude, Units::decibel}) {
    MemorySeries memory = test::make_series({.before = 1, .after = 1});
    memory.series.units = units;
    edit(memory, [&](std::size_t, int, int row, int col, float value) {
      if (row == 30 && col < 5) return col == 0 ? std::numeric_limits<float>::infinity() : 1e25F;
      return units == Units::decibel ? 10 * std::log10(value) : value;
    });
    const Detection found = detect_whole(memory.series);
    for (int col = 0; col < 5; ++col) {
      EXPECT_TRUE(has(found.mask(30, col), MaskBit::no_data)) << col;
    }
    for (std::size_t i = 0; i < found.mask.values().size(); ++i) {
      ASSERT_EQ(found.mask.values()[i] != 0, std::isnan(found.score.values()[i]));
    }
  }
}

TEST(IncompleteSeries, IsMappedWhereDataIsAnIsland) {
  // Large enough to be sampled, and the island between the blocks of the sample.
  constexpr Size kSize{2400, 2400};
  const Window island{81, 81, 62, 62};
  const Grid grid({0, 10, 0, 0, 0, -10}, kSize, nullptr);
  Random random(3);
  std::vector<Image<float>> bands(2, Image<float>(kSize, kNaN));
  for (Image<float>& band : bands) {
    for (int row = island.row; row < island.row_end(); ++row) {
      for (int col = island.col; col < island.col_end(); ++col) {
        band(row, col) = static_cast<float>(0.1 * random.speckle(8));
      }
    }
  }
  const test::MemorySource source(grid, std::move(bands));
  const Series series{grid, Units::power, {{"VV", {{&source, 1}}, {{&source, 2}}}}};
  const Detection found = detect_whole(series);
  EXPECT_EQ(found.mask(110, 110), 0);
  EXPECT_FALSE(std::isnan(found.score(110, 110)));
}

TEST(IncompleteSeries, WarnsOfAPolarisationThatCoversLess) {
  MemorySeries memory = test::make_series({});
  edit(memory, [](std::size_t p, int, int, int col, float value) {
    return p == 1 && col < 48 ? kNaN : value;
  });
  ThreadPool pool(2);
  Reporter reporter(Reporter::Level::quiet);
  testing::internal::CaptureStderr();
  calibrate(memory.series, {}, pool, reporter);
  testing::internal::GetCapturedStderr();
  ASSERT_EQ(reporter.warnings().size(), 1U);
  EXPECT_NE(reporter.warnings()[0].find("VH has no data before the event in 50 %"),
            std::string::npos);
}

}  // namespace
}  // namespace scarp::change
