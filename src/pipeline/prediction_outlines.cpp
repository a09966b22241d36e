#include "pipeline/prediction_outlines.h"

#include <cmath>
#include <utility>

#include "core/coarser.h"
#include "geo/polygonise.h"
#include "geo/smooth.h"
#include "product/thumbnail.h"

namespace scarp::pipeline {

PredictionOutlines::PredictionOutlines(OutlineOptions options, const OutputFolder& out)
    : options_(std::move(options)),
      file_(out.file("landslides.gpkg"), options_.grid.crs(), {options_.value, {}}),
      sweep_(options_.grid, options_.min_area_m2,
             [this](const product::Regions& regions) { write(regions); }),
      picture_(coarser(options_.grid.size(), options_.picture_step)) {}

void PredictionOutlines::write(const product::Regions& regions) {
  const std::size_t quantities = options_.slope ? 2 : 1;
  const double cell = std::sqrt(options_.grid.cell_width() * options_.grid.cell_height());
  product::mark(regions.runs, options_.picture_step, picture_);
  for (geo::Region& region :
       geo::polygonise(regions.runs, options_.grid, {.connection = Connection::corners})) {
    const product::Summary* summary =
        regions.summaries.data() + (static_cast<std::size_t>(region.value) - 1) * quantities;
    product::Landslide landslide;
    landslide.outline =
        options_.smooth ? geo::smoothed(region.outline, cell) : std::move(region.outline);
    landslide.area_m2 = region.area_m2;
    landslide.mean_score = summary[0].mean();
    landslide.max_score = summary[0].maximum();
    if (options_.slope) landslide.mean_slope_deg = summary[1].mean();
    file_.add(landslide);
    ++count_;
    area_m2_ += region.area_m2;
  }
}

}  // namespace scarp::pipeline
