#include "geo/map_projection.h"

#include <mutex>
#include <utility>
#include <vector>

#include "geo/crs.h"
#include "geo/crs_internal.h"

namespace scarp::geo {
namespace {

/// Transformations from one system to another: each thread takes one of its own, since making one
/// takes longer than using it.
class TransformationPool {
 public:
  TransformationPool(CrsPtr from, CrsPtr to) : from_(std::move(from)), to_(std::move(to)) {
    if (!same_crs(from_, to_)) free_.push_back(transformation(from_, to_));
  }

  std::vector<Point> operator()(const std::vector<Point>& points) const {
    if (same_crs(from_, to_)) return points;
    TransformationPtr step = take();
    std::vector<Point> result = transform(points, *step);
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(step));
    return result;
  }

 private:
  TransformationPtr take() const {
    {
      const std::lock_guard lock(mutex_);
      if (!free_.empty()) {
        TransformationPtr step = std::move(free_.back());
        free_.pop_back();
        return step;
      }
    }
    return transformation(from_, to_);
  }

  CrsPtr from_;
  CrsPtr to_;
  mutable std::mutex mutex_;
  mutable std::vector<TransformationPtr> free_;
};

class MapProjection final : public Projection {
 public:
  explicit MapProjection(const CrsPtr& crs)
      : to_lon_lat_(crs, wgs84()), from_lon_lat_(wgs84(), crs) {}

  std::vector<LonLat> to_lon_lat(const std::vector<Point>& places) const override {
    std::vector<LonLat> result;
    result.reserve(places.size());
    for (const Point p : to_lon_lat_(places)) result.push_back({p.x, p.y});
    return result;
  }

  std::vector<Point> from_lon_lat(const std::vector<LonLat>& places) const override {
    std::vector<Point> points;
    points.reserve(places.size());
    for (const LonLat p : places) points.push_back({p.lon_deg, p.lat_deg});
    return from_lon_lat_(points);
  }

 private:
  TransformationPool to_lon_lat_;
  TransformationPool from_lon_lat_;
};

}  // namespace

std::unique_ptr<Projection> map_projection(const CrsPtr& crs) {
  return std::make_unique<MapProjection>(crs);
}

}  // namespace scarp::geo
