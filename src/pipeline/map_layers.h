#pragma once

#include <optional>
#include <string>

#include "core/raster.h"
#include "core/reporter.h"
#include "eval/report.h"
#include "geo/raster_file.h"
#include "geo/vector_file.h"

namespace scarp::pipeline {

/// How a map is to be read.
struct MapReading {
  std::optional<eval::ScoreKind> kind;  ///< empty: from names and values
  std::optional<double> threshold;      ///< empty: the file's own, else 0.5
};

/// A landslide map to be evaluated.
struct MapLayers {
  Raster<float> score;  ///< NaN where the map says nothing
  eval::ScoreKind kind = eval::ScoreKind::score;
  double threshold = 0.5;
  std::string threshold_from;
};

std::string name_of(eval::ScoreKind kind);

/// The part `window` of a raster map. Probabilities and scores are told apart by file name and band
/// description; values of which there are two at most are classes. Throws Error when a threshold is
/// needed that nobody gave, or probabilities lie beyond 0 to 1.
MapLayers read_map(const geo::RasterFile& file, const Window& window, const MapReading& reading,
                   Reporter& reporter);

/// Mapped outlines as classes on a grid.
MapLayers rasterise_map(const geo::VectorLayer& outlines, const Grid& grid);

}  // namespace scarp::pipeline
