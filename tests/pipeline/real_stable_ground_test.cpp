// OPERA RTC-S1 series over southern California, in which nothing slid: `scarp change` at its
// default settings must flag next to nothing, and must not judge the sea.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "geo/raster_file.h"
#include "geo/vector_file.h"
#include "pipeline/first_look_run.h"
#include "product/event_layers.h"
#include "support/shared_data.h"
#include "support/temp_folder.h"

namespace scarp {
namespace {

namespace fs = std::filesystem;

using Dates = std::map<std::string, std::string>;  // UTC time → path
using Burst = std::map<std::string, Dates>;        // polarisation → dates

// "OPERA_L2_RTC-S1_T137-292319-IW2_20231203T015907Z_…_VV.tif"
Burst find_burst(const fs::path& folder, const std::string& name) {
  Burst burst;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    const std::string file = entry.path().filename();
    const std::size_t at = file.find("-" + name + "_");
    if (at == std::string::npos || entry.path().extension() != ".tif") continue;
    const std::string time = file.substr(at + name.size() + 2, 16);
    burst[file.substr(file.size() - 6, 2)][time] = entry.path();
  }
  return burst;
}

struct Split {
  int before;
  int after;
};

struct Result {
  double assessable_share;
  double flagged_share;  // of the assessable cells
};

Result map_split(const Burst& burst, const Split& split) {
  const test::TempFolder temp;
  pipeline::FirstLookOptions options;
  for (const auto& [polarisation, dates] : burst) {
    int index = 0;
    for (const auto& [time, path] : dates) {
      if (index < split.before) {
        options.before.push_back({polarisation, path, {}});
      } else if (index < split.before + split.after) {
        options.after.push_back({polarisation, path, {}});
      }
      ++index;
    }
  }
  test::run_first_look(options, temp / "out");
  const Raster<float> mask = geo::read_band(geo::RasterFile((temp / "out" / "mask.tif").string()));
  const double cells = mask.values.values().size();
  const double assessable =
      std::count(mask.values.values().begin(), mask.values.values().end(), 0.0F);
  const geo::VectorLayer outlines =
      geo::read_polygons((temp / "out" / "landslides.gpkg").string(), product::kObservedEventLayer);
  double flagged_m2 = 0;
  for (const geo::Feature& feature : outlines.features) flagged_m2 += geo::area(feature.geometry);
  return {assessable / cells, flagged_m2 / (std::max(1.0, assessable) * mask.grid.cell_area_m2(0))};
}

constexpr int kDates = 21;

class StableGround : public testing::TestWithParam<const char*> {};

TEST_P(StableGround, IsNotFlagged) {
  SCARP_SHARED_DATA(data, "opera-rtc-series");
  const Burst burst = find_burst(data, GetParam());
  ASSERT_EQ(burst.size(), 2U);
  for (const int before : {8, 11, 14}) {
    const Result one = map_split(burst, {before, 1});
    EXPECT_LE(one.flagged_share, 0.005) << before << " dates before, one after";
    const Result all = map_split(burst, {before, kDates - before});
    EXPECT_LE(all.flagged_share, 0.001) << before << " dates before, all others after";
    const std::string name = GetParam();
    const bool land = name != "292323-IW2" && name != "292324-IW2" && name.back() == '2';
    if (land || name == "292325-IW1") {
      EXPECT_GE(all.assessable_share, 0.9);
    }
    if (name == "292318-IW1") {
      EXPECT_LE(all.assessable_share, 0.01) << "open sea";
    }
  }
}

// Land, partly dark land, and two of the bursts at sea.
INSTANTIATE_TEST_SUITE_P(California, StableGround,
                         testing::Values("292319-IW2", "292320-IW2", "292321-IW2", "292322-IW2",
                                         "292325-IW1", "292323-IW2", "292324-IW2", "292318-IW1"),
                         [](const auto& name) {
                           std::string text = name.param;
                           std::replace(text.begin(), text.end(), '-', '_');
                           return text;
                         });

}  // namespace
}  // namespace scarp
