#pragma once

#include <cstdint>
#include <optional>

#include "core/output_folder.h"
#include "product/event_layers.h"
#include "product/region_sweep.h"

namespace scarp::pipeline {

struct OutlineOptions {
  Grid grid;
  double min_area_m2 = 0;
  bool smooth = true;
  bool slope = false;           ///< whether the second quantity of runs is the slope
  std::string value = "score";  ///< or "probability"
  int picture_step = 1;
};

/// landslides.gpkg of a predicted map, written while the map is made: each landslide once its last
/// row is known.
class PredictionOutlines {
 public:
  PredictionOutlines(OutlineOptions options, const OutputFolder& out);

  /// Landslides in the next rows, up to before `end_row`.
  void add(const product::MeasuredRuns& rows, int end_row) { sweep_.add(rows, end_row); }

  /// Outlines the rest. To be called once, before what follows.
  void finish_landslides() { sweep_.finish(); }

  /// Completes the file.
  void finish(const std::vector<product::BlindArea>& blind) { file_.finish(blind); }

  std::int64_t count() const { return count_; }
  double area_m2() const { return area_m2_; }
  const Image<std::uint8_t>& picture() const { return picture_; }  ///< see product::mark

 private:
  void write(const product::Regions& regions);

  OutlineOptions options_;
  product::EventPackageWriter file_;
  product::RegionSweep sweep_;
  Image<std::uint8_t> picture_;
  std::int64_t count_ = 0;
  double area_m2_ = 0;
};

}  // namespace scarp::pipeline
