// The landslide of Yambali, Papua New Guinea, 24 May 2024, in OPERA RTC-S1 backscatter of track 9:
// the bars that `scarp change` must reach at its default settings.
#include <gtest/gtest.h>

#include <algorithm>

#include "geo/raster_file.h"
#include "geo/rasterise.h"
#include "geo/vector_file.h"
#include "pipeline/first_look_run.h"
#include "pipeline/map_scores.h"
#include "product/event_layers.h"
#include "support/shared_data.h"
#include "support/temp_folder.h"

namespace scarp {
namespace {

constexpr int kBefore = 8;  // of the 13 dates

struct Bar {
  int before;
  int after;
  double auc;
  double f1;
};

class RealLandslide : public testing::TestWithParam<Bar> {};

std::vector<stack::SeriesArgument> dates(const std::filesystem::path& folder, int first, int last) {
  std::vector<int> bands;
  for (int band = first; band <= last; ++band) bands.push_back(band);
  return {{"VV", folder / "decoded_track9_vv_gamma0.tif", bands},
          {"VH", folder / "decoded_track9_vh_gamma0.tif", bands}};
}

TEST_P(RealLandslide, IsFound) {
  SCARP_SHARED_DATA(data, "png2024");
  const Bar& bar = GetParam();
  const test::TempFolder temp;
  pipeline::FirstLookOptions options;
  options.before = dates(data, kBefore - bar.before + 1, kBefore);
  options.after = dates(data, kBefore + 1, kBefore + bar.after);
  test::run_first_look(options, temp / "out");

  const geo::RasterFile truth_file((data / "landslide_mask_30m.tif").string());
  const Image<float> truth_values = geo::read_band(truth_file).values;
  Image<std::uint8_t> truth(truth_values.size());
  std::transform(truth_values.values().begin(), truth_values.values().end(), truth.values().begin(),
                 [](float value) { return value > 0 ? 1 : 0; });

  const Raster<float> score =
      geo::read_band(geo::RasterFile((temp / "out" / "score.tif").string()));
  EXPECT_GE(test::area_under_roc(score.values, truth), bar.auc);
  const geo::VectorLayer outlines =
      geo::read_polygons((temp / "out" / "landslides.gpkg").string(), product::kObservedEventLayer);
  EXPECT_GE(test::f1(geo::rasterise(outlines, score.grid), truth), bar.f1);

  const Image<float> mask =
      geo::read_band(geo::RasterFile((temp / "out" / "mask.tif").string())).values;
  const auto assessable = std::count(mask.values().begin(), mask.values().end(), 0.0F);
  EXPECT_GE(static_cast<double>(assessable) / mask.values().size(), 0.98);
}

INSTANTIATE_TEST_SUITE_P(Yambali, RealLandslide,
                         testing::Values(Bar{8, 5, 0.985, 0.78}, Bar{8, 1, 0.96, 0.65},
                                         Bar{3, 1, 0.95, 0.65}, Bar{1, 1, 0.90, 0.45}),
                         [](const auto& bar) {
                           return std::to_string(bar.param.before) + "Before" +
                                  std::to_string(bar.param.after) + "After";
                         });

}  // namespace
}  // namespace scarp
