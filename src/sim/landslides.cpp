#include "sim/landslides.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "core/random.h"

namespace scarp::sim {
namespace {

constexpr int kMostFailures = 2000;       // in a row: the steep ground is full
constexpr int kMostFlatCells = 50000;     // in a row: there is no steep ground
constexpr double kLeastElongation = 1.8;  // length to width
constexpr double kMostElongation = 3.5;
constexpr double kRadiusPerLength = 0.6;
constexpr int kOutlinePoints = 12;  // along each flank

// Malamud et al. 2004, eq. 3: area = a / Gamma(ρ) + s, in km².
double draw_area_m2(Random& random, const LandslideOptions& options) {
  constexpr double kRho = 1.40;
  constexpr double kScale_km2 = 1.28e-3;
  constexpr double kShift_km2 = -1.32e-4;
  for (;;) {
    const double area_m2 = (kScale_km2 / (random.speckle(kRho) * kRho) + kShift_km2) * 1e6;
    if (area_m2 >= options.min_area_m2 && area_m2 <= options.max_area_m2) return area_m2;
  }
}

// The centre of a random cell that is steep enough; none where such cells are too rare.
std::optional<Point> draw_head(const Raster<float>& slope_deg, double min_slope_deg,
                               Random& random) {
  for (int i = 0; i < kMostFlatCells; ++i) {
    const int row = static_cast<int>(random.below(slope_deg.grid.rows()));
    const int col = static_cast<int>(random.below(slope_deg.grid.cols()));
    if (slope_deg.values(row, col) >= min_slope_deg) return slope_deg.grid.centre(row, col);
  }
  return {};
}

// Direction of steepest descent at `place`, as a unit vector; none on flat ground or off the map.
std::optional<Point> downslope(const Raster<float>& dem, Point place) {
  const CellPoint cell = dem.grid.to_cell(place);
  const int row = static_cast<int>(std::floor(cell.row));
  const int col = static_cast<int>(std::floor(cell.col));
  if (row < 1 || col < 1 || row >= dem.grid.rows() - 1 || col >= dem.grid.cols() - 1) return {};
  const double east = dem.values(row, col + 1) - dem.values(row, col - 1);
  const double north = dem.values(row - 1, col) - dem.values(row + 1, col);
  const double length = std::hypot(east, north);
  if (!(length > 0)) return {};
  return Point{-east / length, -north / length};
}

// The line a mass takes from `head`: steps of `length` / kOutlinePoints, keeping some momentum.
std::optional<std::vector<Point>> runout(const Raster<float>& dem, Point head, double length) {
  std::vector<Point> line{head};
  Point heading{0, 0};
  while (static_cast<int>(line.size()) <= kOutlinePoints) {
    const std::optional<Point> steepest = downslope(dem, line.back());
    if (!steepest) return {};
    const Point sum{heading.x + steepest->x, heading.y + steepest->y};
    const double norm = std::hypot(sum.x, sum.y);
    if (norm < 0.1) return {};
    heading = {sum.x / norm, sum.y / norm};
    const double step = length / kOutlinePoints;
    line.push_back({line.back().x + heading.x * step, line.back().y + heading.y * step});
  }
  return line;
}

// A tongue around `line`: rounded at both ends, widest below the middle, ragged at the flanks.
geo::Polygon tongue(const std::vector<Point>& line, double width, Random& random) {
  geo::Ring left;
  geo::Ring right;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const double t = (i + 0.5) / (line.size() - 1);
    const double dx = line[i + 1].x - line[i].x;
    const double dy = line[i + 1].y - line[i].y;
    const double step = std::hypot(dx, dy);
    const double half = width * (0.25 + 0.45 * std::sin(3.14159265 * std::pow(t, 1.3)));
    const double a = half * random.uniform(0.8, 1.2) / step;
    const double b = half * random.uniform(0.8, 1.2) / step;
    left.push_back({line[i].x - dy * a, line[i].y + dx * a});
    right.push_back({line[i].x + dy * b, line[i].y - dx * b});
  }
  geo::Ring ring{line.front()};
  ring.insert(ring.end(), right.begin(), right.end());
  ring.push_back(line.back());
  ring.insert(ring.end(), left.rbegin(), left.rend());
  ring.push_back(ring.front());
  return {ring, {}};
}

Landslide make_landslide(geo::Polygon outline, const DebrisOptions& debris, std::size_t number) {
  Random random(debris.seed, number + 1);
  Landslide slide;
  slide.area_m2 = geo::area(outline);
  slide.outline = std::move(outline);
  slide.debris_vv_db = debris.vv_db + debris.deviation_db * random.normal();
  slide.debris_vh_db = debris.vh_db + debris.deviation_db * random.normal();
  slide.stripped = random.uniform(debris.least_stripped, 1);
  return slide;
}

double distance(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

// Slides are kept apart by the circles around the middle of their lines.
struct Place {
  Point middle;
  double radius;
};

// The places taken so far, by the square of a coarse mesh that their middle lies in: two places
// that overlap lie in squares that touch, for the mesh is as wide as the largest place.
class TakenPlaces {
 public:
  explicit TakenPlaces(double widest) : edge_(widest) {}

  void add(const Place& place) { squares_[square(place.middle)].push_back(place); }

  bool overlaps(const Place& place) const {
    const auto [x, y] = square(place.middle);
    for (std::int64_t i = x - 1; i <= x + 1; ++i) {
      for (std::int64_t j = y - 1; j <= y + 1; ++j) {
        const auto found = squares_.find({i, j});
        if (found != squares_.end() && touches(found->second, place)) return true;
      }
    }
    return false;
  }

 private:
  using Square = std::pair<std::int64_t, std::int64_t>;

  Square square(Point place) const {
    return {std::llround(place.x / edge_), std::llround(place.y / edge_)};
  }

  static bool touches(const std::vector<Place>& places, const Place& place) {
    return std::any_of(places.begin(), places.end(), [&](const Place& other) {
      return distance(other.middle, place.middle) < other.radius + place.radius;
    });
  }

  double edge_;
  std::map<Square, std::vector<Place>> squares_;
};

}  // namespace

std::vector<Landslide> generate_landslides(const Raster<float>& dem, const Raster<float>& slope_deg,
                                           const LandslideOptions& options) {
  Random random(options.seed);
  std::vector<Landslide> slides;
  const double longest = std::sqrt(options.max_area_m2 * kMostElongation);
  TakenPlaces taken(2 * kRadiusPerLength * longest);
  int failures = 0;
  while (static_cast<int>(slides.size()) < options.count && failures < kMostFailures) {
    const std::optional<Point> head = draw_head(slope_deg, options.min_slope_deg, random);
    if (!head) break;
    ++failures;
    const double area_m2 = draw_area_m2(random, options);
    const double elongation = random.uniform(kLeastElongation, kMostElongation);
    const double length = std::sqrt(area_m2 * elongation);
    const auto line = runout(dem, *head, length);
    if (!line) continue;
    const Place place{(*line)[line->size() / 2], kRadiusPerLength * length};
    if (taken.overlaps(place)) continue;

    slides.push_back(
        make_landslide(tongue(*line, length / elongation, random), options.debris, slides.size()));
    taken.add(place);
    failures = 0;
  }
  return slides;
}

std::vector<Landslide> landslides_of(std::vector<geo::Polygon> outlines,
                                     const DebrisOptions& options) {
  std::vector<Landslide> slides;
  slides.reserve(outlines.size());
  for (geo::Polygon& outline : outlines) {
    slides.push_back(make_landslide(std::move(outline), options, slides.size()));
  }
  return slides;
}

}  // namespace scarp::sim
