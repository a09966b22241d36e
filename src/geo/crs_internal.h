#pragma once

#include <ogr_spatialref.h>

#include <memory>
#include <vector>

#include "core/crs.h"
#include "core/grid.h"

namespace scarp::geo {

/// For GDAL; coordinates in scarp's order, easting or longitude first.
OGRSpatialReference to_ogr(const Crs& crs);

/// Null when there is none, or none that says where on the Earth its coordinates lie.
CrsPtr from_ogr(const OGRSpatialReference* system);

struct TransformationCloser {
  void operator()(OGRCoordinateTransformation* transformation) const {
    OGRCoordinateTransformation::DestroyCT(transformation);
  }
};

/// For one thread at a time.
using TransformationPtr = std::unique_ptr<OGRCoordinateTransformation, TransformationCloser>;

/// Throws Error when none is known.
TransformationPtr transformation(const CrsPtr& from, const CrsPtr& to);

/// Points without an image become NaN.
std::vector<Point> transform(const std::vector<Point>& points, OGRCoordinateTransformation& step);

}  // namespace scarp::geo
