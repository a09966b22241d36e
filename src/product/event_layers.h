#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/grid.h"
#include "core/runs.h"
#include "geo/polygon.h"
#include "geo/vector_file.h"

namespace scarp::product {

inline constexpr const char* kObservedEventLayer = "observed_event";
inline constexpr const char* kNotAssessableLayer = "not_assessable";

/// One mapped landslide.
struct Landslide {
  geo::MultiPolygon outline;
  double area_m2 = 0;
  double mean_score = 0;
  double max_score = 0;
  double mean_change = 0;                ///< standardised; its sign is the direction
  std::vector<double> mean_change_db;    ///< post minus pre, by polarisation
  std::optional<double> mean_slope_deg;  ///< with a DEM
};

/// A region about which nothing can be said.
struct BlindArea {
  geo::MultiPolygon outline;
  double area_m2 = 0;
  std::string cause;  ///< names of its mask bits: "layover, shadow"
};

/// All ground of which nothing can be said.
struct BlindAreas {
  std::vector<BlindArea> shown;  ///< by cause, however small the piece of one cause
  double smaller_m2 = 0;         ///< ground in spots that are too small to be shown
};

/// Of the runs of a mask the connected regions (corners included, whatever the causes) of at least
/// `min_area_m2`, split by cause; without what was excluded by hand or lies outside of the area
/// asked for.
BlindAreas blind_areas(const Runs& mask, const Grid& grid, double min_area_m2);

/// What is known of all landslides of a map.
struct LandslideFields {
  std::string value = "score";             ///< or "probability"
  std::vector<std::string> polarisations;  ///< whose change was measured
};

/// A GeoPackage of a map while it is being made: landslides as they are found, then what could not
/// be assessed. The file appears in `finish`. Serves one thread at a time.
class EventPackageWriter {
 public:
  /// Throws Error when the file cannot be made, as the others do when it cannot be written.
  EventPackageWriter(const std::filesystem::path& path, CrsPtr crs, LandslideFields known);

  void add(const Landslide& landslide);
  void finish(const std::vector<BlindArea>& blind);

 private:
  geo::VectorWriter writer_;
  CrsPtr crs_;
  LandslideFields known_;
};

/// Writes a GeoPackage in the grid's reference system with the layers `observed_event` (area_m2,
/// mean_<value>, max_<value>, mean_change_<pol>_db, mean_slope_deg and, where change was measured,
/// direction) and `not_assessable`.
void write_event_package(const std::filesystem::path& path, const CrsPtr& crs,
                         const LandslideFields& known, const std::vector<Landslide>& landslides,
                         const std::vector<BlindArea>& blind);

/// "brighter" or "darker": the way the landslide went in what stands out of its polarisations.
std::string direction(const Landslide& landslide);

}  // namespace scarp::product
